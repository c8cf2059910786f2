/** Programs that play sounds, and what each is told. Words of a command, never a shell; the file is a whole path, never an option. */
import { accessSync, constants } from 'node:fs';
import { wordsOfCommand } from '../../text/words.ts';

/** What is to be played: times in ms (`finish` 0 = to the end), volume in percent, `loops` -1 = without end. */
export interface Playing {
  readonly path: string;
  readonly volume: number;
  readonly loops: number;
  readonly start: number;
  readonly finish: number;
  readonly fadein: number;
  readonly fadeout: number;
}

/** How it is called. */
export interface Call {
  /** As the user knows it. */
  readonly name: string;
  readonly argv: readonly [program: string, ...args: string[]];
  /** It repeats the sound by itself. */
  readonly loops: boolean;
  /** It takes commands on the socket that it was given. */
  readonly listens: boolean;
}

interface Player {
  readonly program: string;
  readonly loops: boolean;
  readonly listens?: true;
  args(playing: Playing, socket: string): readonly string[];
}

const seconds = (time: number) => (time / 1000).toFixed(3);

/** Fades as ffmpeg has them; that at the end only where the end is known. */
function fades({ fadein, fadeout, start, finish }: Playing, offset: number): string[] {
  const [from, to] = [start - offset, finish - offset];
  return [
    ...(fadein > 0 ? [`afade=t=in:st=${seconds(from)}:d=${seconds(fadein)}`] : []),
    ...(fadeout > 0 && finish > start
      ? [`afade=t=out:st=${seconds(Math.max(from, to - fadeout))}:d=${seconds(Math.min(fadeout, to - from))}`]
      : []),
  ];
}

/** The first that there is plays. */
const PLAYERS: readonly Player[] = [
  {
    program: 'mpv',
    loops: true,
    listens: true,
    args: (playing, socket) => [
      ...['--no-terminal', '--no-video', '--force-window=no', '--idle=no', '--keep-open=no'],
      // A file that names others (a playlist, say) plays none of them, and no script is asked.
      ...[
        '--access-references=no',
        '--load-scripts=no',
        '--ytdl=no',
        '--autoload-files=no',
        '--no-resume-playback',
      ],
      `--volume=${playing.volume}`,
      `--loop-file=${playing.loops === -1 ? 'inf' : playing.loops - 1}`,
      ...(playing.start > 0 ? [`--start=${seconds(playing.start)}`] : []),
      ...(playing.finish > playing.start ? [`--end=${seconds(playing.finish)}`] : []),
      ...fades(playing, 0).map(fade => `--af-append=lavfi=[${fade}]`),
      ...(socket === '' ? [] : [`--input-ipc-server=${socket}`]),
      ...['--', playing.path],
    ],
  },
  {
    program: 'ffplay',
    loops: true,
    args: playing => [
      ...['-nodisp', '-autoexit', '-vn', '-loglevel', 'quiet', '-protocol_whitelist', 'file'],
      ...['-volume', String(playing.volume), '-loop', String(playing.loops === -1 ? 0 : playing.loops)],
      ...(playing.start > 0 ? ['-ss', seconds(playing.start)] : []),
      ...(playing.finish > playing.start ? ['-t', seconds(playing.finish - playing.start)] : []),
      ...(fades(playing, 0).length > 0 ? ['-af', fades(playing, playing.start).join(',')] : []),
      ...['-i', playing.path],
    ],
  },
  {
    program: 'pw-play',
    loops: false,
    args: ({ path, volume }) => [`--volume=${(volume / 100).toFixed(2)}`, '--', path],
  },
  {
    program: 'paplay',
    loops: false,
    // PulseAudio counts to 65,536.
    args: ({ path, volume }) => [`--volume=${Math.round(volume * 655.36)}`, '--', path],
  },
  { program: 'aplay', loops: false, args: ({ path }) => ['-q', '--', path] },
  { program: 'afplay', loops: false, args: ({ path, volume }) => ['-v', (volume / 100).toFixed(2), path] },
];

/** How to play it: by the user's own command, or by what there is on `path`, the directories of programs. Null if there is none. */
export function callOf(command: string, path: string, playing: Playing, socket: string): Call | null {
  return command === '' ? installed(path, playing, socket) : ownCall(command, playing);
}

function installed(path: string, playing: Playing, socket: string): Call | null {
  const directories = path.split(':').filter(one => one.startsWith('/'));
  for (const { program, loops, listens = false, args } of PLAYERS) {
    const file = directories.map(one => `${one}/${program}`).find(isProgram);
    if (file !== undefined) return { name: program, argv: [file, ...args(playing, socket)], loops, listens };
  }
  return null;
}

/** Each word is filled in by itself: a blank in a name of a file makes no word of its own. */
function ownCall(command: string, { path, volume, loops, start, finish }: Playing): Call | null {
  const [program, ...words] = wordsOfCommand(command) ?? [];
  if (program === undefined) return null;
  const values: Readonly<Record<string, string>> = {
    ...{ '{file}': path, '{volume}': String(volume), '{loops}': String(loops) },
    ...{ '{start}': seconds(start), '{finish}': seconds(finish) },
  };
  const fill = (word: string) => word.replaceAll(/\{[a-z]+\}/g, name => values[name] ?? name);
  const isLooping = words.some(word => word.includes('{loops}'));
  return { name: 'sound_command', argv: [program, ...words.map(fill)], loops: isLooping, listens: false };
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
