/** What functions can ask the client. */
import type { State } from '../../state/state.ts';
import type { Thread, Value } from '../../state/tinyfugue/tinyfugue.ts';
import type { View } from '../../state/view.ts';
import type { World } from '../../state/world.ts';
import { placeOf, valueAt } from '../../stream/telnet/told.ts';
import { FEATURES } from '../../tinyfugue/library/client.ts';
import { marked, revealed } from '../../tinyfugue/marks.ts';
import { integer, textOf } from '../../tinyfugue/values.ts';
import { attendedView, worldNamed, worldOn } from '../audience.ts';
import { takesWords } from '../outbox.ts';
import { unread } from '../scrollback.ts';
import { worldSettings } from '../world.ts';
import { deleteTo, input } from './commands/input.ts';
import { addWorld, sendTo, worldCalled } from './commands/sending.ts';
import type { Job } from './job.ts';
import { worldType } from './store.ts';

type Fact = (job: Job, args: readonly string[], values: readonly Value[]) => Value;

/** Undefined: there is no function of this name, or it is a command. */
export function factOf(job: Job, _thread: Thread, name: string, args: readonly Value[]): Value | undefined {
  const fact = Object.hasOwn(facts, name) ? facts[name] : undefined;
  return fact?.(
    job,
    args.map(arg => revealed(textOf(arg))),
    args,
  );
}

const viewOf = ({ turn }: Job): View | null => turn.view ?? attendedView(turn.state);
const editorOf = (job: Job) => viewOf(job)?.editor;

/** The world that is named, or the one that it is run for. */
function worldFor(job: Job, name: string | undefined): World | null {
  return name === undefined || name === '' ? job.world : worldNamed(job.turn.state, name);
}

/** By name. */
export const facts: Readonly<Record<string, Fact>> = {
  world_info: (job, args) => worldInfo(job, args),
  fg_world: ({ turn }) => {
    const view = turn.view ?? attendedView(turn.state);
    return (view && worldOn(turn.state, view)?.name) ?? '';
  },
  is_connected: (job, [name]) => Number(isHeard(worldFor(job, name))),
  is_open: (job, [name]) => Number(worldFor(job, name)?.link != null),
  idle: (job, [name]) => seconds(job, name, 'lastReceived'),
  sidle: (job, [name]) => seconds(job, name, 'lastSent'),
  nactive: (job, [name]) => active(job.turn.state, name),
  moresize: (job, [, name]) => active(job.turn.state, name ?? job.world?.name ?? ''),
  morepaused: (job, [name]) => {
    const view = viewOf(job);
    const world = worldFor(job, name);
    return Number((view && world && view.viewports[world.name]?.paused) ?? false);
  },
  morescroll: () => 0,
  nlog: ({ turn }) => Object.values(turn.state.worlds).filter(({ log }) => log.on).length,
  nmail: () => 0,
  nread: () => 0,
  columns: job => viewOf(job)?.columns ?? 80,
  lines: job => viewOf(job)?.rows ?? 24,
  winlines: ({ turn }) => turn.state.announced[turn.view?.id ?? turn.state.attended]?.rows ?? 24,
  features: (_, [name = '']) => Number(FEATURES.some(one => one.toLowerCase() === name.toLowerCase())),
  getpid: () => 0,
  gethostname: () => '',
  kblen: job => editorOf(job)?.text.length ?? 0,
  kbpoint: job => editorOf(job)?.cursor ?? 0,
  kbhead: job => hidden(job, editor => editor.text.slice(0, editor.cursor)),
  kbtail: job => hidden(job, editor => editor.text.slice(editor.cursor)),
  kbgoto: (job, [place = '0']) => (job.turn.view === null ? 0 : goTo(job, integer(place))),
  kbdel: (job, [place = '0']) => deleteTo(job, integer(place)),
  input: (job, [text = '']) => input(job, text),
  kbwordleft: (job, [place]) => wordLeft(job, place),
  kbwordright: (job, [place]) => wordRight(job, place),
  kbmatch: () => -1,
  keycode: () => '',
  status_fields: () => '',
  filename: (_, [name = '']) => name.trim(),
  gmcp: (job, [name = '']) => told(job, `gmcp.${name}`),
  msdp: (job, [name = '']) => told(job, `msdp.${name}`),
  addworld: (job, [name = '', type = '', host = '', port = '']) =>
    addWorld(job, name, type === '' ? undefined : type, host === '' ? null : { host, port }),
  send: (job, [text = '', world = '']) =>
    sendTo(job, text, world === '' ? job.world : worldCalled(job.turn, world)),
  prompt: () => 1,
  substitute: ({ line }, [text = '', attributes = '', inline = '']) => {
    if (!line) return 0;
    line.replaced = { text, attributes, inline: /^(?:on|[1-9]\d*)$/i.test(inline) };
    return 1;
  },
};

/** What the game has told, as text. */
function told({ world }: Job, name: string): Value {
  const place = placeOf(name);
  const value = world && place ? valueAt(world.stream.data, place) : undefined;
  if (value === undefined || value === null) return '';
  return marked(typeof value === 'object' ? JSON.stringify(value) : String(value));
}

function isHeard(world: World | null): boolean {
  return world !== null && takesWords(world);
}

function seconds(job: Job, name: string | undefined, since: 'lastReceived' | 'lastSent'): Value {
  const world = worldFor(job, name);
  return world ? { f: (job.turn.state.now - world[since]) / 1000, t: true } : { f: -1, t: true };
}

/** Worlds with something unread, or how much of one is. */
function active(state: State, name: string | undefined): number {
  if (name === undefined)
    return Object.values(state.worlds).filter(({ scrollback }) => unread(scrollback) > 0).length;
  const world = worldNamed(state, name);
  return world ? unread(world.scrollback) : 0;
}

/** A field of a world; of the one it is run for, if none is named. Passwords are nobody's. */
function worldInfo(job: Job, args: readonly string[]): Value {
  const { state } = job.turn;
  const [first = 'name', second] = args;
  const world = second === undefined ? job.world : worldNamed(state, first);
  const field = second ?? first;
  // One that is being added has its type already.
  if (!world) return field === 'type' && second !== undefined ? worldType(state, first) : '';
  const { host, port, user } = worldSettings(state, world);
  const fields: Readonly<Record<string, string>> = {
    ...{ name: world.name, host, port: String(port), character: user, char: user },
    ...{ type: worldType(state, world.name), password: '', pass: '', mfile: '', file: '' },
  };
  return Object.hasOwn(fields, field) ? (fields[field] as string) : '';
}

/** A password is not to be read. */
function hidden(job: Job, read: (editor: View['editor']) => string): string {
  const editor = editorOf(job);
  return editor && !editor.masked ? read(editor) : '';
}

function goTo(job: Job, place: number): number {
  const editor = editorOf(job);
  if (!editor) return 0;
  editor.cursor = Math.min(editor.text.length, Math.max(0, place));
  return editor.cursor;
}

function wordLeft(job: Job, place: string | undefined): number {
  const editor = editorOf(job);
  const from = place === undefined ? (editor?.cursor ?? 0) : integer(place);
  return (editor?.masked ? '' : (editor?.text ?? '')).slice(0, from).search(/\w+\W*$/) + (from === 0 ? 1 : 0);
}

function wordRight(job: Job, place: string | undefined): number {
  const editor = editorOf(job);
  const text = editor?.masked ? '' : (editor?.text ?? '');
  const from = place === undefined ? (editor?.cursor ?? 0) : integer(place);
  return from + (/^\W*\w*/.exec(text.slice(from))?.[0].length ?? 0);
}
