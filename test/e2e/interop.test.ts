/**
 * Servers that others have written. Each test needs one to be installed, and CLAY_INTEROP=1 to say that the minute
 * it takes is to be spent. CLAY_INTEROP_ROOT is where Debian's packages are unpacked, if not at the root.
 */
import { type Clay, startClay } from '../support/clay.ts';
import { evennia, type Server, telnetd, telnetlib3, tinyMux } from '../support/peers.ts';
import { outputRows } from '../support/playing.ts';
import { reload } from '../support/reloading.ts';
import { settingsToml } from '../support/tls-world.ts';

function withServer(server: Server, name: string, play: (clay: Clay) => Promise<void>): void {
  const wanted = Boolean(process.env.CLAY_INTEROP);
  const why = wanted ? `not installed: ${server.from}` : 'CLAY_INTEROP is not set';
  if (!wanted || !server.isInstalled()) return test.skip(`${server.name} (${why}): ${name}`, () => {});
  // Evennia makes a data base first.
  test(`${server.name}: ${name}`, async () => play(await connect(await server.start())), 180_000);
}

async function connect(port: number): Promise<Clay> {
  const settings = settingsToml({}, { Alpha: { host: '127.0.0.1', port, log: true } });
  const clay = await startClay({ args: ['Alpha'], settings, columns: 120, rows: 120 });
  await clay.waitFor('Connected to Alpha.');
  return clay;
}

/** The rows of /telnet for these options: name, us, server. */
async function options(clay: Clay, names: readonly string[]): Promise<string[]> {
  clay.type('/telnet\r');
  await clay.waitFor('GMCP (201)');
  // In a box if there is no room for it.
  const rows = outputRows(clay).map(row => /(?:^%|│) (\S+) \(\d+\) +(.*?) {2,}(.*?)(?: *[│┃].*)?$/.exec(row));
  if (/Esc:? close/.test(outputRows(clay).join())) clay.type('q');
  return rows.flatMap(row => (row && names.includes(row[1]!) ? [`${row[1]}: ${row[2]}, ${row[3]}`] : []));
}

withServer(tinyMux, 'logs in, agrees on UTF-8, and plays on after a reload', async clay => {
  await clay.waitFor('Welcome to TinyMUX');
  clay.type('connect wizard potrzebie\r');
  await clay.waitFor('Auxiliary Room');
  clay.type('say grüße € 世界\r');
  await clay.waitFor('You say, “grüße € 世界”');
  const agreed = ['BINARY: on, on', 'TTYPE: on, off', 'EOR: refused, on', 'NAWS: on, off'];
  const names = ['BINARY', 'TTYPE', 'EOR', 'NAWS', 'NEW-ENVIRON', 'CHARSET'];
  expect(await options(clay, names)).toEqual([...agreed, 'NEW-ENVIRON: on, off', 'CHARSET: on, on']);
  await reload(clay);
  clay.type('say nach dem Neuladen: ñ\r');
  await clay.waitFor('You say, “nach dem Neuladen: ñ”');
});

withServer(
  evennia,
  'is compressed (MCCP2), tells of itself (MSSP, GMCP), and plays on after a reload',
  async clay => {
    await clay.waitFor('connect <username> <password>');
    const agreed = ['SGA: off, on', 'TTYPE: on, off', 'NAWS: on, off', 'LINEMODE: refused, off'];
    const data = ['MSDP: off, on', 'MSSP: off, on', 'MCCP2: off, on', 'MXP: off, refused', 'GMCP: off, on'];
    const names = ['SGA', 'TTYPE', 'NAWS', 'LINEMODE', 'MSDP', 'MSSP', 'MCCP2', 'MXP', 'GMCP'];
    expect(await options(clay, names)).toEqual([...agreed, ...data]);
    clay.type('connect admin Sesame-12345\r');
    await clay.waitFor('Limbo');
    await reload(clay);
    clay.type('say after €\r');
    await clay.waitFor('You say, "after €"');
    clay.type('/mssp\r');
    await clay.waitFor(/^% CODEBASE: "Evennia/m);
    clay.type('/gmcp\r');
    await clay.waitFor(/^% Logged\.In: /m);
    for (let number = 1; number <= 5; number++) {
      clay.type(`say number ${number}\r`);
      await reload(clay);
      await clay.waitFor(`You say, "number ${number}"`);
    }
  },
);

withServer(telnetlib3, 'agrees on a character set, and plays on after a reload', async clay => {
  await clay.waitFor('tel:sh>');
  const names = ['BINARY', 'TTYPE', 'NAWS', 'NEW-ENVIRON', 'CHARSET'];
  const agreed = [
    'BINARY: on, on',
    'TTYPE: on, off',
    'NAWS: on, off',
    'NEW-ENVIRON: on, off',
    'CHARSET: on, on',
  ];
  expect(await options(clay, names)).toEqual(agreed);
  clay.type('help\r');
  await clay.waitFor('quit, writer');
  await reload(clay);
  clay.type('nonsense\r');
  await clay.waitFor('no such command.');
  clay.type('quit\r');
  await clay.waitFor('the server closed the connection.');
});

withServer(telnetd, 'echoes, and plays on after a reload', async clay => {
  // The pty at the other end echoes the line, and cat says it again.
  clay.type('hällo wörld\r');
  await clay.waitFor(/hällo wörld\n.*hällo wörld/s);
  await reload(clay);
  clay.type('again €\r');
  await clay.waitFor(/again €\n.*again €/s);
});
