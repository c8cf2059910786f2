/**
 * Search in the log of the world on screen. Clay looks through all of it, from where one is upwards, a slice at a time; the
 * page goes from match to match and marks them. How many there are is counted meanwhile.
 */
import type { Answer, Found } from '../protocol.ts';
import { byId, onClick } from './element.ts';
import type { LogView } from './log/log.ts';
import type { Asked } from './talk/ask.ts';

export interface Find {
  /** With the text that is wanted, or the last one. */
  open(wanted?: { readonly text: string; readonly how: (typeof KINDS)[number] }): void;
  close(): void;
  isOpen(): boolean;
  /** Other lines are in the document. */
  mark(): void;
  /** What was found from line `end` on is not there any more. */
  forget(end: number): void;
}

/** More matches are not counted. */
const MOST = 5000;
/** Between two slices (ms): a page may ask so often. */
const PACE = 25;
const KINDS = ['text', 'wild', 'regexp'] as const;
const KIND_WORDS = { text: 'Text', wild: '* and ?', regexp: 'Regular expression' };

export function createFind(
  log: LogView,
  world: () => { name: string; first: number; next: number },
  ask: (question: Asked) => Promise<Answer>,
  closed: () => void,
): Find {
  const [box, field, told] = [byId('find'), byId('pattern') as HTMLInputElement, byId('matches')];
  const kindButton = byId('kind');
  /** Matches by their lines, all that are known; in which order they were found does not matter. */
  let hits = new Map<number, readonly number[]>();
  let kind: (typeof KINDS)[number] = 'text';
  let at: number | null = null;
  let isAll = false;
  let fault = '';
  let run = 0;

  function clear(): void {
    run++;
    hits = new Map();
    [at, isAll, fault] = [null, false, ''];
    mark();
    show();
  }

  function show(): void {
    const lines = [...hits.keys()].sort((a, b) => a - b);
    const count = `${lines.length}${isAll ? '' : '+'}`;
    const place = at === null ? '' : `${lines.indexOf(at) + 1} of `;
    const none = isAll ? 'Not found' : 'Searching …';
    told.textContent = field.value === '' ? '' : fault || (lines.length > 0 ? place + count : none);
  }

  function mark(): void {
    if (!('highlights' in CSS)) return;
    CSS.highlights.clear();
    if (box.hidden) return;
    const [all, here] = [new Highlight(), new Highlight()];
    for (const [line, spans] of hits) {
      const element = log.elementOf(line);
      if (!element) continue;
      for (let index = 0; index < spans.length; index += 2) {
        const range = rangeIn(element, spans[index] as number, spans[index + 1] as number);
        if (range) (line === at ? here : all).add(range);
      }
    }
    CSS.highlights.set('match', all);
    CSS.highlights.set('match-here', here);
  }

  function goTo(line: number): void {
    at = line;
    log.goTo(line);
    mark();
    show();
  }

  /** Looks through the log from the line on, to its end in that direction. False: something else is looked for by now. */
  async function look(from: number, up: boolean, mine: number, found: () => void): Promise<boolean> {
    for (let next: number | null = from; next !== null; ) {
      const { name } = world();
      const question = {
        t: 'find',
        w: name,
        text: field.value,
        how: kind,
        exact: false,
        up,
        at: next,
      } as const;
      const answer: Answer = await ask(question);
      if (mine !== run) return false;
      fault = answer.fault ?? '';
      const { hits: lines, at: rest }: Found = answer.found ?? { hits: [], at: null };
      for (const [line, ...spans] of lines) hits.set(line, spans);
      found();
      show();
      next = hits.size < MOST ? rest : null;
      if (next !== null) await new Promise(resolve => setTimeout(resolve, PACE));
    }
    return true;
  }

  async function search(): Promise<void> {
    clear();
    if (field.value === '') return;
    const mine = run;
    const start = log.isAtEnd() ? world().next : log.top() + 1;
    const goFirst = () => {
      const best = [...hits.keys()].reduce((most, line) => Math.max(most, line), -1);
      if (at === null && best >= 0) goTo(best);
      else mark();
    };
    if (!(await look(start, true, mine, goFirst))) return;
    if (!(await look(start, false, mine, goFirst))) return;
    isAll = hits.size < MOST;
    show();
  }

  function go(step: -1 | 1): void {
    const lines = [...hits.keys()].sort((a, b) => a - b);
    if (lines.length === 0) return void search();
    const here = at === null ? lines.length : lines.indexOf(at);
    goTo(lines[(here + step + lines.length) % lines.length] as number);
  }

  function close(): void {
    if (box.hidden) return;
    box.hidden = true;
    clear();
    closed();
  }

  function drawKind(): void {
    kindButton.textContent = KIND_WORDS[kind];
  }

  field.addEventListener('input', () => void search());
  box.addEventListener('submit', event => {
    event.preventDefault();
    go(-1);
  });
  box.addEventListener('keydown', event => {
    if (event.key === 'Escape') close();
    else if (event.key === 'ArrowUp') go(-1);
    else if (event.key === 'ArrowDown') go(1);
    else if (event.key === 'Enter' && event.shiftKey) go(1);
    else return;
    event.preventDefault();
  });
  onClick('find-older', () => go(-1));
  onClick('find-newer', () => go(1));
  onClick('find-close', close);
  onClick('kind', () => {
    kind = KINDS[(KINDS.indexOf(kind) + 1) % KINDS.length] as typeof kind;
    drawKind();
    void search();
  });
  drawKind();
  return {
    open(wanted) {
      box.hidden = false;
      if (wanted && wanted.text !== '') {
        field.value = wanted.text;
        kind = wanted.how;
        drawKind();
      }
      field.focus();
      field.select();
      if (field.value !== '') void search();
    },
    close,
    isOpen: () => !box.hidden,
    mark,
    forget(end) {
      if (box.hidden) return;
      hits = new Map([...hits].filter(([line]) => line < end));
      if (at !== null && at >= end) at = null;
      isAll = false;
      mark();
      show();
    },
  };
}

/** From one place of the line's text to another, whatever it is made of. */
function rangeIn(line: HTMLElement, from: number, to: number): Range | null {
  const range = new Range();
  const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
  let [passed, isBegun] = [0, false];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const length = (node as Text).length;
    if (!isBegun && from < passed + length) {
      range.setStart(node, from - passed);
      isBegun = true;
    }
    if (isBegun && to <= passed + length) {
      range.setEnd(node, to - passed);
      return range;
    }
    passed += length;
  }
  return null;
}
