/** Sounds that games ask for, as plain data: what is asked, and what plays. Behaviour: stream/media/, world/sound/, host/sound/. */
import type { Fault } from '../../../shared/fault.ts';

/** Of a video only the sound is played. */
export type SoundKind = 'sound' | 'music' | 'video';

/** How it was asked for: `own` is the user. */
export type SoundSource = 'msp' | 'gmcp' | 'own';

/** One sound as it is to be played. */
export interface SoundWish {
  readonly from: SoundSource;
  readonly kind: SoundKind;
  /** A path below the directory of sounds (stream/media/names.ts), maybe with `*` and `?` in its last part. */
  readonly name: string;
  /** Directory on the web that it is in; '' = as the world says. */
  readonly url: string;
  readonly tag: string;
  readonly key: string;
  readonly caption: string;
  /** Percent. */
  readonly volume: number;
  /** All four in ms; `finish` 0 is its end. */
  readonly fadein: number;
  readonly fadeout: number;
  readonly start: number;
  readonly finish: number;
  /** How often it is played; -1 = without end. */
  readonly loops: number;
  /** 0 = none. */
  readonly priority: number;
  /** Music that plays already goes on and does not begin anew. */
  readonly continues: boolean;
}

/** Which sounds are meant: those that have all of it. `priority`: this one or a lower one. */
export interface SoundMatch {
  readonly from?: SoundSource;
  readonly kind?: SoundKind;
  readonly name?: string;
  readonly tag?: string;
  readonly key?: string;
  readonly priority?: number;
}

/** What a server wants, in order. */
export type SoundOrder =
  /** From here on sounds without an address come from this directory of the web. */
  | { readonly do: 'base'; readonly from: SoundSource; readonly kind?: SoundKind; readonly url: string }
  /** It is to be there when it is wanted. */
  | { readonly do: 'load'; readonly name: string; readonly url: string }
  | { readonly do: 'play'; readonly wish: SoundWish }
  /** `fade`: ms in which it gets quiet; 0 = at once. */
  | { readonly do: 'stop'; readonly match: SoundMatch; readonly fade: number }
  /** The name of a sound that is none, cut to a few words. */
  | { readonly do: 'refuse'; readonly name: string };

/** The program that plays a sound: a process is known by its number and its start (shared/process-identity.ts). */
export interface SoundChild {
  readonly pid: number;
  readonly identity: string;
  /** Socket that it takes commands on (mpv); '' = it takes none. */
  readonly socket: string;
}

export interface Sound {
  readonly id: number;
  readonly world: string;
  wish: SoundWish;
  /** When it was asked for (Unix ms). */
  readonly asked: number;
  /**
   * `sought`: the host looks for its file, or fetches it; `starts`: a program is being started; `plays`; `waits`: it is silent
   * until sounds are heard again.
   */
  phase: 'sought' | 'starts' | 'plays' | 'waits';
  /** Whole path of its file, once that is known. */
  path?: string;
  child?: SoundChild;
  /** How often it is still to be begun when it ends; -1 = each time. */
  left: number;
  /** When the program was started last (Unix ms). */
  begun?: number;
  /** It gets quiet, and ends at that time (Unix ms). */
  fades?: number;
}

/** What is known of a world's sounds, on this connection. */
export interface WorldSounds {
  /** Directories of the web, by `msp sound`, `msp music` and `gmcp`. */
  bases: Record<string, string>;
  /** How many sounds may begin at once, and when that was known (Unix ms). */
  tokens: number;
  at: number;
  /** Kinds of troubles that were told. */
  told: string[];
}

/** Owner: world/sound/. */
export interface Sounds {
  /** Number of the last one. */
  last: number;
  /** Oldest first. */
  list: Sound[];
  /** Nothing is heard. */
  muted?: true;
  /** By world. */
  worlds: Record<string, WorldSounds>;
  /** Names of those that were not found of late, newest last. */
  missing: string[];
  /** What was told last of the program that plays. */
  told?: string;
}

export type SoundEvent =
  /** The file of a sound, or null: there is none; `fault`: why it could not be fetched. */
  | { type: 'sound found'; id: number; path: string | null; fault: Fault | null }
  /** A program plays the sound; `loops`: as often as it is to be played. */
  | { type: 'sound started'; id: number; child: SoundChild; loops: boolean }
  /** It has ended (`pid` 0: it could not be started); `fault`: it has failed. */
  | { type: 'sound over'; id: number; pid: number; fault: Fault | null }
  /** Something about sounds cannot be done; whatever plays goes on. */
  | { type: 'sound failed'; fault: Fault };

export type SoundEffect =
  /**
   * Look for the file of a sound, in `directory` ('' = that of the world) and among those that were fetched, and fetch it if there
   * is an `url`; the host answers with `sound found`, unless the id is 0.
   */
  | {
      type: 'find sound';
      id: number;
      world: string;
      name: string;
      kind: SoundKind;
      tag: string;
      directory: string;
      url: string;
    }
  /** Have a program play the file; the host answers with `sound started` and `sound over`. Times in ms, volume in percent. */
  | {
      type: 'start sound';
      id: number;
      path: string;
      command: string;
      volume: number;
      loops: number;
      start: number;
      finish: number;
      fadein: number;
      fadeout: number;
    }
  /** `last`: the client ends, and nothing is played any more. */
  | { type: 'end sounds'; children: readonly SoundChild[]; last?: true }
  /** Have it be so loud from now on, in percent, where its program takes commands. */
  | { type: 'tune sound'; child: SoundChild; volume: number }
  /** Have it get quiet within `time` ms. */
  | { type: 'fade sound'; child: SoundChild; time: number }
  /** End those that clients which are no more have left, but for the ones that are `kept`. */
  | { type: 'sweep sounds'; kept: readonly SoundChild[] }
  /** Look after programs that another image has started (null: it may have); the host answers as if they were its own. */
  | { type: 'watch sounds'; playing: readonly WatchedSound[] };

export interface WatchedSound {
  readonly id: number;
  readonly child: SoundChild | null;
  /** It begins again each time it ends. */
  readonly endless: boolean;
}
