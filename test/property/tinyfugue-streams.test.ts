/** The reload law over streams: with a reload behind any command, and answers that are lost on the way, each line is there once. */
import fc from 'fast-check';
import { playAlpha } from '../support/play.ts';

const file = fc.constantFrom('a.txt', 'b.txt');
const handle = fc.integer({ min: 1, max: 4 });
const command = fc.oneof(
  fc.tuple(file, fc.constantFrom('w', 'a', 'r')).map(([name, mode]) => `/test tfopen("${name}","${mode}")`),
  fc.constant('/test tfopen()'),
  {
    weight: 5,
    arbitrary: fc.tuple(handle, fc.integer()).map(([h, n]) => `/test tfwrite(${h}, "line ${n}")`),
  },
  { weight: 3, arbitrary: handle.map(h => `/test tfread(${h}, v)%; /test all := strcat(all, "|", v)`) },
  handle.map(h => `/test tfclose(${h})`),
  fc.tuple(handle, fc.constantFrom('', ',0', ',1')).map(([h, on]) => `/test tfflush(${h}${on})`),
  file.map(name => `/test fwrite("${name}","more")`),
);
/** What happens behind a command: nothing, a reload, or one that comes before the host could answer. */
const behind = fc.constantFrom('', '', 'reload', 'lost');

function outcome(commands: readonly (readonly [string, string])[], reloads: boolean) {
  const play = playAlpha({ columns: 80, rows: 24 });
  for (const [line, then] of commands) {
    const before = play.disk.streams;
    if (reloads && then === 'lost') play.disk.streams = null;
    play.enter(`/eval ${line}`);
    play.advance(1);
    play.disk.streams = before;
    if (reloads && then !== '') play.reload();
    play.advance(5);
  }
  play.dispatch({ type: 'flush logs' });
  const { automation, tinyfugue } = play.state;
  return { files: play.disk.streams, variables: automation.variables, streams: tinyfugue?.streams };
}

test('files, variables and what waits are what they are without a reload', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(command, behind), { minLength: 1, maxLength: 12 }), commands => {
      expect(outcome(commands, true)).toEqual(outcome(commands, false));
    }),
    { numRuns: 60 },
  );
});
