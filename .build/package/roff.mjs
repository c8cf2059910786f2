// Text as man(7) wants it.

/** Letters that roff would take for its own. */
export function plain(text) {
  const escaped = text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll('~', '\\(ti')
    .replaceAll('^', '\\(ha');
  return escaped.replace(/^([.'])/gm, '\\&$1');
}

export function bold(text) {
  return `\\fB${plain(text)}\\fR`;
}

/** The first lines of a page. `date`: seconds since 1970. */
export function head(name, section, version, date) {
  const day = new Date(date * 1000).toISOString().slice(0, 10);
  return `.TH ${name.toUpperCase().replaceAll('-', '\\-')} ${section} ${day} "Clay ${version}"\n`;
}

export function section(title, body) {
  return `.SH ${title.toUpperCase()}\n${body}`;
}

export function paragraph(text) {
  return `.PP\n${plain(text)}\n`;
}

/** What it is about, then what is said of it. */
export function item(term, text) {
  return `.TP\n${bold(term)}\n${plain(text) || '\\&'}\n`;
}

/** Lines as they are. */
export function verbatim(lines) {
  return `.PP\n.nf\n.RS\n${plain(lines.join('\n'))}\n.RE\n.fi\n`;
}
