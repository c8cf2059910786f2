/** What comes in and what goes out: the events that change the state, and the effects that they ask for. */
import type { Fault } from '../../shared/fault.ts';
import type { Trust } from '../../shared/tls/certificate-policy.ts';
import type { AutomationRead, ReadAutomation, UnkeptVariable, UnsavedRule } from './automation.ts';
import type { EditEffect, EditEvent } from './editing/edits.ts';
import type { LogLine, LogPlace } from './grep.ts';
import type { ForeignFile, Found, ImportAnswer, ImportEffect, ImportFormat } from './imports/found.ts';
import type { AskedOfMap, MapAnswer, MapRoom } from './map/rooms.ts';
import type { Pattern } from './pattern.ts';
import type { ReplayFormat, ReplayRead } from './replay/replay.ts';
import type { Grant, GrantsRead, ScriptFault, ScriptJob, ScriptRead } from './script/scripts.ts';
import type { ScriptStepEffect, ScriptStepEvent } from './script/steps.ts';
import type { Settings, WorldSettings } from './settings.ts';
import type { SoundEffect, SoundEvent } from './sound/sounds.ts';
import type { Device, Printed } from './terminal.ts';
import type { StreamEffect, StreamEvent } from './tinyfugue/streams.ts';
import type { ListenerName, Tab, WebCame, WebEffect, WebEvent } from './web.ts';
import type { Carrier, Interrupted, SentLine } from './world.ts';

/** A session in the proxy that is attached to a link. */
export interface ProxySession {
  readonly id: string;
  readonly proxy: string;
  /** When that proxy was started (process-identity.ts), so that it is known whether it lives; '' or none = not known. */
  readonly identity?: string;
  /** Bytes for the server that the proxy has taken in all. */
  readonly accepted: number;
  /** The byte that comes next, where the proxy does not have the one asked for: those between are lost. */
  readonly from?: number;
}

/** A session in the proxy that no client is attached to. */
export interface Orphan {
  readonly session: string;
  /** The world that it was opened for. */
  readonly label: string;
  readonly host: string;
  readonly port: number;
  /** Unix ms. */
  readonly openedAt: number;
  /** As in ProxySession. */
  readonly proxy: string;
  readonly identity: string;
  /** The first byte from the server that the proxy still has. */
  readonly acked: number;
  readonly accepted: number;
  /** With TLS: what the trust in its certificate rests on, if the proxy says so. */
  readonly trust?: Trust;
}

/** What is to become of orphans. */
export type OrphanWish = 'show' | 'take' | 'close';

/** What the shell needs to know to make a connection. */
export interface Target {
  readonly world: string;
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  /** ms that are left for name and connection, and for the handshake. */
  readonly connectTimeout: number;
  readonly handshakeTimeout: number;
  /** Address of a SOCKS5 or HTTP proxy; '' = none. */
  readonly via: string;
  readonly policy: WorldSettings['tls_verify'];
  readonly legacy: boolean;
  /** Paths of PEM files; '' = none. */
  readonly certificate: string;
  readonly key: string;
  /** Through tlsproxy: how it is talked to, bytes kept for replay, and for how long (ms); null = our own connection. */
  readonly proxy: { transport: 'unix' | 'tcp'; replay: number; keep: number } | null;
}

/** What a new image brings with it, so that the journal has it as well: of the terminal's view, and of the state. */
export interface ImageFacts {
  readonly version: string;
  readonly reloads: number;
  /** Of the terminal, if there is one. */
  readonly terminal?: string;
  readonly device?: Device;
  readonly columns?: number;
  readonly rows?: number;
}

/** One value of settings.toml is set or, with null, a world removed. */
export interface SettingEdit {
  readonly id: number;
  readonly path: readonly string[];
  readonly value: unknown;
}

/** What settings.toml says, or why it says nothing. `id` is the identity of the file. */
export type SettingsRead =
  | { readonly id: string; readonly settings: Settings; readonly warnings: readonly string[] }
  | { readonly id: string; readonly fault: Fault };

export type Event =
  /** `view`: of the terminal if there is none, as builds before the second major version wrote it. */
  | { type: 'input'; view?: string; bytes: Uint8Array }
  | { type: 'resize'; view?: string; columns: number; rows: number }
  /** The terminal of the view is gone, and the client goes on. */
  | { type: 'view closed'; view: string }
  | {
      type: 'connected';
      link: number;
      carrier: Carrier;
      session: ProxySession | null;
      notes: readonly string[];
      /** With TLS: what the trust in the certificate rests on. None if that was found out before. */
      trust?: Trust;
    }
  | { type: 'received'; link: number; bytes: Uint8Array }
  /** The kernel took `bytes` more bytes of what was in flight. */
  | { type: 'written'; link: number; bytes: number }
  /** The peer ended the connection (fault null) or it failed. */
  | { type: 'closed'; link: number; fault: Fault | null }
  /** The link's session lives on in the proxy, or may, but we are not attached; `fault`: why that is, if anything is wrong. */
  | { type: 'detached'; link: number; fault: Fault | null }
  /** No more input comes. */
  | { type: 'input ended'; view: string }
  /** On a view without a screen this was printed, with the first `items` of its queue. */
  | { type: 'printed'; view: string; items: number; printed: Printed }
  | { type: 'tick' }
  | { type: 'spilled'; offset: number }
  | { type: 'spill failed'; fault: Fault }
  | { type: 'logged'; world: string; path: string; size: number }
  | { type: 'log failed'; world: string; from: number; sent?: readonly SentLine[]; fault: Fault }
  /** Lines of rules are in their file, the first `count` that waited; `fault`: why they are not. */
  | {
      type: 'lines written';
      world: string;
      file: string;
      count: number;
      size: number;
      fault: Fault | null;
    }
  /** What was to be spoken was, or why it was not. */
  | { type: 'spoken'; fault: Fault | null }
  /** settings.toml was read because it had changed, or because somebody `asked` for it. */
  | { type: 'settings read'; asked: boolean; file: SettingsRead }
  /** The edits of these ids are in settings.toml, which was the file `before`; `fault`: why there are others. */
  | { type: 'settings saved'; saved: readonly number[]; before: string; after: string; fault: Fault | null }
  /** The file has the first `count` entries that were not known to be there. */
  | { type: 'history saved'; count: number }
  /**
   * A piece of a log file was looked through, for the grep `id` of a view that asked from `from` on: what matches, newest
   * first, at which place; `next`: where to go on, null = all is done; `fault`: why the file was passed over.
   */
  | {
      type: 'logs searched';
      view: string;
      id: number;
      from: LogPlace;
      place: LogPlace | null;
      found: readonly LogLine[];
      next: LogPlace | null;
      fault: Fault | null;
    }
  /** Something the shell has to tell the user; whether the trial of a new build takes long, or is over. */
  | { type: 'notice'; text: string }
  | { type: 'trial'; isSlow: boolean }
  /** The certificate is pinned, or could not be; `view`: of whoever has asked for it. */
  | { type: 'trusted'; world: string; fault: Fault | null; view?: string | undefined }
  /** How a connection went that was only to be tried: what was met on the way, and where it ended. */
  | { type: 'tried'; id: number; told: readonly string[]; fault: Fault | null }
  /** Which of the words are wrong; `fault`: why that cannot be told. */
  | {
      type: 'words checked';
      languages: string;
      words: readonly string[];
      wrong: readonly string[];
      fault: string | null;
    }
  /** What could have been meant by the word; `fault`: why that cannot be told. */
  | { type: 'suggested'; view: string; word: string; suggestions: readonly string[]; fault: string | null }
  /** What a map has to say to what it was asked (`asked`: the number of the question; 0 = by itself). */
  | { type: 'map told'; world: string; asked: number; answer: MapAnswer }
  /** SIGUSR1. */
  | { type: 'reload requested' }
  /** The first event of a client that takes up what a crashed one left. */
  | { type: 'recovered' }
  /** The first event after a crash: the links of our own that came along, and the bytes the kernel has taken of each. */
  | {
      type: 'crashed';
      links: readonly { link: number; taken: number | null }[];
      listens?: readonly ListenerName[];
    }
  /** What password_command printed. */
  | { type: 'password'; world: string; password: string | Fault }
  /**
   * The first event of a fresh client: what is to be said, and which worlds to connect. `orphaned`: a client has left
   * sessions, and a state that cannot be read. `interrupted`: worlds that connect again, as the last client has not ended
   * in order; the one it had on screen first.
   */
  | {
      type: 'started';
      notices: readonly string[];
      worlds: readonly string[];
      /** There is somebody to tell how to begin. */
      welcome?: boolean;
      /** The demo MUD is being started. */
      demo?: boolean;
      orphaned?: boolean;
      interrupted?: readonly Interrupted[];
      /** Files of other clients: there are no settings of ours yet. */
      foreign?: readonly ForeignFile[];
      /** What pages of browsers have had done by that client. */
      tabs?: Readonly<Record<string, Tab>>;
    }
  /** The sessions in the proxies that nobody has; those of the world `name` are wanted, or all (''). */
  | { type: 'sessions listed'; wish: OrphanWish; name: string; orphans: readonly Orphan[] }
  /** The first event after a reload: the links whose descriptors came along, and those whose did not. */
  | {
      type: 'restored';
      carried: readonly number[];
      lost?: readonly number[];
      image?: ImageFacts;
      web?: WebCame;
    }
  /** automation.toml, because somebody has asked for it, or because it is another one than was read last. */
  | { type: 'automation read'; asked: boolean; file: AutomationRead }
  /** Of the changes, those that are in automation.toml now; which file it was before, and which it is. */
  | {
      type: 'automation saved';
      saved: readonly number[];
      before: string;
      after: string;
      fault: Fault | null;
    }
  /** What the file of an import has, or why that cannot be told; `notes`: what there is to say of it besides. */
  | { type: 'import read'; id: number; found: Found | { readonly fault: Fault }; notes: readonly string[] }
  | ScriptStepEvent
  /** Files of an import are written, but for those that could not be. */
  | ImportAnswer
  /** A piece of a file that is played, from byte `from` on. */
  | { type: 'replay read'; name: string; from: number; read: ReplayRead }
  /** The scripts that there are at the start. */
  | { type: 'scripts found'; names: readonly string[] }
  /** A script as its file says it, and what it has kept; because somebody has `asked` for it, or at the start. */
  | { type: 'script read'; asked: boolean; name: string; file: ScriptRead }
  /** What scripts may do, as the file says it. */
  | { type: 'grants read'; file: GrantsRead }
  /** The engine of that SHA-256 can be used without a wait; or it is not to be found, which is found out then. */
  | { type: 'engine ready'; engine: string }
  /** Read elsewhere: what the engine needs of it to run it; or null, where that could not be done, or what is wrong with it. */
  | { type: 'script compiled'; id: number; name: string; code: Uint8Array | null; fault: ScriptFault | null }
  /** What a script has had done is done: what has come of it, or why it could not be. */
  | { type: 'script job done'; number: number; how: 'text' | 'json' | 'none' | 'fault'; text: string }
  /** What the script keeps is in its file. */
  | { type: 'store saved'; name: string }
  /** What a script keeps could not be written (`store`: its name), or its grants. */
  | { type: 'script not saved'; store?: string; fault: Fault }
  /** Whatever is not in the log files yet is to be there now: a checkpoint is about to be taken. */
  | { type: 'flush logs' }
  /** What was being handled when the client crashed, once more. */
  | { type: 'again'; event: Event }
  /** The demo MUD runs: two worlds on this machine. */
  | { type: 'demo'; port: number; tlsPort: number | null }
  | EditEvent
  | StreamEvent
  | SoundEvent
  | WebEvent;

export type Effect =
  | { type: 'connect'; link: number; target: Target }
  /** Take a session of the proxy up again, from a byte on. */
  | {
      type: 'attach';
      link: number;
      target: Target;
      session: string;
      offset: number;
      holder: string;
      identity?: string;
    }
  /** Ask the proxies for sessions that nobody has; the host answers with `sessions listed`. */
  /** Start the demo MUD; the host answers with `demo`, or with a notice. */
  | { type: 'start demo' }
  | { type: 'list sessions'; wish: OrphanWish; name: string }
  | { type: 'end sessions'; sessions: readonly string[] }
  /** Hang up, or give up connecting; a session in the proxy ends with it. */
  | { type: 'close'; link: number; session: string | null }
  /** Write a certificate down as the one to trust; the host answers with `trusted`. */
  | {
      type: 'trust';
      world: string;
      host: string;
      port: number;
      fingerprint: string;
      view?: string | undefined;
    }
  /** Connect, say how that went, and hang up; nothing is written down. The host answers with `tried`. */
  | { type: 'try'; id: number; target: Target }
  /** The host answers with `written`; one write per link at a time. */
  | { type: 'write'; link: number; bytes: Uint8Array }
  /** Run a shell command for its first line; the host answers with `password`. */
  | { type: 'password command'; world: string; command: string }
  | { type: 'hold'; link: number; on: boolean }
  /** The host answers with `spilled` or `spill failed`. */
  | { type: 'spill'; offset: number; bytes: Uint8Array }
  /** Append `text` to the log file `path` (relative to the profile's logs/), cut to `size` first if that is given. It has the lines from `from` on, and what was `sent`. */
  | {
      type: 'log';
      world: string;
      path: string;
      size: number | null;
      from: number;
      sent?: readonly SentLine[];
      /** What the file begins with if it is new. */
      head?: string;
      text: string;
    }
  /** Append lines of rules to the file `<world>/<file>.log` below logs/, cut to `size` first if that is given; the host answers with `lines written`. */
  | { type: 'write lines'; world: string; file: string; size: number | null; count: number; text: string }
  /** Have the words spoken by `command`, or if that is '' by what there is for it; the host answers with `spoken`. */
  | { type: 'speak'; text: string; command: string }
  /** Change settings.toml, or write it `anew` with nothing else; the host answers with `settings saved`. */
  | { type: 'save settings'; edits: readonly SettingEdit[]; anew?: boolean }
  /** The end is near: what is being written of settings.toml and automation.toml in slices is written to its end. */
  | { type: 'finish saving' }
  /** Read settings.toml, unless it is the file `known`; the host answers with `settings read`. */
  | { type: 'read settings'; known: string; asked: boolean }
  /**
   * Change automation.toml; the host answers with `automation saved`, or with `automation read` and no change if it is another
   * one than `known`. `anew`: there was none, and what is given is all of it.
   */
  | {
      type: 'save automation';
      edits: readonly UnsavedRule[];
      variables?: readonly UnkeptVariable[];
      known?: string;
      anew?: true;
      /** Rules that are in force, to be made ready for the next line meanwhile. */
      block?: Uint8Array;
    }
  | ReadAutomation
  /** Read a file of another client; the host answers with `import read`. `group`: what its rules belong to. */
  | { type: 'read import'; id: number; format: ImportFormat; path: string; group: string }
  /** Read a piece of a file that is played, from a byte on; the host answers with `replay read`. */
  | { type: 'read replay'; world: string; path: string; from: number; format: ReplayFormat | null }
  /** Look through a piece of the log files, from a place on; the host answers with `logs searched`. `only`: of that world ('' = of all). */
  | { type: 'search logs'; view: string; id: number; pattern: Pattern; only: string; from: LogPlace }
  | { type: 'bell'; view: string }
  /** Tells of something by a notification of the desktop. */
  | { type: 'notify'; view: string; title: string; text: string }
  /** The server has told of a room: the map keeps it. */
  | { type: 'map note'; map: string; world: string; room: MapRoom }
  /** The host answers with `map told`. */
  | { type: 'map ask'; map: string; asked: AskedOfMap }
  /** Give the text to the clipboard of the view's terminal. */
  | { type: 'copy'; view: string; text: string }
  /** Which of these words are wrong? The answer is `words checked`. */
  | { type: 'check words'; languages: string; words: readonly string[] }
  /** What could have been meant by the word? The answer is `suggested`. */
  | { type: 'suggest'; view: string; languages: string; word: string }
  /** Add the word to the user's own. */
  | { type: 'learn word'; word: string }
  /** Look for scripts; the host answers with `scripts found`, and first, if there are any, with `grants read`. */
  | { type: 'read scripts' }
  /** Read the script; the host answers with `script read`, and first, if somebody has `asked`, with `grants read`. */
  | { type: 'read script'; name: string; asked: boolean }
  /** Write what an import has made; the host answers with `import saved`. */
  | ImportEffect
  | ScriptStepEffect
  /** Do what the script has asked for, if it is `allow`ed to; the host answers with `script job done`. */
  | { type: 'script job'; number: number; name: string; job: ScriptJob; allow: readonly string[] }
  /** Have the engine of scripts ready, which takes a while the first time; the host answers with `engine ready`. */
  | { type: 'prepare engine'; engine: string }
  /** Read a long script, which takes a while; the host answers with `script compiled`. */
  | { type: 'compile script'; id: number; name: string; source: string }
  /** Write what a script keeps, `now` or beside everything else; the host answers with `store saved` or `script not saved`. */
  | { type: 'save store'; name: string; text: string; now?: true }
  /** Change what a script may do; undefined: as if nothing had been said. */
  | { type: 'save grant'; name: string; grant: Grant }
  | { type: 'redraw'; view: string }
  | { type: 'suspend'; view: string }
  /** The user has done something on the view: it is drawn at once. */
  | { type: 'paint'; view: string }
  /** The view's terminal has swallowed what was drawn on it. */
  | { type: 'taken'; view: string }
  /** `force`: without a trial of the new build. */
  | { type: 'reload'; force: boolean }
  /** Append to the input history of the profile, oldest first; `repeated`: the file may have some of them already. The host answers with `history saved`. */
  | {
      type: 'save history';
      entries: readonly string[];
      /** Where each was entered. */
      worlds?: readonly (string | null)[];
      repeated: boolean;
    }
  /** Something secret was recorded that nobody needs any more: a new checkpoint takes the place of all that. */
  | { type: 'forget' }
  /** `keep`: sessions in the proxy go on, for the next start. */
  | { type: 'quit'; keep?: true }
  | EditEffect
  | StreamEffect
  | SoundEffect
  | WebEffect;
