/**
 * MUD Client Protocol 2.1, as MOOs speak it: messages in lines of their own, which are kept off the screen. Of its packages
 * Clay has mcp-negotiate and dns-org-mud-moo-simpleedit: a text that the game hands over to be edited. Nothing is answered
 * before a hello that is well made, and nothing is believed that does not show the key which Clay has made for the connection.
 */
import type { McpState, StreamState } from '../../state/stream.ts';
import { give, notice, type Pipeline } from '../pipeline.ts';
import { printable } from '../printable.ts';
import { MESSAGE } from '../work.ts';
import { type Message, readMessage, writeMessage } from './syntax.ts';

const EDIT = 'dns-org-mud-moo-simpleedit';

/** Messages of several lines under way at one time, and UTF-16 units of all of them: MOOs send a verb or a note. */
const MAX_OPEN = 8;
const MAX_SIZE = 512 * 1024;
/** Each line counts for so many more: it is kept by itself until all have come. */
const LINE_COST = 16;
/** UTF-16 units of a reference and of a type, which go back as they are: MOOs send an object's number and a verb's name. */
const MAX_REFERENCE = 1024;
/** What is shown of a name (code points). */
const NAME = /^.{100}/su;
/** A server that says hello again has been replaced, or somebody else has logged in; one that goes on so errs. */
const MAX_HELLOS = 8;

/** What becomes of a line: it is shown, or not, or without its first three characters. */
export type Fate = 'shown' | 'hidden' | 'quoted';

/** Takes a line of the server, whole. */
export function receiveMcp(pipeline: Pipeline, text: string): Fate {
  const { mcp } = pipeline.state;
  // Switched off since the hello, the server goes on with it, and what it says with the key is not for the screen.
  if (!text.startsWith('#$') || (pipeline.context.mcp !== true && !mcp)) return 'shown';
  if (mcp && text.startsWith('#$"')) return 'quoted';
  if (!text.startsWith('#$#')) return 'shown';
  pipeline.work += MESSAGE + text.length;
  const read = readMessage(text.slice(3));
  if (read?.type === 'message' && isHello(read.message)) return hello(pipeline);
  // Until then it may be anything.
  if (!mcp) return 'shown';
  if (read?.type === 'line') takeLine(pipeline, mcp, read.tag, read.key, read.text);
  else if (read?.type === 'end') endMessage(pipeline, mcp, read.tag);
  else if (read && mcp.key !== '' && read.message.key === mcp.key) takeMessage(pipeline, mcp, read.message);
  return 'hidden';
}

/** Whether what has come of a line so far is a message. A prompt may be a `#`. */
export function isMcpBegun({ mcp }: StreamState, text: string): boolean {
  return mcp !== undefined && text.startsWith('#$#');
}

function isHello({ name, key, values }: Message): boolean {
  const { version = '', to = '' } = values;
  if (name !== 'mcp' || key !== '' || ![version, to].every(one => /^\d{1,4}\.\d{1,4}$/.test(one)))
    return false;
  return atMost(version, '2.1') && atMost('2.1', to);
}

/** Versions are two numbers. */
function atMost(one: string, other: string): boolean {
  const [a, b] = [one, other].map(version => version.split('.').map(Number));
  return a![0]! < b![0]! || (a![0] === b![0] && a![1]! <= b![1]!);
}

function hello(pipeline: Pipeline): Fate {
  const { state, context } = pipeline;
  if (context.mcp !== true) return 'hidden';
  const hellos = (state.mcp?.hellos ?? 0) + 1;
  if (hellos > MAX_HELLOS) return 'hidden';
  state.mcp = { key: '', edits: false, open: {}, size: 0, sent: 0, hellos };
  // The key must not be guessed: it comes from outside.
  give(pipeline, { type: 'mcp' });
  return 'hidden';
}

/** What is said to a hello, once there is a key for the connection: lines without line ends. */
export function beginMcp(mcp: McpState, key: string): string[] {
  mcp.key = key;
  const can = (name: string, from: string, to: string) =>
    writeMessage('mcp-negotiate-can', key, { package: name, 'min-version': from, 'max-version': to });
  return [
    writeMessage('mcp', '', { 'authentication-key': key, version: '2.1', to: '2.1' }),
    can('mcp-negotiate', '1.0', '2.0'),
    can(EDIT, '1.0', '1.0'),
    writeMessage('mcp-negotiate-end', key, {}),
  ];
}

// ---------------------------------------------------------------- messages

function takeMessage(pipeline: Pipeline, mcp: McpState, message: Message): void {
  const { name, values, long } = message;
  if (name === 'mcp-negotiate-can') {
    const { package: of = '', 'min-version': from = '', 'max-version': to = '' } = values;
    if (of.toLowerCase() === EDIT && atMost(from, '1.0') && atMost('1.0', to)) mcp.edits = true;
    return;
  }
  if (name !== `${EDIT}-content`) return;
  if (long.length === 0) return deliver(pipeline, values, [values.content ?? '']);
  const { '_data-tag': tag } = values;
  if (tag === undefined || Object.keys(mcp.open).length >= MAX_OPEN) return;
  // Behind a sign that no name of an object begins with.
  mcp.open[`=${tag}`] = { values, lines: [] };
  mcp.size += sizeOf(Object.values(values));
}

function takeLine(pipeline: Pipeline, mcp: McpState, tag: string, key: string, text: string): void {
  const under = mcp.open[`=${tag}`];
  if (!under || key !== 'content') return;
  mcp.size += text.length + LINE_COST;
  if (mcp.size > MAX_SIZE) {
    drop(mcp, tag);
    return notice(
      pipeline,
      'mcp-too-long',
      'the server sends a text to be edited that is too long; it is ignored.',
    );
  }
  under.lines.push(text);
}

function endMessage(pipeline: Pipeline, mcp: McpState, tag: string): void {
  const under = mcp.open[`=${tag}`];
  if (!under) return;
  drop(mcp, tag);
  deliver(pipeline, under.values, under.lines);
}

function drop(mcp: McpState, tag: string): void {
  const under = mcp.open[`=${tag}`];
  if (under) mcp.size -= sizeOf([...Object.values(under.values), ...under.lines]);
  delete mcp.open[`=${tag}`];
  // What was counted of a line that found no room.
  if (Object.keys(mcp.open).length === 0) mcp.size = 0;
}

function sizeOf(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + text.length + LINE_COST, 0);
}

function deliver(
  pipeline: Pipeline,
  values: Readonly<Record<string, string>>,
  lines: readonly string[],
): void {
  const { reference = '', name = '', type = 'string' } = values;
  if (reference === '' || pipeline.context.mcp !== true) return;
  if (reference.length > MAX_REFERENCE || type.length > MAX_REFERENCE)
    return notice(
      pipeline,
      'mcp-reference',
      'the server sends a text to be edited with a reference that is too long; it is ignored.',
    );
  pipeline.work += lines.length;
  const text = lines.join('\n');
  give(pipeline, {
    type: 'edit',
    reference,
    name: shownName(name) || shownName(reference),
    kind: printable(type),
    text,
  });
}

function shownName(name: string): string {
  const shown = printable(name);
  const [start] = NAME.exec(shown) ?? [shown];
  return start === shown ? shown : `${start}…`;
}

/** A text that was edited, as it goes back: lines without line ends. Null: the server takes none on this connection. */
export function editedLines(
  { mcp }: StreamState,
  { reference, kind, text }: { reference: string; kind: string; text: string },
): string[] | null {
  if (!mcp || mcp.key === '' || !mcp.edits) return null;
  const tag = `clay${++mcp.sent}`;
  const lines = text.split('\n').map(line => `#$#* ${tag} content: ${line}`);
  const start = writeMessage(`${EDIT}-set`, mcp.key, { reference, type: kind });
  return [`${start} content*: "" _data-tag: ${tag}`, ...lines, `#$#: ${tag}`];
}

/** A line of the user's, so that it is none of the protocol's. */
export function inBand({ mcp }: StreamState, text: string): string {
  return mcp && mcp.key !== '' && /^#\$[#"]/.test(text) ? `#$"${text}` : text;
}
