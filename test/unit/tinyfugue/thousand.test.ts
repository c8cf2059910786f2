/** A file of a thousand macros that use all there is: every one is taken, every trigger is found by its line and by no other. */
import { actingOn } from '../../../client/automation/run.ts';
import { compileBody } from '../../../client/tinyfugue/code/body.ts';
import { languageCommands } from '../../../client/tinyfugue/commands.ts';
import { pureFunctions } from '../../../client/tinyfugue/functions/call.ts';
import { clientCommands } from '../../../client/world/tinyfugue/commands/table.ts';
import { facts } from '../../../client/world/tinyfugue/facts.ts';
import { findMacro } from '../../../client/world/tinyfugue/store.ts';
import { fileMacros } from '../../../client/world/tinyfugue/triggers/filing.ts';
import { playAlpha } from '../../support/play.ts';
import { CONSTRUCTS, THOUSAND, thousandText } from '../../support/tinyfugue/thousand.ts';

test('the file uses every command and every function', () => {
  const text = CONSTRUCTS.BODIES.join('\n').toLowerCase();
  const commands = [...Object.keys(languageCommands), ...Object.keys(clientCommands)];
  expect(commands.filter(name => !text.includes(`/${name}`))).toEqual([]);
  const functions = [...Object.keys(pureFunctions), ...Object.keys(facts)];
  expect(functions.filter(name => !text.includes(`${name}(`))).toEqual([]);
  for (const { length } of [CONSTRUCTS.FORMS, CONSTRUCTS.OPTIONS, CONSTRUCTS.BODIES, CONSTRUCTS.EVENTS])
    expect(length).toBeLessThan(500);
});

test('every body and every expression in it can be read', () => {
  const wrong = CONSTRUCTS.BODIES.flatMap(body => {
    try {
      compileBody(body);
      return [];
    } catch (error) {
      return [[body, error instanceof Error ? error.message : error]];
    }
  });
  expect(wrong).toEqual([]);
});

test('every macro of the file is taken, and each trigger is for its line', () => {
  const play = playAlpha({ columns: 200, rows: 40, macros: { 'thousand.tf': thousandText() } });
  play.enter('/load thousand.tf');
  for (let turn = 0; turn < 1000 && play.state.tinyfugue?.threads.length; turn++)
    play.dispatch({ type: 'tick' });
  expect(play.output().join('\n')).toContain('1000 macros');
  expect(play.output().filter(line => line.includes('thousand.tf, line'))).toEqual([]);
  const tinyfugue = fileMacros(play.state);
  if (!tinyfugue) throw new Error('there is none');
  const wrong = THOUSAND.flatMap(({ name, text, meant }) => {
    const macro = findMacro(play.state, name);
    if (!macro) return [`not taken: ${text}`];
    if (!meant) return [];
    const acts = (line: string) => {
      const asked = {
        ...{ text: line, world: 'Alpha', now: play.state.now, lookUp: () => '' },
        isMeant: (rule: { name: string }) => rule.name === String(macro.number),
      };
      return actingOn({ ...tinyfugue.rules, counts: {} }, 'line', asked).hits.length;
    };
    if (acts(meant.hit) !== 1) return [`not found by ${meant.hit}: ${text}`];
    return acts(meant.miss) === 0 ? [] : [`found by ${meant.miss}: ${text}`];
  });
  expect(wrong).toEqual([]);
});
