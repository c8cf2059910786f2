/** /quote: lines of a file, of a command, or of what was said, each put to use. */
import { raise } from '../../../../shared/fault.ts';
import type { Quote, Value } from '../../../state/tinyfugue/tinyfugue.ts';
import { marked, revealed } from '../../../tinyfugue/marks.ts';
import { matchesText } from '../../../tinyfugue/patterns.ts';
import { begin, quoteLines } from '../../../tinyfugue/threads.ts';
import { worldNamed } from '../../audience.ts';
import { lineAt } from '../../scrollback.ts';
import { askFile } from '../asking.ts';
import type { Job } from '../job.ts';
import { quoteLater } from '../processes.ts';
import { tinyFugueOf } from '../store.ts';
import type { ClientCommands } from './command.ts';
import { pauseOf } from './processes.ts';

export const quoteCommands: ClientCommands = { quote };

interface Asked {
  how?: string;
  world: string;
  every: number | null;
  rest: string;
}

function options(job: Job, text: string): Asked {
  const asked: Asked = { world: '', every: pauseOf(job, undefined), rest: text };
  for (;;) {
    const found = /^-(?:d(\w+)|w("[^"]*"|\S*)|(S)|(\d[\d:.]*|\.\d+)|s\S*|(P)|-)(?:\s+|$)/.exec(asked.rest);
    if (!found) return asked;
    const [all, how, world, isAtOnce, time, atPrompts] = found;
    if (how !== undefined) asked.how = how;
    if (world !== undefined)
      asked.world = revealed(world).replace(/^"(.*)"$/, '$1') || (job.world?.name ?? '');
    if (isAtOnce) asked.every = null;
    if (time !== undefined) asked.every = pauseOf(job, time);
    if (atPrompts) raise('TF', 'quote -P: at each prompt is not possible here');
    asked.rest = asked.rest.slice(all.length);
    if (all.startsWith('--')) return asked;
  }
}

function quote(job: Job, rest: string): Value {
  const asked = options(job, rest);
  const [, before = '', sign = '', behind = ''] =
    /^((?:\\.|[^'!`#\\])*)(['!`#])(.*)$/s.exec(asked.rest) ?? [];
  if (sign === '') raise('TF', "quote: one of ' ! ` # stands before what is quoted");
  const [, quoted, after = ''] = /^"((?:\\.|[^"\\])*)"(.*)$/s.exec(behind) ?? [];
  const source = quoted === undefined ? behind : quoted.replace(/\\(["\\])/g, '$1');
  const how = asked.how ?? (before.trim() === '' ? 'send' : 'exec');
  if (how !== 'echo' && how !== 'send' && how !== 'exec')
    raise('TF', `quote -d: echo, send or exec, not "${how}"`);
  const { every, world } = asked;
  return run(job, { before: before.replace(/\\(['!`#\\])/g, '$1'), after, how, every, world }, sign, source);
}

function run(job: Job, quoting: Quote, sign: string, source: string): Value {
  const { thread, turn } = job;
  if (sign === '!') raise('TF', 'quote: Clay runs no other programs for macros');
  if (sign === '`') {
    begin({ thread }, { kind: 'body', text: source, locals: {}, out: [], gives: 'quote', quote: quoting });
    return 1;
  }
  if (sign === '#') {
    quoteLines(thread, quoting, recalled(job, source), (of, lines) => quoteLater(turn, of, lines));
    return 1;
  }
  const id = ++tinyFugueOf(turn.state).last.file;
  const beside = thread.frames.findLast(({ kind }) => kind === 'file')?.path ?? '';
  thread.waits = { file: id, path: revealed(source).trim(), beside, quote: quoting };
  askFile(turn, thread.waits);
  return 1;
}

const MOST_RECALLED = 1000;

/** `/5 *pattern*`: of the last five lines, those that match; `-w` another world. */
function recalled({ turn, world }: Job, source: string): string[] {
  // What the game has said is neither an option nor a world of it, but may be how many lines, and part of the pattern.
  const [, named, count = '', pattern = ''] =
    /^(?:-w(\S+)\s+)?(?:-\S+\s+)*(?:\/?([\d\uf6b0-\uf6b9]+)\s*)?(.*)$/s.exec(source.trim()) ?? [];
  const of = named === undefined ? world : worldNamed(turn.state, revealed(named));
  if (!of) return [];
  const { next, first } = of.scrollback;
  const size = Math.min(MOST_RECALLED, Number(revealed(count) || MOST_RECALLED));
  const texts: string[] = [];
  for (let at = Math.max(first, next - size); at < next; at++) {
    const text = lineAt(of.scrollback, at, turn.readChunk)?.text;
    if (text !== undefined && (pattern === '' || matchesText(text, pattern, 'glob')))
      texts.push(marked(text));
  }
  return texts;
}
