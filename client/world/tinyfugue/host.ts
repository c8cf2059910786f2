/** The client as a program reaches it. */
import type { Frame, Thread, Value } from '../../state/tinyfugue/tinyfugue.ts';
import type { World } from '../../state/world.ts';
import { printable } from '../../stream/printable.ts';
import { attributesOf, styledOf } from '../../tinyfugue/attributes.ts';
import { libraryMacro } from '../../tinyfugue/library/table.ts';
import { printableMarked, revealed } from '../../tinyfugue/marks.ts';
import type { Echo, Host } from '../../tinyfugue/threads.ts';
import { worldNamed } from '../audience.ts';
import { takesWords } from '../outbox.ts';
import { grant } from '../rules/wishes.ts';
import { addLine, complain, say, tell } from '../world.ts';
import { drawn } from './chance.ts';
import { aliasCommands } from './commands/aliases.ts';
import { clientCommands } from './commands/table.ts';
import { factOf } from './facts.ts';
import { asRuleData, authorOf, type Job } from './job.ts';
import { quoteLater } from './processes.ts';
import { findMacro, tinyFugueOf } from './store.ts';
import { callStream } from './streams/functions.ts';
import { globalOf, setGlobal } from './variables.ts';

export function hostOf(job: Job): Host {
  const { turn, world } = job;
  const { state } = turn;
  const host: Host = {
    now: state.now,
    macro: name => findMacro(state, name) ?? libraryMacro(name),
    global: name => globalOf(state, world, name),
    setGlobal: (name, value) => setGlobal(state, world, name, value),
    random: () => drawn(state),
    echo: (text, how) => job.later(() => echo(job, text, how)),
    complain: sentence => job.later(() => complainTo(job, sentence)),
    say: text => send(job, text),
    command: (thread, name, rest, isBare) => command(job, thread, name, rest, isBare ?? false),
    ask(thread, name, args) {
      const caller = { job, machine: { thread, host, evaluate: job.evaluate } };
      return callStream(caller, name, args) ?? factOf(job, thread, name, args);
    },
    quote: (quote, lines) => quoteLater(turn, quote, lines),
    loaded: file => tellLoaded(job, file),
    noCommand: name => void job.hands.fire(turn, world, 'NOMACRO', name),
  };
  return host;
}

/** Where nothing is said of colours. */
const ECHO_STYLE = '36';

function echo({ turn, world }: Job, text: string, { attributes, inline, world: named }: Echo): void {
  const lookUp = (name: string) => globalOf(turn.state, world, name);
  const { style, gag, bell } = attributesOf(attributes, lookUp);
  const place = named === '' ? world : (worldNamed(turn.state, named) ?? world);
  if (bell) grant(turn, place, { type: 'bell' }, 'rule');
  if (gag) return;
  // What the game has said is data in it: no @{…} of its own.
  const plain = printableMarked(printable(text.replace(/[\r\n\uf68a\uf68d]+/g, ' ')));
  const usual = attributes === '' && !inline ? ECHO_STYLE : '';
  const { text: marked, runs } = styledOf(plain, style || usual, inline, lookUp);
  show(turn, place, { text: revealed(marked), runs });
}

function show(turn: Job['turn'], place: World | null, shown: ReturnType<typeof styledOf>): void {
  const line = { ...shown, time: turn.state.now, kind: 'again' } as const;
  if (place) addLine(turn, place, line);
  else tell(turn, null, line);
}

function complainTo({ turn, world }: Job, sentence: string): void {
  complain(turn, world, printable(sentence));
}

/** What has come of a file. */
function tellLoaded({ turn, world }: Job, { name = '', first = 0, faults = 0 }: Frame): void {
  const { last } = tinyFugueOf(turn.state);
  const count = last.macro - first;
  const macros = count === 0 ? 'nothing new' : count === 1 ? '1 macro' : `${count} macros`;
  const left =
    faults === 0 ? '' : `; ${faults} ${faults === 1 ? 'line was' : 'lines were'} not taken, as said above`;
  say(turn, world, `${name}: ${macros}${left}.`);
}

/** Words on their way to the world: a hook may take them instead. */
function send({ turn, thread, world, hands }: Job, text: string): boolean {
  if (world && hands.isTaken(turn, world, text)) return true;
  grant(turn, world, { type: 'send', text: printable(revealed(text)), bare: true }, thread.author);
  return world !== null && takesWords(world);
}

/** A command of TinyFugue's that reaches the client, or else one of Clay's own. */
function command(job: Job, thread: Thread, name: string, rest: string, isBare: boolean): Value | undefined {
  const { turn, world } = job;
  const called = name.toLowerCase();
  const own = Object.hasOwn(clientCommands, called) ? clientCommands[called] : undefined;
  if (own && !(isBare && Object.hasOwn(aliasCommands, called))) return own(job, rest);
  const known = turn.commandNamed?.(`/${name}`) ?? '';
  if (known === '') return undefined;
  turn.deeds.push({
    type: 'run',
    world: world?.name ?? '',
    line: asRuleData(`/${name} ${rest}`.trimEnd()),
    by: authorOf(thread),
  });
  return 1;
}
