/** Files of texts: none is written over, and those that ended clients have left are told at the next start. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { takeEditBack, writeEdit } from '../../../../client/host/editing/editor.ts';
import { leaveEdits, tellLeftEdits } from '../../../../client/host/editing/left.ts';
import { createPlay } from '../../../support/play.ts';
import { temporaryDirectory } from '../../../support/temporary.ts';

/** No process has it: more than the kernel gives. */
const NOBODY = 4_194_305;

test('a file that is there is left alone: it may be all that is left of a text', () => {
  const directory = `${temporaryDirectory()}/edits`;
  const first = writeEdit(directory, 1, 'moo-code', 'one');
  const second = writeEdit(directory, 1, 'moo-code', 'two');
  expect([readFileSync(first, 'utf8'), takeEditBack(second)]).toEqual(['one\n', 'two\n']);
  expect(readdirSync(directory)).toHaveLength(1);
});

test('what ended clients have left is told in one sentence, what a running one has is not', () => {
  const directory = temporaryDirectory();
  expect([tellLeftEdits(`${directory}/none`), tellLeftEdits(directory)]).toEqual([null, null]);
  writeEdit(directory, 1, 'string', 'of this process');
  writeEdit(directory, 1, 'string', 'again');
  writeFileSync(`${directory}/notes.txt`, '');
  writeFileSync(`${directory}/.${NOBODY}-1.moo.swp`, '');
  expect(tellLeftEdits(directory)).toBeNull();
  // Its number is that of another process now.
  const reused = `${process.pid}-0abc0-1.moo`;
  const names = [`${NOBODY}-1.moo`, `${NOBODY}-0abc0-2.txt`, `${NOBODY}-0abc0-3.2.moo`, reused];
  for (const name of names) writeFileSync(`${directory}/${name}`, '');
  const told = tellLeftEdits(directory);
  expect(told).toContain(`they are in ${directory} until you remove them: `);
  expect(told).toContain(' and 1 more.');
  expect(tellLeftEdits(directory, `${directory}/${reused}`)).not.toContain(reused);
  expect(readdirSync(directory)).toHaveLength(8);
  mkdirSync(`${directory}/deep`);
  expect(tellLeftEdits(`${directory}/notes.txt`)).toContain('cannot be searched');
});

test('an end writes down what is changed, and leaves the file of the editor', () => {
  const { state } = createPlay();
  const edit = { world: 'Alpha', reference: 'r', kind: 'string', base: 'a', text: 'a' };
  const list = [
    { ...edit, id: 1, name: 'same' },
    { ...edit, id: 2, name: 'new\x1b[2J', text: 'b' },
    { ...edit, id: 3, name: 'lent' },
    { ...edit, id: 4, name: 'full', text: 'b' },
  ];
  state.edits = { next: 5, list, lent: { edit: 3, pid: 7, identity: 'x', file: '/lent' } };
  const words = leaveEdits(state, ({ id }) => {
    if (id === 4) throw new Error('ENOSPC');
    return `/${id}`;
  });
  expect(words.split('. ')).toEqual([
    'new[2J (Alpha) is not sent; it is in /2',
    'lent (Alpha) is not sent; it is in /lent',
    'full (Alpha) is not sent, and cannot be written down (Error: ENOSPC).',
  ]);
});
