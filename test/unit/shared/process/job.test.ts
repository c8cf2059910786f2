import { canBeContinued, hasMindedMember, isMinded, type Kin } from '../../../../shared/process/job.ts';

/** Processes by number: parent, group, session. */
function processes(table: Record<number, readonly [number, number, number]>): Map<number, Kin> {
  return new Map(
    Object.entries(table).map(([pid, [parent, group, session]]) => [
      Number(pid),
      { parent, group, session: String(session) },
    ]),
  );
}

/** What is said of process 9 by itself, and of its group with all members. */
function judged(all: Map<number, Kin>): [boolean, boolean] {
  return [isMinded(all.get(9)!, pid => all.get(pid) ?? null), hasMindedMember(9, all)];
}

test.each<[string, Record<number, readonly [number, number, number]>]>([
  ['a job of a shell', { 1: [0, 1, 1], 5: [1, 5, 5], 9: [5, 9, 5] }],
  ['npm between it and the shell', { 1: [0, 1, 1], 5: [1, 5, 5], 7: [5, 9, 5], 8: [7, 9, 5], 9: [8, 9, 5] }],
])('%s is minded', (_what, table) => {
  expect(judged(processes(table))).toEqual([true, true]);
});

test.each<[string, Record<number, readonly [number, number, number]>]>([
  ['a command that leads the session', { 1: [0, 1, 1], 5: [1, 5, 5], 9: [5, 9, 9] }],
  ['a shell without job control', { 1: [0, 1, 1], 5: [1, 5, 5], 8: [5, 9, 8], 9: [8, 9, 8] }],
  ['a job whose shell has gone', { 1: [0, 1, 1], 9: [1, 9, 5] }],
  ['a process that came from outside', { 9: [0, 9, 9] }],
  ['another job of the shell that is gone', { 1: [0, 1, 1], 5: [1, 5, 5], 7: [5, 7, 5], 9: [1, 9, 5] }],
])('%s is not', (_what, table) => {
  expect(judged(processes(table))).toEqual([false, false]);
});

test('an orphan in a pipeline is minded with the others', () => {
  const table = processes({ 1: [0, 1, 1], 5: [1, 5, 5], 7: [5, 9, 5], 9: [1, 9, 5] });
  expect(judged(table)).toEqual([false, true]);
});

test('the first process of a container cannot be stopped', async () => {
  expect(await canBeContinued(1)).toBe(false);
});
