/** What `/sound` says. */
import type { Sound } from '../../state/sound/sounds.ts';
import type { State, Turn } from '../../state/state.ts';
import { printable } from '../../stream/printable.ts';
import { worldSettings } from '../../world/world.ts';

/** A line each. */
export function soundsShown({ state, world }: Turn): string[] {
  const { list = [], missing = [], muted } = state.sounds ?? {};
  return [
    ...(muted ? ['Sounds are muted. /sound unmute brings them back.'] : []),
    ...(list.length === 0 ? ['Nothing plays.'] : list.map(sound => shown(state, sound))),
    ...(missing.length > 0 ? [`Not found of late: ${missing.map(printable).join(', ')}.`] : []),
    ...(world ? worldLines(state, world.name) : []),
  ];
}

function shown(state: State, { world, wish, phase, begun, asked }: Sound): string {
  const { name, kind, tag, key, caption, volume, loops } = wish;
  const since = Math.max(0, Math.round((state.now - (begun ?? asked)) / 1000));
  const told = [
    kind,
    ...(tag === '' ? [] : [`tag ${tag}`]),
    ...(key === '' ? [] : [`key ${key}`]),
    `volume ${volume}`,
    ...(loops === 1 ? [] : [loops === -1 ? 'without end' : `${loops} times`]),
    { sought: 'its file is sought', starts: 'begins', plays: `for ${since} s`, waits: 'muted' }[phase],
    ...(caption === '' ? [] : [caption]),
  ];
  return printable(`${world}: ${name} (${told.join(', ')})`);
}

function worldLines(state: State, name: string): string[] {
  const { sound, sound_files: files, sound_downloads: fetches } = worldSettings(state, { name });
  if (!sound) return [`${name}: sounds are off; /sound on lets the game play them.`];
  const where = files === '' ? `sounds/${name} of the profile` : files;
  return [`${name}: files are sought in ${where}${fetches ? ', and fetched from where the game says' : ''}.`];
}
