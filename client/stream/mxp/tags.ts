/** What tags of MXP do: styles, links, breaks, answers. A tag that is not known does nothing and shows nothing. */
import { Buffer } from 'node:buffer';
import type { MxpOpenTag, MxpState } from '../../state/stream.ts';
import { answer, isStorm, notice, type Pipeline } from '../pipeline.ts';
import { printable } from '../printable.ts';
import { giveSound } from '../telnet/msp.ts';
import { endLine } from '../text/lines.ts';
import { safeLink } from '../text/safe-link.ts';
import { applySgr, restoreSgr } from '../text/sgr.ts';
import { ARGUMENT, DEFINED, DEFINITION, PARAMETER, RUN, TAG } from '../work.ts';
import { background, foreground } from './colors.ts';
import { define, fill, forget, MAX_INNER } from './elements.ts';
import { resolved, tooLong } from './entities.ts';
import { LINK_TEXT, writeSendLink } from './send-link.ts';
import { MAX_TAG, named, parseTag, type Tag } from './syntax.ts';

/** Tags that wait for their end at one time. */
const MAX_OPEN = 64;
/** Names of links that were ended by EXPIRE; the oldest ones stand for all before them. */
const MAX_EXPIRED = 256;
/** UTF-16 units of such a name, about: what is behind them tells none apart. */
const MAX_NAME = 64;
/** Commands of one link. */
const MAX_COMMANDS = 32;
/** Elements inside of elements. */
const MAX_DEPTH = 4;

interface Call {
  readonly pipeline: Pipeline;
  readonly mxp: MxpState;
  readonly tag: Tag;
  readonly secure: boolean;
}

interface Known {
  /** It counts in open mode. */
  readonly open?: true;
  readonly does: (call: Call) => void;
}

/** Carries out a tag. */
export function carryOut(pipeline: Pipeline, mxp: MxpState, tag: Tag, secure: boolean): void {
  expand({ pipeline, mxp, tag, secure }, 0, { left: 2 * MAX_INNER, size: 4 * MAX_TAG });
}

/** Tags that one tag may still become, and UTF-16 units of them as they are defined. */
interface Room {
  left: number;
  size: number;
}

function expand(call: Call, depth: number, room: Room): void {
  const { pipeline, mxp, tag, secure } = call;
  pipeline.work += TAG + ARGUMENT * tag.args.length;
  if (tag.ends) return endNamed(call, tag.name);
  const element = Object.hasOwn(mxp.elements, tag.name) ? mxp.elements[tag.name] : undefined;
  if (!element) {
    const name = Object.hasOwn(SHORT, tag.name) ? SHORT[tag.name]! : tag.name;
    const known = Object.hasOwn(TAGS, name) ? TAGS[name] : undefined;
    if (known && (secure || known.open)) known.does({ ...call, tag: { ...tag, name } });
    return;
  }
  if (!secure && !element.open) return;
  const open = mxp.tags.length;
  if (!element.empty) push(call, tag.name, '', false);
  const values = fill(pipeline, mxp, element, tag.args);
  for (const inner of element.inner) {
    room.size -= inner.length;
    if (depth >= MAX_DEPTH || room.left-- <= 0 || room.size < 0) break;
    pipeline.work += inner.length;
    const parsed = parseTag(inner);
    // What the server has defined is its own word, whoever has used it.
    if (parsed)
      expand({ ...call, tag: { ...parsed, args: values(parsed.args) }, secure: true }, depth + 1, room);
  }
  // What an element has begun in open mode ends with it.
  if (!secure) for (let at = open; at < mxp.tags.length; at++) mxp.tags[at] = { ...mxp.tags[at]!, secure };
}

// ---------------------------------------------------------------- begin and end

function push({ mxp, pipeline, secure }: Call, name: string, set: string, link: boolean): boolean {
  if (mxp.tags.length >= MAX_OPEN) {
    notice(pipeline, 'mxp-nesting', 'the server opens more MXP tags than it closes; some are ignored.');
    return false;
  }
  mxp.tags.push({ name, secure, set, before: set === '' ? '' : pipeline.state.ansi.style, link });
  return true;
}

/** Ends the last one of that name, and what was begun in it. */
function endNamed({ pipeline, mxp, secure }: Call, name: string): void {
  const meant = Object.hasOwn(SHORT, name) && !Object.hasOwn(mxp.elements, name) ? SHORT[name] : name;
  const at = mxp.tags.findLastIndex(tag => tag.name === meant);
  // In open mode a player may have written it: it ends nothing that the game has begun.
  if (at >= 0 && (secure || mxp.tags.slice(at).every(tag => !tag.secure))) {
    closeWhere(pipeline, mxp, (_, index) => index >= at);
  } else if (at < 0 && secure && meant === 'p') breakLine(pipeline);
}

/** Tags that meet the condition end, the last one first. */
function closeWhere(pipeline: Pipeline, mxp: MxpState, ends: (tag: MxpOpenTag, at: number) => boolean): void {
  const { ansi } = pipeline.state;
  const kept: MxpOpenTag[] = [];
  for (let at = mxp.tags.length - 1; at >= 0; at--) {
    const tag = mxp.tags[at]!;
    if (!ends(tag, at)) {
      kept.push(tag);
      continue;
    }
    pipeline.work += tag.set === '' ? RUN : TAG;
    if (tag.set !== '') ansi.style = restoreSgr(ansi.style, tag.before, tag.set);
    if (tag.link) ansi.link = '';
  }
  mxp.tags = kept.reverse();
}

export function closeTags(pipeline: Pipeline, mxp: MxpState): void {
  closeWhere(pipeline, mxp, () => true);
}

/** What was begun in open mode. */
export function closeOpen(pipeline: Pipeline, mxp: MxpState): void {
  if (mxp.tags.some(tag => !tag.secure)) closeWhere(pipeline, mxp, tag => !tag.secure);
}

export function closeLinks(pipeline: Pipeline, mxp: MxpState): void {
  if (mxp.tags.some(tag => tag.link)) closeWhere(pipeline, mxp, tag => tag.link);
}

// ---------------------------------------------------------------- the tags

/** Other names of the same. */
const SHORT: Readonly<Record<string, string>> = {
  ...{ bold: 'b', strong: 'b', italic: 'i', em: 'i', underline: 'u', strikeout: 's', strike: 's' },
  ...{ color: 'c', high: 'h', '!el': '!element', '!at': '!attlist', '!en': '!entity' },
};

const styled = (set: string): Known => ({ open: true, does: call => begin(call, set) });

const TAGS: Readonly<Record<string, Known>> = {
  ...{ b: styled('1'), i: styled('3'), u: styled('4'), s: styled('9'), h: styled('1') },
  c: { open: true, does: call => colored(call, ['fore', 'back']) },
  font: { open: true, does: call => colored(call, ['face', 'size', 'color', 'back']) },
  br: { does: ({ pipeline }) => endLine(pipeline) },
  p: { does: ({ pipeline }) => breakLine(pipeline) },
  nobr: {
    does: ({ mxp }) => {
      mxp.joined = true;
    },
  },
  a: { does: address },
  send: { does: send },
  expire: { does: expire },
  sound: { does: call => sound(call, 'SOUND', ['fname', 'v', 'l', 'p', 't', 'u']) },
  music: { does: call => sound(call, 'MUSIC', ['fname', 'v', 'l', 'c', 't', 'u']) },
  version: { does: version },
  support: { does: support },
  '!element': { does: ({ pipeline, mxp, tag }) => define(pipeline, mxp, 'element', tag.args) },
  '!attlist': { does: ({ pipeline, mxp, tag }) => define(pipeline, mxp, 'attributes', tag.args) },
  '!entity': { does: ({ pipeline, mxp, tag }) => define(pipeline, mxp, 'entity', tag.args) },
};

function begin(call: Call, set: string): void {
  const { ansi } = call.pipeline.state;
  if (!push(call, call.tag.name, set, false) || set === '') return;
  call.pipeline.work += PARAMETER * (ansi.style.length + set.length);
  ansi.style = applySgr(ansi.style, set);
}

function colored(call: Call, names: readonly string[]): void {
  const { color, fore = color, back } = named(call.tag.args, names).values;
  const set = [foreground(text(call, fore)), background(text(call, back))];
  begin(call, set.filter(part => part !== '').join(';'));
}

function text({ pipeline, mxp }: Call, value = ''): string {
  return printable(resolved(pipeline, mxp, value));
}

function breakLine(pipeline: Pipeline): void {
  if (pipeline.state.line.text !== '') endLine(pipeline);
}

/** A link to a page: only such as may be opened. */
function address(call: Call): void {
  const { href } = named(call.tag.args, ['href', 'hint', 'expire']).values;
  link(call, safeLink(text(call, href)));
}

/** A link that sends: `href="look|get &text;" hint="say|what|each" prompt expire="name"`. */
function send(call: Call): void {
  const { mxp, pipeline } = call;
  const { values, flags } = named(call.tag.args, ['href', 'hint', 'prompt', 'expire'], ['prompt']);
  const { href, hint, expire: over } = values;
  const part = (value: string) =>
    resolved(pipeline, mxp, value, name => (name === 'text' ? LINK_TEXT : null))
      .split(LINK_TEXT)
      .map(printable)
      .join(LINK_TEXT);
  const commands = href ? href.split('|', MAX_COMMANDS).map(part) : [LINK_TEXT];
  const said = hint ? hint.split('|', MAX_COMMANDS + 1).map(part) : [];
  const hints = (said.length > commands.length ? said.slice(1) : said).map(one =>
    one.replaceAll(LINK_TEXT, ''),
  );
  const size = [...commands, ...hints].reduce((sum, one) => sum + one.length, 0);
  if (size > MAX_TAG) return link(call, tooLong(pipeline));
  const written = writeSendLink({
    ...{ commands, hints, prompt: flags.length > 0 || 'prompt' in values },
    ...{
      expire: nameOf(call, over),
      generation: mxp.generation,
      number: mxp.links++,
    },
  });
  link(call, written);
}

function link(call: Call, to: string): void {
  // A link in a link ends the one around it.
  closeLinks(call.pipeline, call.mxp);
  if (push(call, call.tag.name, '', true)) call.pipeline.state.ansi.link = to;
}

/** The name by which links are ended: the beginning of it. */
function nameOf(call: Call, given: string | undefined): string {
  return text(call, given).slice(0, MAX_NAME).toLowerCase();
}

/** Links with that name are over; without one, all that have a name. */
function expire(call: Call): void {
  const { mxp } = call;
  const { name: given } = named(call.tag.args, ['name']).values;
  const name = nameOf(call, given);
  call.pipeline.work += DEFINITION + DEFINED * MAX_EXPIRED;
  forget(mxp, name, MAX_EXPIRED);
  mxp.generation++;
}

/** `<SOUND thunder.wav V=50 L=2>`, as the triggers of MSP say it; nothing where sounds are off. */
function sound(call: Call, kind: 'SOUND' | 'MUSIC', names: readonly string[]): void {
  const { fname, ...values } = named(call.tag.args, names).values;
  const said = Object.entries(values).map(([name, value]) => [name.toUpperCase(), text(call, value)]);
  giveSound(call.pipeline, kind, { file: text(call, fname).trim(), ...Object.fromEntries(said) });
}

// ---------------------------------------------------------------- answers

function version({ pipeline }: Call): void {
  const { client, version } = pipeline.context;
  tell(pipeline, `<VERSION MXP=1.0 CLIENT=${client} VERSION=${version}>`);
}

/** What is told of each tag: its arguments that do something. */
const SUPPORTED: Readonly<Record<string, readonly string[]>> = {
  ...{ b: [], bold: [], strong: [], i: [], italic: [], em: [], u: [], underline: [], s: [], strikeout: [] },
  ...{ h: [], high: [], c: ['fore', 'back'], color: ['fore', 'back'], font: ['color', 'back'] },
  ...{ br: [], p: [], nobr: [], a: ['href'], send: ['href', 'hint', 'prompt', 'expire'], expire: ['name'] },
  ...{ version: [], support: [] },
};

/** Where sounds are on. */
const SOUNDS: Readonly<Record<string, readonly string[]>> = {
  sound: ['fname', 'v', 'l', 'p', 't', 'u'],
  music: ['fname', 'v', 'l', 'c', 't', 'u'],
};

const MAX_ASKED = 64;

function support({ pipeline, tag }: Call): void {
  if (isStorm(pipeline)) return;
  const asked = tag.args.slice(0, MAX_ASKED).map(({ value }) => value.toLowerCase());
  const all = pipeline.state.options.sounds === true ? { ...SUPPORTED, ...SOUNDS } : SUPPORTED;
  const names = asked.length > 0 ? asked : Object.keys(all);
  tell(pipeline, `<SUPPORTS ${names.flatMap(name => supported(name, all)).join(' ')}>`);
}

function supported(asked: string, all: typeof SUPPORTED): string[] {
  const [name = '', argument] = asked.split('.', 2);
  if (!/^[a-z]\w*(\.(\w+|\*))?$/.test(asked)) return [];
  const known = Object.hasOwn(all, name) ? all[name] : undefined;
  if (argument === '*') return known ? known.map(one => `+${name}.${one}`) : [`-${name}`];
  const has = known && (argument === undefined || known.includes(argument));
  return [`${has ? '+' : '-'}${asked}`];
}

/** On a secure line of our own. */
function tell(pipeline: Pipeline, text: string): void {
  answer(pipeline, Buffer.from(`\x1b[1z${text}\r\n`, 'latin1'));
}
