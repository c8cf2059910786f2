/** What a trigger of the MUD Sound Protocol 0.3 says: `file V=100 L=1 P=50 C=1 T=type U=url`. */
import type { SoundKind, SoundOrder, SoundWish } from '../../state/sound/sounds.ts';
import { refusedName, soundBase, soundName } from './names.ts';

/** Loops beyond are as good as without end, and a bound for arithmetic. */
const MOST_LOOPS = 10_000;

/** The orders of one trigger by its parts, however they were written; none if it says nothing. */
export function soundOrders(which: SoundKind, { file, ...values }: MspParameters): SoundOrder[] {
  const { U: url = '' } = values;
  if (file === '') return [];
  if (file.toLowerCase() === 'off') return offOrders(which, url);
  const name = soundName(file);
  if (name === null) return [{ do: 'refuse', name: refusedName(file) }];
  const wish: SoundWish = {
    ...{ from: 'msp' as const, kind: which, name, url: soundBase(url) ?? '' },
    ...{ tag: values.T ?? '', key: '', caption: '' },
    volume: numberOf(values.V, 100, 0, 100),
    ...{ fadein: 0, fadeout: 0, start: 0, finish: 0 },
    loops: loopsOf(values.L),
    priority: which === 'sound' ? numberOf(values.P, 50, 0, 100) : 0,
    continues: which === 'music' && values.C !== '0',
  };
  return [{ do: 'play', wish }];
}

/** With an address, Off only says where sounds are. */
function offOrders(kind: SoundKind, url: string): SoundOrder[] {
  if (url === '') return [{ do: 'stop', match: { from: 'msp', kind }, fade: 0 }];
  const base = soundBase(url);
  return base === null ? [] : [{ do: 'base', from: 'msp', kind, url: base }];
}

/** The file, and what is said of it by letters: V, L, P, C, T, U. */
export type MspParameters = { readonly file: string } & Partial<Readonly<Record<string, string>>>;

/** `file V=50 L=2` → { file, V, L }; names in capitals, and what is none of them is left out. */
export function mspParameters(text: string): MspParameters {
  const [file = '', ...rest] = text.trim().split(/\s+/);
  const pairs = rest.map(pair => /^([VLPCTU])=(.*)$/i.exec(pair));
  return {
    file,
    ...Object.fromEntries(pairs.flatMap(pair => (pair ? [[pair[1]!.toUpperCase(), pair[2]!]] : []))),
  };
}

function numberOf(text: string | undefined, otherwise: number, least: number, most: number): number {
  const number = Number(text);
  if (text === undefined || text === '' || !Number.isFinite(number)) return otherwise;
  return Math.min(most, Math.max(least, Math.round(number)));
}

function loopsOf(text: string | undefined): number {
  const loops = numberOf(text, 1, -1, MOST_LOOPS);
  return loops === 0 ? 1 : loops;
}
