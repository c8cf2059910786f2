/** automation.toml on disk: the one place where it is read and written. */
import { type Fault, fault, fileFault } from '../../../shared/fault.ts';
import { finish, type Steps } from '../../automation/block.ts';
import { encodingRules, keyNamed, preparing, ruleKey, rulesOf } from '../../automation/rules.ts';
import { type Appended, appending, removing } from '../../settings/rules/append.ts';
import { isSame } from '../../settings/rules/change.ts';
import { changingAll, editing, writing } from '../../settings/rules/edit.ts';
import { parsing } from '../../settings/rules/file.ts';
import { pathOf, whereVariablesAre } from '../../settings/rules/variables.ts';
import type { AutomationRead, Rule, UnkeptVariable, UnsavedRule } from '../../state/automation.ts';
import type { Effect, Event } from '../../state/events.ts';
import { NO_FILE } from '../../state/settings.ts';
import { readUtf8, replaceFile } from '../files.ts';
import type { ProgramLog } from '../program-log.ts';
import { changing as changingText, identityOf, type Saved } from '../settings-file.ts';

import { createQueue } from './slices.ts';

type Of<T extends Effect['type']> = Extract<Effect, { type: T }>;

export interface AutomationFile {
  read(effect: Of<'read automation'>): void;
  save(effect: Of<'save automation'>): void;
  /** Writes to its end what is being written. */
  finish(): void;
}

interface Job {
  steps(): Steps<unknown>;
  /** What it is to save; a newer one takes its place as long as it has not begun. */
  save?: Of<'save automation'>;
}

/**
 * The file, read and changed in slices, one after the other. What is said of it comes at once at the end: a reload or a crash
 * before that finds all as it was, and asks again.
 */
export function createAutomationFile(
  path: string,
  dispatch: (event: Event) => void,
  log: ProgramLog,
): AutomationFile {
  // The screen is drawn first: nobody waits for rules before a line has come.
  const queue = createQueue<Job>();
  /** What has become of files that were known, by our own writing. */
  const ours = new Map<string, string>();

  function* reading({ known, asked, block, unsaved }: Of<'read automation'>): Steps<void> {
    if (known !== '' && identityOf(path) === known) return;
    dispatch({ type: 'automation read', asked, file: yield* readingFile(path, block, unsaved) });
  }

  function* saving(effect: Of<'save automation'>): Steps<void> {
    const { edits, variables = [], known = '', anew } = effect;
    const before = identityOf(path);
    const isKnown = before === known || (before === NO_FILE && known === '') || ours.get(known) === before;
    if (!isKnown && before !== '' && (yield* hasReadAnother(effect))) return;
    const outcome = yield* changing(path, before, edits, variables, anew === true, isKnown);
    if (outcome.fault) log('AUTOMATION_NOT_SAVED', { error: outcome.fault.sentence });
    if (outcome.saved.length > 0) noteOurs(before, known, outcome.after);
    dispatch({ type: 'automation saved', ...outcome });
  }

  function savingJob(effect: Of<'save automation'>): Job {
    const job: Job = { save: effect, steps: () => preparingAndSaving(job.save ?? effect) };
    return job;
  }

  function* preparingAndSaving(effect: Of<'save automation'>): Steps<void> {
    if (effect.block) yield* preparing(effect.block);
    yield* saving(effect);
  }

  /** What was edited by hand is taken up first; one with a mistake is for the attempt to change it, which says so. */
  function* hasReadAnother({ block, edits }: Of<'save automation'>): Steps<boolean> {
    const file = yield* readingFile(path, block, edits);
    if ('fault' in file) return false;
    dispatch({ type: 'automation read', asked: false, file });
    return true;
  }

  function noteOurs(before: string, known: string, after: string): void {
    for (const [one, became] of ours) if (became !== before) ours.delete(one);
    for (const one of [...ours.keys(), before, known]) ours.set(one, after);
  }

  return {
    read: effect => {
      const { known, block, met } = effect;
      if (known === '' || identityOf(path) !== known) queue.add({ steps: () => reading(effect) });
      else if (block) queue.add({ steps: () => preparing(block, met) });
    },
    save: effect => {
      const last = queue.next();
      // Each has all that is not saved yet: the newest says what those say that have not begun.
      if (last?.save && !last.save.anew && !effect.anew) last.save = effect;
      else queue.add(savingJob(effect));
    },
    finish: queue.finish,
  };
}

/**
 * Reads the file. None is one without rules. `block`: rules that are in force; those that stay are taken as they are. `unsaved`:
 * changes that are not in it yet.
 */
function* readingFile(
  path: string,
  block?: Uint8Array,
  unsaved?: readonly UnsavedRule[],
): Steps<AutomationRead> {
  // Before the text: what is written in between is read the next time.
  const id = identityOf(path);
  let text: string | null;
  try {
    text = readUtf8(path);
  } catch (error) {
    const { code, sentence } = fileFault(error, 'AUTOMATION_UNREADABLE');
    return { id, fault: fault(code, `${path} cannot be read: ${sentence}`) };
  }
  return yield* readingText(text === null ? NO_FILE : id, text ?? '', block, unsaved);
}

/** What a file with this text says. */
export function rulesOfText(
  id: string,
  text: string,
  block?: Uint8Array,
  unsaved?: readonly UnsavedRule[],
): AutomationRead {
  return finish(readingText(id, text, block, unsaved));
}

function* readingText(
  id: string,
  text: string,
  here?: Uint8Array,
  unsaved: readonly UnsavedRule[] = [],
): Steps<AutomationRead> {
  const loaded = yield* parsing(text);
  if ('fault' in loaded) return { id, fault: fault('AUTOMATION_BROKEN', loaded.fault) };
  if (here && here.length > 0) yield* preparing(here);
  const known = here && here.length > 0 ? rulesOf({ block: here }) : undefined;
  const block = yield* encodingRules(yield* asKnown(loaded.rules, known?.all ?? []), known);
  if (unsaved.length === 0) {
    yield* preparing(block);
    return { id, block, variables: loaded.variables };
  }
  const read = rulesOf({ block });
  const all = yield* asKnown(yield* changingAll(read.all, unsaved), known?.all ?? []);
  const changed = yield* encodingRules(all, read, known);
  yield* preparing(changed);
  const edits = unsaved.map(edit => edit.id);
  return { id, block, variables: loaded.variables, changed: { block: changed, edits } };
}

/** Rules between two rests. */
const AT_ONCE = 200;

/** The rules, those that are just as they were by what they were: nothing of them is encoded, filed or compared any more. */
function* asKnown(rules: readonly Rule[], known: readonly Rule[]): Steps<readonly Rule[]> {
  if (known.length === 0) return rules;
  const before = new Map<string, Rule>();
  for (const rule of known) {
    before.set(ruleKey(rule), rule);
    if (before.size % AT_ONCE === 0) yield;
  }
  const made: Rule[] = [];
  for (const rule of rules) {
    const old = before.get(keyNamed(rule.kind, rule.name));
    made.push(old && isSame(old, rule) ? old : rule);
    if (made.length % AT_ONCE === 0) yield;
  }
  return made;
}

/** Makes the changes in the file, as many as can be made. */
function* changing(
  path: string,
  before: string,
  edits: readonly UnsavedRule[],
  variables: readonly UnkeptVariable[],
  anew: boolean,
  sound: boolean,
): Steps<Saved> {
  try {
    const old = anew ? yield* writing(edits) : (readUtf8(path) ?? '');
    const done = yield* edited(old, anew ? [] : edits, variables, sound);
    const saved = anew ? [...edits.map(({ id }) => id), ...done.saved] : done.saved;
    // Whoever has saved it by hand meanwhile has the last word: it is read, and changed then.
    if (identityOf(path) !== before) return { saved: [], before, after: before, fault: null };
    if (saved.length > 0) replaceFile(path, done.text);
    return { saved, before, after: identityOf(path), fault: done.fault };
  } catch (error) {
    return { saved: [], before, after: before, fault: fileFault(error, 'AUTOMATION_NOT_SAVED') };
  }
}

/** The text with the changes made; one that cannot be made keeps none of the others from it. */
export function withEdits(
  before: string,
  edits: readonly UnsavedRule[],
  variables: readonly UnkeptVariable[] = [],
) {
  return finish(edited(before, edits, variables, false));
}

/** New ones, and those that go, at once, if there are many and the file has no mistake. */
function* appendingTo(before: string, edits: readonly UnsavedRule[], sound: boolean): Steps<Appended> {
  if (edits.length < 2 || (!sound && 'fault' in (yield* parsing(before)))) return { text: before, saved: [] };
  const without = yield* removing(before, edits);
  const done = yield* appending(without.text, edits);
  return { text: done.text, saved: [...without.saved, ...done.saved] };
}

interface Changed {
  readonly text: string;
  readonly saved: readonly number[];
  readonly fault: Fault | null;
}

function* edited(
  before: string,
  edits: readonly UnsavedRule[],
  variables: readonly UnkeptVariable[],
  sound: boolean,
): Steps<Changed> {
  const many = yield* appendingTo(before, edits, sound);
  let { text } = many;
  let failed: Fault | null = null;
  const saved = [...many.saved];
  const done = new Set(saved);
  for (const { id, ...change } of edits) {
    if (done.has(id)) continue;
    try {
      text = yield* editing(text, change, sound || saved.length > 0);
      saved.push(id);
    } catch (error) {
      failed ??= fileFault(error, 'AUTOMATION_NOT_SAVED');
    }
  }
  if (variables.length === 0) return { text, saved, fault: failed };
  if (!sound && saved.length === 0) {
    const read = yield* parsing(text);
    if ('fault' in read) {
      const why = `${read.fault} The file stays as it is until this is mended.`;
      return { text, saved, fault: failed ?? fault('AUTOMATION_NOT_SAVED', why) };
    }
  }
  const kept = yield* changingVariables(text, variables);
  return { text: kept.text, saved: [...saved, ...kept.saved], fault: failed ?? kept.fault };
}

/** Of the file only what is about variables is read again for them: rules may be a megabyte. */
function* changingVariables(text: string, variables: readonly UnkeptVariable[]): Steps<Changed> {
  const { start, end } = yield* whereVariablesAre(text);
  const changes = variables.map(({ id, gone, ...variable }) => ({
    id,
    path: pathOf(variable),
    value: gone ? undefined : variable.value,
  }));
  const done = yield* changingText(text.slice(start, end), changes, 'AUTOMATION_NOT_SAVED');
  return { ...done, text: text.slice(0, start) + done.text + text.slice(end) };
}
