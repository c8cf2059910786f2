/** The library of TinyFugue, where it is installed: what of it is taken without a complaint. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { lineAt } from '../../../client/world/scrollback.ts';
import { createPlay } from '../../support/play.ts';

const LIBRARY = '/usr/share/tf5/tf-lib';
const isHere = existsSync(LIBRARY);

(isHere ? test : test.skip)('all files of the library are taken, and nothing ends the client', () => {
  const names = readdirSync(LIBRARY).filter(name => name.endsWith('.tf'));
  const texts = names.map(name => [name, readFileSync(`${LIBRARY}/${name}`, 'latin1')] as const);
  const macros = Object.fromEntries(
    texts.flatMap(([name, text]) => [
      [name, text],
      [`${LIBRARY}/${name}`, text],
    ]),
  );
  const play = createPlay({ macros, columns: 200 });
  const faulty = names.filter(name => {
    const { console: log } = play.state;
    const from = log.next;
    play.enter(`/load ${name}`);
    play.advance(200);
    const lines = Array.from(
      { length: log.next - from },
      (_, at) => lineAt(log, from + at, play.readChunk)?.text ?? '',
    );
    // `local.tf` is for whoever has installed it to write.
    const own = lines.filter(line => !/There is no file \S*\/local\.tf/.test(line));
    const isLocal = own.length < lines.length;
    return own.some(line => (isLocal ? /There is no file|lines were not taken/ : /not taken/).test(line));
  });
  expect(names).toHaveLength(57);
  expect(faulty).toEqual([]);
});
