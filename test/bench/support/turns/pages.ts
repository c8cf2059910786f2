/** What a page in a browser asks for. */
import { type BenchKey, type BenchPage, logInBy, openBenchPage } from '../pages.ts';
import type { Act } from './scene.ts';
import { lines } from './text.ts';

const PORT = 20_000 + (process.pid % 20_000);
/** Lines of a piece, as pages ask for them. */
const PIECE = 512;
const LONG = 'word '.repeat(800);

function* long(count: number): Generator<string> {
  for (const line of lines(count)) yield `${line} ${LONG}`;
}

/** Pieces of the log, far from its end and from each other. */
function fetching(what: string, text: () => Iterable<string>): Act {
  let key: BenchKey | null = null;
  let page: BenchPage | null = null;
  return {
    what: `a page asks for far lines, ${what}`,
    tables: `[web]\nenabled = true\nport = ${PORT}\n`,
    async prepare({ say, seen }) {
      await say(text());
      key = await logInBy(await seen('/web link\r', /http:\/\/127\.0\.0\.1:\d+\/#[\w-]{22}/));
      page = await openBenchPage(key, 'Alpha');
    },
    async run() {
      if (!key || !page) return;
      const { origin, half, cookie } = key;
      for (const from of [2, 9, 5].map(piece => piece * PIECE)) {
        const address = `${origin}/lines/Alpha/${page.epoch}/${from}-${from + PIECE}`;
        const answer = await fetch(address, { headers: { cookie, 'x-clay-half': half } });
        if (!answer.ok) throw new Error(`lines were answered by ${answer.status}`);
        await answer.text();
      }
    },
    times: 2,
  };
}

export const pages: readonly Act[] = [
  fetching('200,000 lines', () => lines(200_000)),
  fetching('10,000 lines of 4,000 letters', () => long(10_000)),
];
