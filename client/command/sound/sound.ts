/** `/sound`: what plays, and what is to be heard. */

import { changeSetting } from '../../settings/change.ts';
import { parseSettingValue } from '../../settings/value.ts';
import type { Turn } from '../../state/state.ts';
import type { World } from '../../state/world.ts';
import { soundName } from '../../stream/media/names.ts';
import { endSounds, soundsIn, soundsOf } from '../../world/sound/list.ts';
import { beginSound, mute, unmute } from '../../world/sound/play.ts';
import { complainHere, sayHere } from '../../world/world.ts';
import type { Command } from '../table.ts';
import { soundsShown } from './shown.ts';

export const soundCommand: Command = {
  names: ['sound'],
  usage: '/sound [on | off | stop [name] | mute | unmute | volume N | play FILE]',
  summary: 'show the sounds of games that play; stop them, mute them, switch them on for a world',
  details: [
    'Games ask for sounds and music by MSP (!!SOUND, !!MUSIC at the start of a line) and by GMCP Client.Media. They are off until /sound on, which is for the world on screen.',
    'The files are in sounds/ and the name of the world in the profile, or where /setup worlds.NAME.sound_files says. With /setup worlds.NAME.sound_downloads on what is not there is fetched from where the game says.',
    'mpv plays them, or ffplay, pw-play, paplay, aplay, whatever there is first; /setup sound_command names another program.',
    'Without a word it lists what plays, what was not found, and where sounds are looked for. /sound mute silences all worlds until /sound unmute; music without end comes back then. /sound play FILE plays one of the world, to try things out.',
  ],
  arguments: [['on', 'off', 'stop', 'mute', 'unmute', 'volume', 'play']],
  examples: [
    ['/sound on', 'the world on screen may play sounds'],
    ['/sound', 'what plays, in all worlds'],
    ['/sound stop', 'ends all that plays'],
    ['/sound volume 40', 'all of it at 40 %'],
  ],
  related: ['gmcp', 'sound_volume', 'sound_command', 'sound_downloads'],
  late: true,
  run: sound,
};

const acts: Readonly<Record<string, (turn: Turn, rest: string) => void>> = {
  '': turn => {
    for (const line of soundsShown(turn)) sayHere(turn, line);
  },
  on: turn => inWorld(turn, world => switchTo(turn, world, true)),
  off: turn => inWorld(turn, world => switchTo(turn, world, false)),
  stop,
  mute: turn => {
    mute(turn);
    sayHere(turn, 'Sounds are muted. /sound unmute brings them back.');
  },
  unmute: turn => {
    unmute(turn);
    sayHere(turn, 'Sounds are heard again.');
  },
  volume,
  play: (turn, rest) => inWorld(turn, world => play(turn, world, rest)),
};

function sound(turn: Turn, args: string): void {
  const [, word = '', rest = ''] = /^(\S*)\s*(.*)$/s.exec(args) ?? [];
  const act = Object.hasOwn(acts, word) ? acts[word] : undefined;
  if (act) act(turn, rest);
  else complainHere(turn, `/sound knows no "${word}": on, off, stop, mute, unmute, volume N or play FILE.`);
}

function inWorld(turn: Turn, act: (world: World) => void): void {
  if (turn.world) act(turn.world);
  else complainHere(turn, 'No world is on screen. /worlds name switches to one.');
}

function switchTo(turn: Turn, { name }: World, on: boolean): void {
  changeSetting(turn, ['worlds', name, 'sound'], on);
  sayHere(
    turn,
    on ? `${name}: the game may play sounds. /sound says where they are.` : `${name}: sounds are off.`,
  );
}

/** All, or those of that name. */
function stop(turn: Turn, name: string): void {
  const meant = soundsIn(turn.state, null).filter(({ wish }) => name === '' || wish.name === name);
  if (meant.length === 0) return complainHere(turn, name === '' ? 'Nothing plays.' : `No ${name} plays.`);
  endSounds(turn, meant);
  sayHere(turn, meant.length === 1 ? 'One sound was stopped.' : `${meant.length} sounds were stopped.`);
}

function volume(turn: Turn, text: string): void {
  if (text === '') return sayHere(turn, `The volume is ${turn.state.settings.sound_volume} %.`);
  const parsed = parseSettingValue('sound_volume', text.replace(/\s*%$/, ''));
  if ('fault' in parsed) return complainHere(turn, parsed.fault);
  changeSetting(turn, ['sound_volume'], parsed.value);
  sayHere(turn, `The volume is ${turn.state.settings.sound_volume} %.`);
}

function play(turn: Turn, world: World, text: string): void {
  const name = soundName(text);
  if (name === null)
    return complainHere(
      turn,
      '/sound play wants the name of a file in the directory of sounds of the world.',
    );
  if (soundsOf(turn.state).muted)
    return complainHere(turn, 'Sounds are muted. /sound unmute brings them back.');
  beginSound(turn, world, {
    ...{ from: 'own', kind: 'sound', name, url: '', tag: '', key: '', caption: '', volume: 100 },
    ...{ fadein: 0, fadeout: 0, start: 0, finish: 0, loops: 1, priority: 0, continues: false },
  });
  sayHere(turn, `${world.name}: ${name} is looked for and played.`);
}
