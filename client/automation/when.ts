/**
 * Conditions of rules: `{hp} < 100 & !resting`. A name, in braces or not, is a group, a variable or gmcp.…; `=`, `!=`, `<`, `<=`,
 * `>`, `>=` compare, numbers as numbers; `&`, `|`, `!` and parentheses join. A value alone holds unless it is empty or 0.
 */
import { type Fault, faultOf, raise } from '../../shared/fault.ts';

type LookUp = (name: string) => string;
export type Condition = (lookUp: LookUp) => boolean;
type Value = (lookUp: LookUp) => string;

const TOKEN = /\s*(?:(<=|>=|!=|==|[<>=&|!()])|\{([^{}]*)\}|"([^"]*)"|'([^']*)'|([\w.]+))\s*/y;
/** Longer ones are no condition. */
const LONGEST = 1000;

interface Token {
  readonly type: 'sign' | 'name' | 'text';
  readonly text: string;
}

/** The condition, or what is wrong with it. */
export function parseCondition(text: string): Condition | Fault {
  try {
    const tokens = tokensOf(text);
    const condition = either(tokens);
    if (tokens.length > 0) raise('CONDITION', `"${tokens[0]?.text}" is not expected there`);
    return condition;
  } catch (error) {
    return faultOf(error, 'CONDITION');
  }
}

function tokensOf(text: string): Token[] {
  if (text.length > LONGEST) raise('CONDITION', `a condition has more than ${LONGEST} characters`);
  const tokens: Token[] = [];
  const trimmed = text.trim();
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < trimmed.length) {
    const at = TOKEN.lastIndex;
    const found = TOKEN.exec(trimmed);
    if (!found) raise('CONDITION', `"${trimmed.slice(at, at + 10)}" is not understood`);
    const [, sign, braced, double, simple, word] = found;
    if (sign !== undefined) tokens.push({ type: 'sign', text: sign });
    else if (double !== undefined || simple !== undefined)
      tokens.push({ type: 'text', text: double ?? simple ?? '' });
    else if (word !== undefined && /^\d/.test(word)) tokens.push({ type: 'text', text: word });
    else tokens.push({ type: 'name', text: (braced ?? word ?? '').trim() });
  }
  return tokens;
}

function eat(tokens: Token[], ...signs: readonly string[]): string | null {
  const [first] = tokens;
  if (first?.type !== 'sign' || !signs.includes(first.text)) return null;
  tokens.shift();
  return first.text;
}

function either(tokens: Token[]): Condition {
  const choices = [both(tokens)];
  while (eat(tokens, '|')) choices.push(both(tokens));
  return lookUp => choices.some(one => one(lookUp));
}

function both(tokens: Token[]): Condition {
  const parts = [single(tokens)];
  while (eat(tokens, '&')) parts.push(single(tokens));
  return lookUp => parts.every(one => one(lookUp));
}

function single(tokens: Token[]): Condition {
  if (eat(tokens, '!')) {
    const inner = single(tokens);
    return lookUp => !inner(lookUp);
  }
  if (eat(tokens, '(')) {
    const inner = either(tokens);
    if (!eat(tokens, ')')) raise('CONDITION', 'a ( has no ) behind it');
    return inner;
  }
  const left = value(tokens);
  const sign = eat(tokens, '<', '<=', '>', '>=', '=', '==', '!=');
  if (sign === null) return lookUp => !['', '0', 'false'].includes(left(lookUp));
  const right = value(tokens);
  return lookUp => compare(sign, left(lookUp), right(lookUp));
}

function value(tokens: Token[]): Value {
  const token = tokens.shift();
  if (!token || token.type === 'sign')
    raise('CONDITION', token ? `"${token.text}" is not expected there` : 'it ends too early');
  return token.type === 'text' ? () => token.text : lookUp => lookUp(token.text);
}

function compare(sign: string, left: string, right: string): boolean {
  const order = orderOf(left, right);
  if (sign === '=' || sign === '==') return order === 0;
  if (sign === '!=') return order !== 0;
  // What is no number is neither less nor more than one.
  if (left === '' || right === '') return false;
  if (sign === '<') return order < 0;
  if (sign === '>') return order > 0;
  return sign === '<=' ? order <= 0 : order >= 0;
}

/** Less than 0, 0, or more: of numbers as such, of anything else as texts. */
function orderOf(left: string, right: string): number {
  const [one, other] = [Number(left), Number(right)];
  const areNumbers =
    Number.isFinite(one) && Number.isFinite(other) && left.trim() !== '' && right.trim() !== '';
  if (areNumbers) return one - other;
  return left < right ? -1 : left > right ? 1 : 0;
}
