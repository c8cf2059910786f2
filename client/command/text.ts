/** Commands about text: sending it, keeping it. */

import { changeSetting, changeSettings } from '../settings/change.ts';
import type { LogFormat } from '../state/settings.ts';
import type { Turn } from '../state/state.ts';
import type { World } from '../state/world.ts';
import { emptyViewport } from '../view/viewport.ts';
import { logPlace } from '../world/logfile.ts';
import { sendLine } from '../world/outgoing.ts';
import { ring } from '../world/rules/wishes.ts';
import { forgetLines } from '../world/scrollback.ts';
import { complain, complainHere, findWorld, say } from '../world/world.ts';
import { type Command, takeFlags } from './table.ts';
import { noWorld } from './worlds.ts';

export const textCommands: readonly Command[] = [
  {
    names: ['send'],
    usage: '/send [-w world] text',
    summary: 'send a line as it is, also one that starts with /',
    options: [{ flag: '-w', help: 'to that world; a name with blanks in quotes', value: 'world' }],
    examples: [
      ['/send /who', 'sends /who'],
      ['/send -w Alpha say Hello', 'sends to Alpha, whatever is on screen'],
    ],
    related: ['worlds', 'log'],
    takesData: true,
    run: sendCommand,
  },
  {
    names: ['flush'],
    usage: '/flush',
    summary: 'forget the output of the world on screen',
    details: ['The lines are gone for good, but for what is in a log file.'],
    examples: [['/flush', 'forgets them']],
    related: ['scrollback', 'recall', 'log'],
    careful: true,
    run: flush,
  },
  {
    names: ['bell'],
    usage: '/bell',
    summary: 'ring the bell of the terminal, now or from a rule or timer',
    details: [
      'Every terminal rings, also one that is attached: /delay 300 /bell does in five minutes. What games ring is the setting bell.',
    ],
    examples: [['/bell', 'rings it']],
    related: ['delay', 'action', 'hook'],
    late: true,
    run: ring,
  },
  {
    names: ['log'],
    usage: '/log [on|off|text|ansi|html]',
    summary: "write this world's lines to logs/<world>/<date>.log",
    details: [
      'Without a word it switches. The directory logs is in the profile directory, ~/.clay.',
      'text, ansi or html says how lines stand there from now on, and switches it on: <date>.log is text, <date>.ansi has the colours (less -R shows it), <date>.html is for a browser.',
    ],
    arguments: [['on', 'off', 'text', 'ansi', 'html']],
    examples: [
      ['/log on', 'writes from the next line on'],
      ['/log html', 'writes a page for browsers'],
      ['/log', 'switches it'],
    ],
    related: ['recall', 'replay', 'log_format', 'log_time', 'log_sent'],
    run: log,
  },
];

function sendCommand(turn: Turn, args: string): void {
  const { flags, rest, unknown } = takeFlags(args, '', 'w');
  if (unknown) return complainHere(turn, `/send: there is no option -${unknown}.`);
  const world = 'w' in flags ? findWorld(turn.state, flags.w as string) : turn.world;
  if (!world) {
    return complainHere(
      turn,
      'w' in flags ? noWorld(turn.state, flags.w as string) : 'No world is on screen.',
    );
  }
  // In its order with what else the body says, and at the pace of that.
  if (turn.author) turn.deeds.unshift({ type: 'send', world: world.name, text: rest });
  else sendLine(turn, world, rest);
}

function flush(turn: Turn): void {
  withWorld(turn, world => {
    if (world.log.on && world.log.cursor < world.scrollback.next) {
      return complain(turn, world, 'Lines still wait to be logged; not flushed.');
    }
    forgetLines(world.scrollback);
    world.log.cursor = world.scrollback.next;
    for (const { viewports } of Object.values(turn.state.views))
      viewports[world.name] = emptyViewport(world.scrollback);
  });
}

function log(turn: Turn, args: string): void {
  withWorld(turn, world => {
    const format = isFormat(args) ? args : null;
    if (args !== '' && args !== 'on' && args !== 'off' && format === null)
      return complainHere(
        turn,
        `/log knows no "${args}": it is on, off, text, ansi, html, or nothing to switch.`,
      );
    if (!Object.hasOwn(turn.state.settings.worlds, world.name)) {
      return complain(
        turn,
        world,
        `${world.name} is not in settings.toml any more; /addworld adds it again.`,
      );
    }
    if (format !== null) return logAs(turn, world, format);
    const on = args === '' ? !world.log.on : args === 'on';
    if (on === world.log.on)
      return say(
        turn,
        world,
        `${world.name}: logging is ${on ? `on already, ${logPlace(turn.state, world)}` : 'off already'}.`,
      );
    changeSetting(turn, ['worlds', world.name, 'log'], on);
  });
}

function isFormat(word: string): word is LogFormat {
  return word === 'text' || word === 'ansi' || word === 'html';
}

function logAs(turn: Turn, world: World, format: LogFormat): void {
  const wasOn = world.log.on;
  changeSettings(turn, [
    { path: ['worlds', world.name, 'log_format'], value: format },
    ...(world.log.on ? [] : [{ path: ['worlds', world.name, 'log'], value: true }]),
  ]);
  // To begin has told where they go.
  const place = wasOn ? `, ${logPlace(turn.state, world)}` : '';
  say(turn, world, `${world.name}: lines are logged as ${format}${place}.`);
}

function withWorld(turn: Turn, run: (world: World) => void): void {
  const world = turn.world;
  if (world) run(world);
  else complainHere(turn, 'No world is on screen. /worlds name switches to one.');
}
