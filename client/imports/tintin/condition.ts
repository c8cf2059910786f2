/** Conditions of `#if` as those of rules (automation/when.ts): comparisons of variables, arguments, numbers and texts. */
import { nameAt } from './text.ts';

/** Throws an Error with a reason. `group`: what `%1` is called in a condition. */
export function translateCondition(given: string, group: (number: number) => string | null): string {
  let done = '';
  for (let at = 0; at < given.length; ) {
    const part = partAt(given, at, group);
    done += part.text;
    at = part.end;
  }
  const condition = done.trim();
  if (condition === '') throw new Error('#if has no condition');
  return condition;
}

type Part = { readonly text: string; readonly end: number };

function partAt(text: string, at: number, group: (number: number) => string | null): Part {
  const rest = text.slice(at);
  const blank = /^\s+/.exec(rest);
  if (blank) return { text: '', end: at + blank[0].length };
  const sign = /^(===|!==|==|!=|<=|>=|<|>|&&|\|\||!|\(|\)|=)/.exec(rest)?.[1];
  if (sign !== undefined) return { text: SIGNS[sign] ?? ` ${sign} `, end: at + sign.length };
  const number = /^-?\d+(?:\.\d+)?(?![\w%])/.exec(rest)?.[0];
  if (number !== undefined)
    return { text: number.startsWith('-') ? `"${number}"` : number, end: at + number.length };
  const quoted = /^"((?:[^"\\]|\\.)*)"/.exec(rest);
  if (quoted) return { text: operandOf(quoted[1] as string, group, rest), end: at + quoted[0].length };
  const braced = /^\{([^{}]*)\}/.exec(rest);
  if (braced) return { text: operandOf(braced[1] as string, group, rest), end: at + braced[0].length };
  const bare = /^(?:[$%][^\s=!<>&|()+*/]+|&\{?[A-Za-z_]\w*\}?|[A-Za-z_]\w*)/.exec(rest);
  if (bare) return { text: operandOf(bare[0], group, rest), end: at + bare[0].length };
  throw new Error(`#if: ${rest.slice(0, 12).trim()} has no counterpart in conditions`);
}

const SIGNS: Readonly<Record<string, string>> = {
  ...{ '==': ' = ', '===': ' = ', '!==': ' != ', '&&': ' & ', '||': ' | ', '!': '!', '(': '(', ')': ')' },
};

/** A variable, an argument, or a text. */
function operandOf(text: string, group: (number: number) => string | null, rest: string): string {
  const argument = /^%(\d{1,2})$/.exec(text);
  if (argument) {
    const name = group(Number(argument[1]));
    return name === null ? '""' : `{${name}}`;
  }
  const there = /^&\{?([A-Za-z_]\w*)\}?$/.exec(text);
  if (there) return `({${there[1]}} != "")`;
  const name = text.startsWith('$') ? nameAt(text, 0) : null;
  if (name && name.end === text.length) return `{${name.name}}`;
  if (/[%$@{}*&\\]|\.\*/.test(text))
    throw new Error(
      `#if: ${rest.slice(0, 20).trim()} is a pattern or is put together, which conditions here are not`,
    );
  return text.includes('"') ? `'${text}'` : `"${text}"`;
}
