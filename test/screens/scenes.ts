/** The situations that screens are taken of: what is done to a running client, and what is to be seen then. */
import type { Clay } from '../support/clay.ts';
import type { Peer } from '../support/scripted-world.ts';
import { arrival, lane, later, market, prompt, talk } from './story.ts';

/** A client in its terminal, and the servers' ends of what it is connected to. */
export interface Stage {
  readonly clay: Clay;
  /** Of the world on screen, and of one that is not; none if there are no worlds. */
  readonly peers: readonly Peer[];
}

export interface Scene {
  /** Of its file: docs/screens/NAME.svg. */
  readonly name: string;
  readonly title: string;
  /** All of it is on the screen then, and is text in the SVG. */
  readonly shows: readonly string[];
  play(stage: Stage): void | Promise<void>;
  /** Back to what was there before. */
  leave?(stage: Stage): void | Promise<void>;
}

/** A key behind Esc would be one with Alt. */
async function closeBox({ clay }: Stage): Promise<void> {
  clay.press('Escape');
  await clay.waitFor(() => !clay.screen().some(row => row.includes('┌─')));
}

async function playGame({ clay, peers }: Stage): Promise<void> {
  const [peer, other] = peers as [Peer, Peer];
  peer.send(Buffer.concat([Buffer.from(arrival), prompt(100)]));
  await clay.waitFor('100hp');
  clay.type('look at the jug\r');
  await peer.waitFor('look at the jug');
  peer.send(Buffer.concat([Buffer.from(talk), prompt(100)]));
  await clay.waitFor('[chat] 小林');
  clay.type('north\r');
  await peer.waitFor('north');
  peer.send(Buffer.concat([Buffer.from(lane), prompt(98)]));
  await clay.waitFor('98hp');
  other.send('A raven drops a letter at your feet.\r\n');
  clay.type('say I reloaded, did you notice?');
}

/** A client of its own, in which the scenes are played one after the other. */
export interface Show {
  readonly size: readonly [columns: number, rows: number];
  /** Whether there are worlds, and it is connected to two of them. */
  readonly isPlaying: boolean;
  readonly theme: 'dark' | 'light';
  readonly isPlain?: true;
  /** Lines at the top of settings.toml. */
  readonly settings?: string;
  readonly scenes: readonly Scene[];
}

const desk: readonly Scene[] = [
  {
    name: 'game',
    title: 'A game: what it says, what was sent, the status bar, the input line',
    shows: ['Kiln Square', 'look at the jug', 'Kilnholm', 'say I reloaded, did you notice?'],
    play: playGame,
  },
  {
    name: 'split',
    title: 'Scrolled back: the newest lines go on below',
    shows: ["Potters' Lane", 'SCROLL', 'A gull lands on the kiln'],
    play: async ({ clay, peers }) => {
      const [peer] = peers as [Peer];
      clay.press('C-u');
      peer.send(Buffer.concat([Buffer.from(market), prompt(98)]));
      await clay.waitFor('honey');
      clay.press('PageUp');
      await clay.waitFor('SCROLL');
      peer.send(Buffer.concat([Buffer.from(later), prompt(98)]));
    },
    leave: ({ clay }) => clay.press('Esc j'),
  },
  {
    name: 'search',
    title: 'F4 finds while one types',
    shows: ['Search: brick', ' of 2'],
    play: ({ clay }) => {
      clay.press('F4');
      clay.type('brick');
    },
    leave: ({ clay }) => clay.press('C-c Esc j'),
  },
  {
    name: 'menu',
    title: 'A menu of commands opens as / is typed',
    shows: ['/addworld', '/connect'],
    play: ({ clay }) => clay.type('/'),
    leave: ({ clay }) => clay.press('C-u'),
  },
  {
    name: 'settings',
    title: '/setup: the settings',
    shows: ['Settings', 'More Mode'],
    play: ({ clay }) => clay.type('/setup\r'),
    leave: closeBox,
  },
  {
    name: 'worlds',
    title: '/worlds: the worlds',
    shows: ['Kilnholm', 'Driftmark', 'Nine Lanterns', 'kilnholm.example'],
    play: ({ clay }) => clay.type('/worlds\r'),
    leave: closeBox,
  },
  {
    name: 'editor',
    title: 'A world and its settings',
    shows: ['World Kilnholm', 'kilnholm.example', '4000'],
    play: ({ clay }) => clay.type('/worlds -e Kilnholm\r'),
    leave: closeBox,
  },
  {
    name: 'help',
    title: 'Help in a box over the game',
    shows: ['/recall'],
    play: ({ clay }) => clay.type('/help recall\r'),
  },
];

export const shows: readonly Show[] = [
  { size: [80, 24], isPlaying: true, theme: 'dark', settings: 'more_mode = false', scenes: desk },
  {
    size: [80, 24],
    isPlaying: true,
    theme: 'light',
    scenes: [
      {
        name: 'light',
        title: 'The light theme',
        shows: ['look at the jug', 'Kilnholm', 'say I reloaded, did you notice?'],
        play: playGame,
      },
    ],
  },
  {
    size: [40, 10],
    isPlaying: true,
    theme: 'dark',
    scenes: [
      {
        name: 'phone',
        title: 'On a phone: 40 columns, 10 rows',
        shows: ['More', 'Kilnholm'],
        play: ({ peers }) => peers[0]?.send(Buffer.concat([Buffer.from(arrival + talk + lane), prompt(98)])),
      },
    ],
  },
  {
    size: [120, 24],
    isPlaying: true,
    theme: 'dark',
    settings: 'world_column = true',
    scenes: [
      {
        name: 'wide',
        title: 'A wide screen with the worlds in a column',
        shows: ['look at the jug', 'Driftmark', 'Nine Lanterns'],
        play: playGame,
      },
    ],
  },
  {
    size: [80, 24],
    isPlaying: true,
    theme: 'dark',
    isPlain: true,
    scenes: [
      {
        name: 'plain',
        title: 'clay --plain: text as it comes, a dialog as questions',
        shows: ['look at the jug', 'Nine Lanterns', 'Worlds:'],
        play: async stage => {
          await playGame(stage);
          stage.clay.press('C-u');
          stage.clay.type('/worlds\r');
        },
      },
    ],
  },
  {
    size: [80, 24],
    isPlaying: false,
    theme: 'dark',
    scenes: [
      {
        name: 'welcome',
        title: 'The first start',
        shows: ['Three ways to begin', '/demo'],
        play: () => {},
      },
    ],
  },
];
