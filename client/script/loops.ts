/**
 * Which loop of a script never ends. The engine stops a script where a loop begins anew, and names what stands before that place:
 * a line above the loop, or the function. So the source is looked at: not read as the language has it, but for its words and
 * brackets, which is enough to find loops and functions.
 */

/** Where the engine has stopped: the function, and the place in the source (UTF-16 units); null: it has named none. */
export interface Stopped {
  readonly name: string;
  readonly at: number | null;
}

/** As the engine calls what has no name. */
export const ANONYMOUS = '<anonymous>';

interface Span {
  readonly start: number;
  readonly end: number;
}

/** Its head is that which the engine has for all of it. */
interface FunctionSpan extends Span {
  readonly head: number;
  readonly name: string;
}

interface Loop extends Span {
  /** Where the function begins that it stands in. */
  readonly within: number;
}

interface Token {
  readonly text: string;
  readonly at: number;
}

/** Of what is in no function. */
const OUTSIDE = -1;

/** Where the loop begins; what was named, if it stands in a loop or there is none to be found; null: nobody knows. */
export function placeOfLoop(source: string, { name, at }: Stopped): number | null {
  const { loops, functions } = outlineOf(source);
  const whole = { start: OUTSIDE, end: source.length };
  if (at === null) return onlyPlace(loops, functions, whole, name);
  // What is named before all else of a function is its head, or the sign before that.
  const inner = functions.filter(({ head, end }) => head - 1 <= at && at <= end).at(-1) ?? whole;
  const from = Math.max(inner.start, at);
  const own = loops.filter(({ within }) => within === inner.start);
  if (own.some(one => isIn(from, one) && from > one.start)) return at;
  return own.find(one => one.start >= from)?.start ?? at;
}

/** Nothing before it has a place of its own: it is known if there is but one. */
function onlyPlace(
  loops: readonly Loop[],
  functions: readonly FunctionSpan[],
  whole: Span,
  name: string,
): number | null {
  const meant: Span[] = functions.filter(one => one.name === name);
  if (name === ANONYMOUS) meant.push(whole);
  const found = meant.flatMap(({ start }) => loops.find(({ within }) => within === start) ?? []);
  return found.length === 1 ? (found[0]?.start ?? null) : null;
}

const isIn = (at: number, { start, end }: Span): boolean => start <= at && at <= end;

/** Keywords behind which brackets are no parameters. */
const CONTROL = new Set(['if', 'for', 'while', 'switch', 'catch', 'with', 'await']);

function outlineOf(source: string): { readonly loops: Loop[]; readonly functions: FunctionSpan[] } {
  const tokens = tokensOf(source);
  const pair = pairsOf(tokens);
  const loops: Loop[] = [];
  const functions: FunctionSpan[] = [];
  /** Those that the token is in. */
  const around: FunctionSpan[] = [];
  /** Of `do … while`: no loops of their own. */
  const tails = new Set<number>();
  for (const [index, { text, at }] of tokens.entries()) {
    while (around.length > 0 && (around.at(-1) as Span).end < at) around.pop();
    const isKey = tokens[index - 1]?.text !== '.' && tokens[index + 1]?.text !== ':';
    if (isKey && /^(?:for|while|do)$/.test(text) && !tails.has(index)) {
      const last = endOf(tokens, pair, index, 0);
      if (text === 'do') tails.add(endOf(tokens, pair, index + 1, 0) + 1);
      loops.push({
        start: at,
        end: tokens[last]?.at ?? source.length,
        within: around.at(-1)?.start ?? OUTSIDE,
      });
    } else if (text === '{') {
      const head = headOf(tokens, pair, index);
      if (!head) continue;
      const one = { ...head, start: at, end: tokens[pair.get(index) ?? -1]?.at ?? source.length };
      functions.push(one);
      around.push(one);
    }
  }
  return { loops, functions };
}

/** What stands before the bracket, if that is the body of a function. */
function headOf(
  tokens: readonly Token[],
  pair: ReadonlyMap<number, number>,
  index: number,
): Pick<FunctionSpan, 'head' | 'name'> | null {
  const isArrow = tokens[index - 1]?.text === '=>';
  const last = index - (isArrow ? 2 : 1);
  if (!isArrow && tokens[last]?.text !== ')') return null;
  let at = tokens[last]?.text === ')' ? (pair.get(last) ?? last) : last;
  const before = tokens[at - 1]?.text ?? '';
  let name = '';
  if (!isArrow && before !== 'function' && before !== '*') {
    if (!/^[\p{L}\p{N}_$#]+$/u.test(before) || CONTROL.has(before)) return null;
    name = before;
    at--;
  }
  while (/^(?:async|function|get|set|static|\*)$/.test(tokens[at - 1]?.text ?? '')) at--;
  // One without a name has that of what it becomes.
  if (name === '' && /^[=:]$/.test(tokens[at - 1]?.text ?? '')) name = tokens[at - 2]?.text ?? '';
  return { head: tokens[at]?.at ?? 0, name: name || ANONYMOUS };
}

/** Statements in statements. */
const DEEPEST = 100;

/** The last token of the statement that begins with this one. */
function endOf(
  tokens: readonly Token[],
  pair: ReadonlyMap<number, number>,
  index: number,
  depth: number,
): number {
  const text = tokens[index]?.text;
  if (text === undefined || depth > DEEPEST) return tokens.length - 1;
  const body = (at: number) => endOf(tokens, pair, at, depth + 1);
  if (text === '{') return pair.get(index) ?? tokens.length - 1;
  if (text === 'do') {
    const tail = body(index + 1) + 2;
    return pair.get(tail) ?? tail;
  }
  if (/^(?:for|while|if|with)$/.test(text)) {
    const head = index + (tokens[index + 1]?.text === 'await' ? 2 : 1);
    const end = body((pair.get(head) ?? head) + 1);
    return text === 'if' && tokens[end + 1]?.text === 'else' ? body(end + 2) : end;
  }
  for (let at = index; at < tokens.length; at++) {
    const one = tokens[at]?.text;
    if (one === ';') return at;
    if (one === '}' || one === ')' || one === ']') return at - 1;
    at = pair.get(at) ?? at;
  }
  return tokens.length - 1;
}

/** Brackets that belong together, each by the other. */
function pairsOf(tokens: readonly Token[]): Map<number, number> {
  const pairs = new Map<number, number>();
  const open: number[] = [];
  for (const [index, { text }] of tokens.entries()) {
    if (text === '(' || text === '[' || text === '{') open.push(index);
    else if (text === ')' || text === ']' || text === '}') {
      const other = open.pop();
      if (other === undefined) continue;
      pairs.set(index, other);
      pairs.set(other, index);
    }
  }
  return pairs;
}

const TOKEN =
  /(?<space>\s+|\/\/.*|\/\*[\s\S]*?(?:\*\/|$))|(?<word>[\p{L}\p{N}_$#]+)|"(?:[^"\\\n]|\\[\s\S])*"?|'(?:[^'\\\n]|\\[\s\S])*'?|=>|[\s\S]/uy;
const REGEXP = /\/(?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/\w*/y;
/** Behind these a `/` divides. */
const VALUE = /^(?:[)\]}]|["'`/].*|[\p{L}\p{N}_$#]+)$/su;
const NO_VALUE = new Set([
  'return',
  'typeof',
  'case',
  'in',
  'of',
  'do',
  'else',
  'void',
  'delete',
  'await',
  'yield',
  'throw',
]);

/** Words, texts and signs, without blanks and remarks. A template is one token, whatever it has in it. */
function tokensOf(source: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < source.length) {
    const before = tokens.at(-1)?.text ?? '';
    const end = source[at] === '`' ? templateEnd(source, at) : regexpEnd(source, at, before);
    TOKEN.lastIndex = at;
    const found = end === null ? TOKEN.exec(source) : null;
    const text = found?.[0] ?? source.slice(at, end ?? at + 1);
    if (found?.groups?.space === undefined) tokens.push({ text, at });
    at += text.length;
  }
  return tokens;
}

function regexpEnd(source: string, at: number, before: string): number | null {
  if (source[at] !== '/' || (VALUE.test(before) && !NO_VALUE.has(before))) return null;
  REGEXP.lastIndex = at;
  return REGEXP.test(source) && !/[/*]/.test(source[at + 1] ?? '') ? REGEXP.lastIndex : null;
}

/** Of a template, with those in it. */
function templateEnd(source: string, start: number): number {
  /** Brackets that are open in each `${`; outside of all of them the text is a template's. */
  const open: number[] = [];
  let isText = true;
  for (let at = start + 1; at < source.length; at++) {
    const sign = source[at];
    if (isText) {
      if (sign === '\\') at++;
      else if (sign === '`') {
        if (open.length === 0) return at + 1;
        isText = false;
      } else if (sign === '$' && source[at + 1] === '{') {
        open.push(0);
        isText = false;
        at++;
      }
    } else if (sign === '`') isText = true;
    else if (sign === '{') open[open.length - 1]!++;
    else if (sign === '}') {
      if (open.at(-1) === 0) {
        open.pop();
        isText = true;
      } else open[open.length - 1]!--;
    }
  }
  return source.length;
}
