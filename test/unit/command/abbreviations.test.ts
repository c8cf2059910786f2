import { commands } from '../../../client/command/commands.ts';
import { findCommand } from '../../../client/command/table.ts';

test('what was short for an older command stays so, whatever commands have come since', () => {
  const older = commands.filter(({ late }) => !late);
  expect(older.length).toBeLessThan(commands.length);
  const prefixes = older.flatMap(({ names: [name = ''] }) => [...name].map((_, at) => name.slice(0, at + 1)));
  const changed = prefixes.filter(prefix => {
    const before = findCommand(older, prefix);
    return !Array.isArray(before) && findCommand(commands, prefix) !== before;
  });
  // A name in full is that command, though a longer one was meant by it before.
  expect(changed.filter(prefix => !commands.some(({ names }) => names.includes(prefix)))).toEqual([]);
});
