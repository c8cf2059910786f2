/** `#if`, `#switch` and loops as JavaScript has them. */
import { pushAll } from '../../../../shared/arrays.ts';
import { commandName } from '../names.ts';
import { argumentsOf, commandsOf, splitCommand } from '../parse.ts';
import { block, type Scope, type Statement } from './scope.ts';
import { listOf, tagged, target, textOf } from './text.ts';

const LOOP: Partial<Scope> = { inLoop: true };

function argument(given: string | undefined, what: string): string {
  if (given === undefined || given.trim() === '') throw new Error(`${what} is missing`);
  return given;
}

/** A number as the expression says it. */
function number(given: string, scope: Scope): string {
  return /^\s*-?\d{1,9}\s*$/.test(given) ? String(Number(given)) : `Number(${tagged('math', given, scope)})`;
}

/** A loop whose variable is one of TinTin++, which is there behind it as well. */
function loop(head: string, name: string, body: string, scope: Scope): string[] {
  return [
    `for (const one of ${head}) {`,
    `  ${target(name, scope).assign('one')}`,
    ...block(body, scope, LOOP),
    '}',
  ];
}

export const flow: Readonly<Record<string, Statement>> = {
  /** `#if` with its `#elseif` and `#else`, with NUL between. */
  chain(rest, scope) {
    const found: string[] = [];
    let isClosed = false;
    for (const command of rest.split('\0')) {
      const split = splitCommand(command, scope.file.sign);
      const name = split && commandName(split.name);
      if (isClosed) throw new Error(`#${name} has no #if before it`);
      if (name === 'else') {
        isClosed = true;
        pushAll(found, ['} else {', ...block(argumentsOf(split?.rest ?? '', 1)[0] ?? '', scope)]);
        continue;
      }
      const [condition, yes = '', no] = argumentsOf(split?.rest ?? '', 3, 1);
      const holds = tagged('holds', argument(condition, 'the condition of #if'), scope);
      pushAll(found, [`${name === 'if' ? '' : '} else '}if (${holds}) {`, ...block(yes, scope)]);
      if (no === undefined) continue;
      isClosed = true;
      pushAll(found, ['} else {', ...block(no, scope)]);
    }
    return [...found, '}'];
  },
  switch(rest, scope) {
    const [value, body = ''] = argumentsOf(rest, 2);
    const left = argument(value, 'the value of #switch');
    const found: string[] = [];
    let other: string[] | null = null;
    for (const command of commandsOf(body)) {
      const split = splitCommand(command, scope.file.sign);
      const name = split && commandName(split.name);
      if (name !== 'case' && name !== 'default')
        throw new Error('in #switch stands something besides #case and #default');
      const [first = '', second = ''] = argumentsOf(split?.rest ?? '', name === 'case' ? 2 : 1);
      const lines = block(withoutBreak(name === 'case' ? second : first, scope), scope, { inLoop: false });
      if (name === 'default') other = lines;
      else if (other) throw new Error('#case stands behind #default');
      else
        pushAll(found, [
          `${found.length > 0 ? '} else ' : ''}if (${tagged('holds', `${left} == ${first}`, scope)}) {`,
          ...lines,
        ]);
    }
    if (found.length === 0) throw new Error('#switch has no #case');
    return [...found, ...(other ? ['} else {', ...other] : []), '}'];
  },
  foreach(rest, scope) {
    const [list = '', name, body = ''] = argumentsOf(rest, 3);
    return loop(listOf(list, scope), argument(name, 'the variable of #foreach'), body, scope);
  },
  loop(rest, scope) {
    const [from, to, name, body = ''] = argumentsOf(rest, 4);
    const [first, last] = [argument(from, 'the start of #loop'), argument(to, 'the end of #loop')];
    const head = `range(${number(first, scope)}, ${number(last, scope)})`;
    return loop(head, argument(name, 'the variable of #loop'), body, scope);
  },
  parse(rest, scope) {
    const [text = '', name, body = ''] = argumentsOf(rest, 3);
    return loop(textOf(text, scope), argument(name, 'the variable of #parse'), body, scope);
  },
  while(rest, scope) {
    const [condition, body = ''] = argumentsOf(rest, 2);
    const holds = tagged('holds', argument(condition, 'the condition of #while'), scope);
    return [`while (${holds}) {`, ...block(body, scope, LOOP), '}'];
  },
  /** `#3 north`. */
  repeated(rest, scope) {
    const [, count = '', body = ''] = /^(\d+)\s*([\s\S]*)$/.exec(rest) ?? [];
    const whole = body.startsWith('{') ? (argumentsOf(body, 1)[0] ?? '') : body;
    return [`for (let times = 0; times < ${Number(count)}; times++) {`, ...block(whole, scope, LOOP), '}'];
  },
  repeat(rest, scope) {
    const [count, body = ''] = argumentsOf(rest, 2);
    const head = `range(1, ${number(argument(count, 'the number of #repeat'), scope)})`;
    return [`for (const times of ${head}) {`, ...block(body, scope, LOOP), '}'];
  },
  break(_rest, { inLoop }) {
    if (!inLoop) throw new Error('#break stands in no loop');
    return ['break;'];
  },
  continue(_rest, { inLoop }) {
    if (!inLoop) throw new Error('#continue stands in no loop');
    return ['continue;'];
  },
  return(rest, scope) {
    if (!scope.inBody) throw new Error('#return stands in no body');
    const [value] = argumentsOf(rest, 1);
    return [value === undefined ? 'return;' : `return ${textOf(value, scope)};`];
  },
};

/** A case ends with it, as it does here by itself. */
function withoutBreak(body: string, { file: { sign } }: Scope): string {
  const commands = commandsOf(body);
  const split = splitCommand(commands.at(-1) ?? '', sign);
  return split && commandName(split.name) === 'break' ? commands.slice(0, -1).join(';') : body;
}
