/** /import of a large file: what is here already is looked at once, not once for each thing that is taken. */
import { createPlay } from '../../support/play.ts';

const COUNT = 60;

/** Imports the text with what counts how often it is looked at, and tells that. */
function looksAtOnce(line: (at: number) => string): number {
  let looks = 0;
  const play = createPlay({ columns: 80, rows: 24, worlds: { Alpha: { host: 'a.example' } } });
  const { automation, settingsFile } = play.state;
  const look = (key: string, value: string) => ({
    get [key]() {
      looks++;
      return value;
    },
  });
  Object.assign(play.disk, { settings: undefined, automationFault: 'full' });
  const waiting = { id: -1, world: '', value: '' };
  automation.unkept = [
    Object.defineProperties(waiting as never, Object.getOwnPropertyDescriptors(look('name', 'mine'))),
  ];
  const edit = { id: -1, path: ['worlds', 'Alpha', 'host'], value: 'a.example' };
  settingsFile.unsaved = [
    Object.defineProperties(edit as never, Object.getOwnPropertyDescriptors(look('was', 'other.example'))),
  ];
  automation.variables = {
    '': new Proxy<Record<string, string>>(
      {},
      {
        ownKeys(target) {
          looks++;
          return Reflect.ownKeys(target);
        },
      },
    ),
  };
  play.disk.foreign = { 'x.tin': Array.from({ length: COUNT }, (_, at) => line(at)).join('\n') };
  play.enter('/import tintin x.tin');
  expect(play.state.imports).toBeUndefined();
  return looks;
}

test.each([
  ['variables', (at: number) => `#var {v${at}} {x}`],
  ['worlds', (at: number) => `#session {w${at}} {a${at}.example} {23}`],
])('%s', (_, line) => {
  expect(looksAtOnce(line)).toBeLessThan(COUNT / 2);
});

test('variables of automation.toml are taken with one look at those that there are', () => {
  const lines = Array.from({ length: COUNT }, (_, n) => `v${n} = "x"`).join('\n');
  const play = createPlay({ worlds: { Alpha: {} }, automation: `[variables]\n${lines}\n` });
  let looks = 0;
  const own = new Proxy<Record<string, string>>(
    {},
    {
      ownKeys(target) {
        looks++;
        return Reflect.ownKeys(target);
      },
    },
  );
  play.state.automation.variables = { '': own };
  play.state.automation.read = 'another';
  play.enter('/auto load');
  expect(own.v59).toBe('x');
  expect(looks).toBeLessThan(COUNT / 10);
});
