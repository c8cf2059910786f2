/**
 * Lines as they stand in log files: as text, with their colours as a terminal has them, or as HTML. Each is whole by itself, so that
 * a file may end behind any of them, and go on.
 */
import type { LogFormat } from '../../state/settings.ts';
import type { Run, StyledText } from '../../state/stream.ts';
import { isSendLink } from '../../stream/mxp/send-link.ts';
import { cssOf } from './css.ts';

/** A line on its way into a file. */
export interface WrittenLine extends StyledText {
  /** As it stands before it; '' = none. */
  readonly time: string;
  /** What the user has said. */
  readonly isSent: boolean;
}

/** The line with its line end. */
export function writtenLine(line: WrittenLine, format: LogFormat): string {
  if (format === 'html') return htmlLine(line);
  const time = line.time === '' ? '' : `${line.time} `;
  if (format === 'text') return `${time}${line.isSent ? '> ' : ''}${line.text}\n`;
  return `${time}${line.isSent ? `\x1b[2m> ${line.text}\x1b[0m` : ansiText(line)}\n`;
}

/** How files of this format end. */
export const endings: Readonly<Record<LogFormat, string>> = { text: 'log', ansi: 'ansi', html: 'html' };

/** What a file of this format begins with. */
export function headOf(format: LogFormat, title: string): string {
  return format === 'html' ? HEAD.replace('TITLE', () => escaped(title)) : '';
}

/** What HTML lets out at the end of a document, html and body, is let out: the file is a document behind each line. */
const HEAD = `<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<meta name="color-scheme" content="dark">
<title>TITLE</title>
<style>
body { background: #101010; color: #d8d8d8; font: 14px/1.3 monospace; margin: 1em; }
p { margin: 0; min-height: 1.3em; white-space: pre-wrap; overflow-wrap: anywhere; }
p.sent { opacity: .7; }
time { opacity: .5; }
a { color: inherit; }
</style>
<body>
`;

/** Pieces of one style, in order. */
function piecesOf({ text, runs }: StyledText): { text: string; style: string; link: string }[] {
  const inside = runs.filter(({ at }) => at < text.length);
  const all: readonly Run[] = inside[0]?.at === 0 ? inside : [{ at: 0, style: '' }, ...inside];
  return all.map(({ at, style, link = '' }, index) => ({
    text: text.slice(at, all[index + 1]?.at ?? text.length),
    style,
    link,
  }));
}

function ansiText(line: StyledText): string {
  let style = '';
  let done = '';
  for (const piece of piecesOf(line)) {
    if (piece.style !== style) done += piece.style === '' ? '\x1b[0m' : `\x1b[0;${piece.style}m`;
    style = piece.style;
    done += piece.text;
  }
  return style === '' ? done : `${done}\x1b[0m`;
}

function htmlLine(line: WrittenLine): string {
  const time = line.time === '' ? '' : `<time>${escaped(line.time)}</time> `;
  if (line.isSent) return `<p class="sent">${time}&gt; ${escaped(line.text)}</p>\n`;
  return `<p>${time}${piecesOf(line).map(htmlPiece).join('')}</p>\n`;
}

function htmlPiece({ text, style, link }: { text: string; style: string; link: string }): string {
  if (text === '') return '';
  const css = cssOf(style);
  const shown = css === '' ? escaped(text) : `<span style="${escaped(css)}">${escaped(text)}</span>`;
  return link === '' || isSendLink(link) ? shown : `<a href="${escaped(link)}" rel="noreferrer">${shown}</a>`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Nothing that a game says is anything but text. */
function escaped(text: string): string {
  return text.replace(/[&<>"']/g, sign => ENTITIES[sign] as string);
}
