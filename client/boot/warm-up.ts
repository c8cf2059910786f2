/**
 * What every new image does first, done once on a made-up client while the start-up snapshot is made: V8 compiles a
 * function when it is first called, and what is compiled by then is in the snapshot. Nothing else of it is kept.
 */

import { freshState } from '../app/initial-state.ts';
import { define } from '../automation/define.ts';
import { encodeRules } from '../automation/rules.ts';
import { inspector } from '../host/signals.ts';
import { withUnsent } from '../reload/reload.ts';
import type { Loop } from '../runtime/loop.ts';
import { decodeSnapshot, encodeSnapshot } from '../snapshot/codec.ts';
import { emptyFacts } from '../snapshot/process-facts.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { Rule } from '../state/automation.ts';
import type { Effect, ImageFacts } from '../state/events.ts';
import type { Package } from '../state/script/scripts.ts';
import { defaultSettings, defaultWorld } from '../state/settings.ts';
import type { State } from '../state/state.ts';
import { type Profile, RICH } from '../terminal/profile.ts';
import { late } from '../text/late.ts';
import { withPacked } from '../world/scripts/carried/packed.ts';
import { fileAfter } from '../world/scripts/filing.ts';
import { scriptsOf } from '../world/scripts/packages.ts';
import { register } from '../world/scripts/registry.ts';
import { decodeChunk } from '../world/scrollback.ts';
import { dryRun } from './dry-run.ts';
import { warmUpNode } from './warm-up-node.ts';
import { warmUpTakeover } from './warm-up-takeover.ts';

/** As most terminals say of themselves: what makes fewer colours of many is to be ready as well. */
const USUAL: Profile = { ...RICH, depth: 256 };
const NAME = 'Stage';
const LINK = 1;
const IMAGE: ImageFacts = { version: '', reloads: 1, terminal: '', columns: 80, rows: 24 };

/** Lines with colours and without, Latin and other letters, telnet requests, a prompt. */
const SAMPLE = late(() =>
  Buffer.concat([
    Buffer.from(
      '\x1b[1;31mAn orc\x1b[0m hits you.\r\nIt is \x1b[38;5;208mdark\x1b[m here: ё 東京 é.\r\n'.repeat(100),
    ),
    Buffer.from([255, 253, 24, 255, 250, 24, 1, 255, 240, 255, 253, 31, 255, 251, 201, 255, 253, 6]),
    Buffer.from('Wha'),
  ]),
);

/** A reload comes while one is open as well as at any other time: the search, and all kinds of boxes. */
const SETTINGS = '/setup\r';
const DIALOGS = ['\x1bOS', '/worlds\r', '/addworld\r', SETTINGS, '/menu\r', '/help keys\r'];
const DOWN = '\x1b[B';
/** Ctrl+C. */
const LEAVE = '\x03';

/** The same for the code cache: what a fresh start does until somebody plays. More would only be read by every start. */
export function warmUpStart(): void {
  const loop = dryRun(
    freshState({ now: 0, version: '', columns: 80, rows: 24 }, defaultSettings()),
    () => [],
    () => {},
    USUAL,
  );
  loop.dispatch({ type: 'started', notices: [], worlds: [] });
  loop.paint(true);
  press(loop, 'x');
  loop.stop();
}

export function warmUp(): void {
  inspector();
  warmUpNode();
  const chunks = new Map<number, Uint8Array>();
  const state = sampleState(chunks);
  const bytes = Buffer.from(encodeSnapshot({ ...EMPTY_SNAPSHOT, state: withPacked(withUnsent(state, [])) }));
  // What is decoded shares their memory.
  const copy = Buffer.from(bytes);
  warmUpTakeover(decodeSnapshot(copy) as Snapshot, copy, LINK);
  const snapshot = decodeSnapshot(bytes) as Snapshot;
  const loop = withScrollback(snapshot.state, chunks);
  loop.dispatch({ type: 'restored', carried: [LINK], image: IMAGE });
  loop.paint(true);
  loop.dispatch({ type: 'received', link: LINK, bytes: SAMPLE() });
  press(loop, LEAVE);
  perform(loop);
  loop.stop();
}

function sampleState(chunks: Map<number, Uint8Array>): State {
  const settings = { ...defaultSettings(), worlds: { [NAME]: { ...defaultWorld(), host: 'localhost' } } };
  const state = freshState({ now: 0, version: '', columns: 80, rows: 24 }, settings);
  state.automation.block = encodeRules(sampleRules());
  addSampleScripts(state);
  const loop = withScrollback(state, chunks);
  loop.dispatch({ type: 'started', notices: [], worlds: [NAME] });
  loop.dispatch({ type: 'connected', link: LINK, carrier: 'tcp', session: null, notes: [] });
  perform(loop);
  // What comes through the reload has one open, too.
  press(loop, SETTINGS);
  loop.stop();
  return state;
}

/** The first line after a reload may have to wait for what a thousand rules are made of: they go the ways that those go. */
function sampleRules(): Rule[] {
  const tables = [
    {
      name: 'a',
      pattern: '^(An|The) (?<who>\\w+).* you',
      mode: 'regexp',
      hilite: 'bold red',
      set: { who: '$who' },
    },
    { name: 'b', pattern: '* here: *', mode: 'glob', substitute: 'there', when: '{who} = orc' },
    { name: 'c', pattern: 'dark', style: 'bold', priority: 2 },
    ...[1, 2, 3, 4, 5, 6].map(n => ({ name: `n${n}`, pattern: `An orc${n}`, gag: true })),
  ];
  return tables.map(table => {
    const made = define('trigger', table);
    if ('fault' in made) throw new Error(made.fault);
    return made.rule;
  });
}

/** Nor do scripts, as long as nothing wakes them: there is no WebAssembly while a start-up snapshot is made. */
function addSampleScripts(state: State): void {
  const scripts = scriptsOf(state);
  for (const name of ['one', 'two', 'three']) {
    const stored = { file: 1, at: 0, map: 0, pages: 0, sum: 0 };
    const image = {
      size: 0,
      engine: '',
      base: '',
      stack: 0,
      runtime: 0,
      context: 0,
      entry: 0,
      scratch: 0,
      stored,
    };
    const of: Package = {
      ...{
        name,
        source: '',
        on: true,
        registered: [],
        prelude: 2,
        faults: [],
        failed: 0,
        calls: 1,
        steps: 1,
      },
      rest: { image, registered: [], timers: {}, at: 0 },
    };
    const during = { list: null };
    for (let id = 1; id < 8; id++)
      register(of, id, { kind: 'trigger', patterns: [`never ${id}`], mode: 'text', case: false }, during);
    register(
      of,
      8,
      { kind: 'trigger', patterns: ['^An (elf|dwarf) (\\w+)'], mode: 'regexp', case: true },
      during,
    );
    register(of, 9, { kind: 'alias', patterns: ['never'], mode: 'text', case: false }, during);
    register(of, 10, { kind: 'hook', event: 'connect' }, during);
    of.rest = { ...of.rest, registered: [...of.registered] };
    scripts.packages[name] = of;
    (scripts.bases ??= {})[''] = image;
  }
  fileAfter(state);
}

/** Everything that is neither state nor link. */
const EMPTY_SNAPSHOT: Omit<Snapshot, 'state'> = {
  facts: { ...emptyFacts(), termios: new Uint8Array(60), home: '/', script: '/clay.js' },
  descriptors: {},
  spillPath: null,
  journal: 0,
};

function perform(loop: Loop): void {
  loop.paint(true);
  loop.dispatch({ type: 'received', link: LINK, bytes: SAMPLE() });
  loop.paint();
  loop.dispatch({ type: 'input', bytes: Buffer.from('x\x1b[A\x7f') });
  loop.dispatch({ type: 'tick' });
  loop.paint();
  for (const keys of DIALOGS) {
    for (const input of [keys, DOWN]) press(loop, input);
    loop.dispatch({ type: 'received', link: LINK, bytes: SAMPLE() });
    loop.dispatch({ type: 'tick' });
    loop.paint(true);
    press(loop, LEAVE);
  }
}

function press(loop: Loop, keys: string): void {
  loop.dispatch({ type: 'input', bytes: Buffer.from(keys) });
  loop.paint();
}

/** A stage with a scrollback and a kernel that takes all that is written. */
function withScrollback(state: State, chunks: Map<number, Uint8Array>): Loop {
  function perform(effect: Effect): void {
    if (effect.type === 'write') loop.dispatch({ type: 'written', link: LINK, bytes: effect.bytes.length });
    if (effect.type !== 'spill') return;
    chunks.set(effect.offset, effect.bytes);
    loop.dispatch({ type: 'spilled', offset: effect.offset });
  }
  const loop = dryRun(state, offset => decodeChunk(chunks.get(offset)!), perform, USUAL);
  return loop;
}
