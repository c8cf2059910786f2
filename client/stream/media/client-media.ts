/** GMCP Client.Media 1 (https://mudstandards.org/gmcp/client_media): what its messages say. */
import type { SoundKind, SoundMatch, SoundOrder } from '../../state/sound/sounds.ts';
import { refusedName, soundBase, soundName } from './names.ts';

/** How the server is told that sounds are wanted. */
export const CLIENT_MEDIA = 'Client.Media 1';

/** As for MSP. */
const MOST_LOOPS = 10_000;
/** ms: a day. */
const LONGEST = 86_400_000;
/** UTF-16 units of tags, keys and captions. */
const LONGEST_WORD = 100;
const LONGEST_CAPTION = 300;
/** ms, by the specification. */
const FADE_AWAY = 5000;

type Body = Readonly<Record<string, unknown>>;

/** The orders of the message `name`, in lower case, with `text` as its JSON; none if it is of another package, or says nothing. */
export function mediaOrders(name: string, text: string): SoundOrder[] {
  if (!isMedia(name)) return [];
  const body = bodyOf(text);
  return body === null ? [] : READERS[name]!(body);
}

/** Whether the message is one of the package. */
export function isMedia(name: string): boolean {
  return Object.hasOwn(READERS, name);
}

const READERS: Readonly<Record<string, (body: Body) => SoundOrder[]>> = {
  // The older name of the same message.
  'client.media': readDefault,
  'client.media.default': readDefault,
  'client.media.load': readLoad,
  'client.media.play': readPlay,
  'client.media.stop': readStop,
};

function bodyOf(text: string): Body | null {
  if (text.trim() === '') return {};
  try {
    const value: unknown = JSON.parse(text);
    // A message without payload stops all.
    if (value === null) return {};
    if (typeof value === 'string') return { url: value };
    if (typeof value !== 'object' || Array.isArray(value)) return null;
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key.toLowerCase(), one]));
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function readDefault(body: Body): SoundOrder[] {
  const url = soundBase(textOf(body.url));
  return url === null ? [] : [{ do: 'base', from: 'gmcp', url }];
}

function readLoad(body: Body): SoundOrder[] {
  return named(body, name => ({ do: 'load', name, url: soundBase(textOf(body.url)) ?? '' }));
}

function readPlay(body: Body): SoundOrder[] {
  const loops = numberOf(body.loops, 1, -1, MOST_LOOPS);
  return named(body, name => ({
    do: 'play',
    wish: {
      ...{
        from: 'gmcp' as const,
        kind: kindOf(body.type) ?? 'sound',
        name,
        url: soundBase(textOf(body.url)) ?? '',
      },
      ...{ tag: word(body.tag), key: word(body.key) },
      caption: textOf(body.caption).slice(0, LONGEST_CAPTION),
      volume: numberOf(body.volume, 50, 1, 100),
      ...{ fadein: timeOf(body.fadein), fadeout: timeOf(body.fadeout) },
      ...{ start: timeOf(body.start), finish: timeOf(body.finish) },
      loops: loops === 0 ? 1 : loops,
      priority: numberOf(body.priority, 0, 0, 100),
      continues: flagOf(body.continue, true),
    },
  }));
}

function readStop(body: Body): SoundOrder[] {
  const name = textOf(body.name).trim();
  const kind = kindOf(body.type);
  const priority = numberOf(body.priority, -1, -1, 100);
  const match: SoundMatch = {
    from: 'gmcp',
    ...(name !== '' && { name }),
    ...(kind && { kind }),
    ...(word(body.tag) !== '' && { tag: word(body.tag) }),
    ...(word(body.key) !== '' && { key: word(body.key) }),
    ...(priority >= 0 && { priority }),
  };
  const fade = flagOf(body.fadeaway, false) ? timeOf(body.fadeout) || FADE_AWAY : 0;
  return [{ do: 'stop', match, fade }];
}

function named(body: Body, order: (name: string) => SoundOrder): SoundOrder[] {
  const text = textOf(body.name);
  const name = soundName(text);
  if (name !== null) return [order(name)];
  return text === '' ? [] : [{ do: 'refuse', name: refusedName(text) }];
}

const KINDS: readonly SoundKind[] = ['sound', 'music', 'video'];

function kindOf(value: unknown): SoundKind | null {
  const text = textOf(value).toLowerCase();
  return KINDS.find(kind => kind === text) ?? null;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function word(value: unknown): string {
  return (typeof value === 'number' ? String(value) : textOf(value)).slice(0, LONGEST_WORD);
}

function timeOf(value: unknown): number {
  return numberOf(value, 0, 0, LONGEST);
}

/** Some games write numbers as texts. */
function numberOf(value: unknown, otherwise: number, least: number, most: number): number {
  const isText = typeof value === 'string' && value.trim() !== '';
  const number = typeof value === 'number' || isText ? Number(value) : Number.NaN;
  return Number.isFinite(number) ? Math.min(most, Math.max(least, Math.round(number))) : otherwise;
}

function flagOf(value: unknown, otherwise: boolean): boolean {
  if (typeof value === 'boolean') return value;
  if (value === 'true' || value === 1) return true;
  return value === 'false' || value === 0 ? false : otherwise;
}
