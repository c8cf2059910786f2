/** Lines of Clay's own HTML (world/lines/written.ts) as a terminal would have them. */

const TOKEN = /<span style="([^"]*)">|<\/span>|<[^>]*>|&(amp|lt|gt|quot|#39);|[^<&]+|[<&]/g;
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

export function sgrOf(html: string): string {
  let done = '';
  for (const [whole, css, entity] of html.matchAll(TOKEN)) {
    if (css !== undefined) done += `\x1b[0;${codesOf(css)}m`;
    else if (whole === '</span>') done += '\x1b[0m';
    else if (entity !== undefined) done += ENTITIES[entity];
    else if (whole.length === 1 || !whole.startsWith('<')) done += whole;
  }
  return done;
}

const FLAGS: Readonly<Record<string, string>> = {
  ...{ 'font-weight: bold': '1', 'opacity: .7': '2', 'font-style: italic': '3', 'visibility: hidden': '8' },
};
const DECORATIONS: Readonly<Record<string, string>> = { underline: '4', 'line-through': '9', overline: '53' };

function codesOf(css: string): string {
  const codes = css.split('; ').flatMap(declaration => {
    const flag = FLAGS[declaration];
    if (flag !== undefined) return [flag];
    const [, what, hex] = /^(color|background): #([\da-f]{6})$/.exec(declaration) ?? [];
    if (hex !== undefined) return [`${what === 'color' ? 38 : 48};2;${rgb(hex)}`];
    const [, lines = ''] = /^text-decoration: (.*)$/.exec(declaration) ?? [];
    return lines.split(' ').flatMap(line => DECORATIONS[line] ?? []);
  });
  return codes.join(';');
}

function rgb(hex: string): string {
  return [0, 2, 4].map(at => Number.parseInt(hex.slice(at, at + 2), 16)).join(';');
}
