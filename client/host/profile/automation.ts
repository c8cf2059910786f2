/** automation.toml on disk: the one place where it is read and written. */
import { type Fault, fault, faultOf } from '../../../shared/fault.ts';
import { encodeRules } from '../../automation/rules.ts';
import { editAutomation } from '../../settings/rules/edit.ts';
import { parseAutomation } from '../../settings/rules/file.ts';
import { pathOf } from '../../settings/rules/variables.ts';
import { editSettings } from '../../settings/save.ts';
import type { AutomationRead, UnkeptVariable, UnsavedRule } from '../../state/automation.ts';
import { NO_FILE } from '../../state/settings.ts';
import { readText, replaceFile } from '../files.ts';
import { identityOf, type Saved } from '../settings-file.ts';

/** Reads the file. None is one without rules. */
export function readAutomation(path: string): AutomationRead {
  // Before the text: what is written in between is read the next time.
  const id = identityOf(path);
  try {
    const text = readText(path);
    return text === null ? rulesOfText(NO_FILE, '') : rulesOfText(id, text);
  } catch (error) {
    const { code, sentence } = faultOf(error, 'AUTOMATION_UNREADABLE');
    return { id, fault: fault(code, `${path} cannot be read: ${sentence.replace(/\.$/, '')}.`) };
  }
}

/** What a file with this text says. */
export function rulesOfText(id: string, text: string): AutomationRead {
  const loaded = parseAutomation(text);
  if ('fault' in loaded) return { id, fault: fault('AUTOMATION_BROKEN', loaded.fault) };
  return { id, block: encodeRules(loaded.rules), variables: loaded.variables };
}

/** Makes the changes in the file, as many as can be made. */
export function saveAutomation(
  path: string,
  edits: readonly UnsavedRule[],
  variables: readonly UnkeptVariable[] = [],
): Saved {
  const before = identityOf(path);
  try {
    const { text, saved, fault: failed } = withEdits(readText(path) ?? '', edits, variables);
    if (saved.length > 0) replaceFile(path, text);
    return { saved, before, after: identityOf(path), fault: failed };
  } catch (error) {
    return { saved: [], before, after: before, fault: faultOf(error, 'AUTOMATION_NOT_SAVED') };
  }
}

/** The text with the changes made; one that cannot be made keeps none of the others from it. */
export function withEdits(
  before: string,
  edits: readonly UnsavedRule[],
  variables: readonly UnkeptVariable[] = [],
) {
  let text = before;
  let failed: Fault | null = null;
  const saved: number[] = [];
  for (const { id, ...change } of edits) {
    try {
      text = editAutomation(text, change);
      saved.push(id);
    } catch (error) {
      failed ??= faultOf(error, 'AUTOMATION_NOT_SAVED');
    }
  }
  for (const { id, gone, ...variable } of variables) {
    try {
      text = editSettings(text, pathOf(variable), gone ? undefined : variable.value);
      saved.push(id);
    } catch (error) {
      failed ??= faultOf(error, 'AUTOMATION_NOT_SAVED');
    }
  }
  return { text, saved, fault: failed };
}
