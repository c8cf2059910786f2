/** Commands of bodies as statements of JavaScript. */
import { pushAll } from '../../../../shared/arrays.ts';
import { commandName } from '../names.ts';
import { argumentsOf, commandsOf, shownText, splitCommand } from '../parse.ts';
import { dynamic } from './dynamic.ts';
import { flow } from './flow.ts';
import { type Scope, type Statement, within } from './scope.ts';
import { quoted, textOf } from './text.ts';
import { later } from './timers.ts';
import { values } from './values.ts';

/** Commands that a body may have. */
const MOST_COMMANDS = 1000;

/** The statements of a body. Throws an Error with a reason. */
export function statementsOf(body: string, scope: Scope): string[] {
  const commands = closed(commandsOf(body), scope);
  if (commands.length > MOST_COMMANDS) throw new Error(`more than ${MOST_COMMANDS} commands`);
  const found: string[] = [];
  for (let at = 0; at < commands.length; at++) {
    const chain = chainAt(commands, at, scope);
    pushAll(found, chain ? flow.chain!(chain.join('\0'), scope) : statementOf(commands[at] as string, scope));
    if (chain) at += chain.length - 1;
  }
  return repeatedOnce(found);
}

/** A line for the game that a backslash leaves open ends with what is said next. */
function closed(commands: readonly string[], { file: { sign } }: Scope): string[] {
  const found: string[] = [];
  for (const command of commands) {
    const open = sendOf(found.at(-1) ?? '', sign);
    if (open === null || !/(?<!\\)(?:\\\\)*\\$/.test(open)) found.push(command);
    else {
      const more = command.startsWith(sign) ? sendOf(command, sign) : command;
      if (more === null) throw new Error('a backslash leaves a line open that nothing ends');
      found[found.length - 1] = `${sign}send {${open.slice(0, -1)}${more}}`;
    }
  }
  if (/(?<!\\)(?:\\\\)*\\$/.test(sendOf(found.at(-1) ?? '', sign) ?? ''))
    throw new Error('a backslash leaves a line open that nothing ends');
  return found;
}

/** What `#send` sends; null: it is another command. */
function sendOf(command: string, sign: string): string | null {
  const split = splitCommand(command, sign);
  return split && commandName(split.name) === 'send' ? (argumentsOf(split.rest, 1)[0] ?? '') : null;
}

/** As many of the same as are worth a loop. */
const MANY = 4;

function repeatedOnce(lines: readonly string[]): string[] {
  const found: string[] = [];
  for (let at = 0; at < lines.length; ) {
    const line = lines[at] as string;
    let end = at + 1;
    while (lines[end] === line) end++;
    const isMany = end - at >= MANY && line.endsWith(';') && !/^\s/.test(line);
    if (isMany) found.push(`for (let times = 0; times < ${end - at}; times++) ${line}`);
    else pushAll(found, lines.slice(at, end));
    at = end;
  }
  return found;
}

/** `#if` with what stands behind it and belongs to it. */
function chainAt(commands: readonly string[], from: number, { file: { sign } }: Scope): string[] | null {
  const nameAt = (at: number) => {
    const split = splitCommand(commands[at] ?? '', sign);
    return split && commandName(split.name);
  };
  const first = nameAt(from);
  if (first === 'elseif' || first === 'else') throw new Error(`#${first} has no #if before it`);
  if (first !== 'if') return null;
  let end = from + 1;
  while (nameAt(end) === 'elseif' || nameAt(end) === 'else') end++;
  return commands.slice(from, end);
}

/** One command. */
function statementOf(command: string, scope: Scope): string[] {
  const { sign, sessions } = scope.file;
  const split = splitCommand(command, sign);
  if (!split) return words(command, scope);
  const { name: typed, rest } = split;
  if (/^\d+$/.test(typed)) return flow.repeated!(`${typed} ${rest}`, scope);
  if (/^\$\w+$/.test(typed))
    return flow.repeat!(`{${typed}} ${rest.startsWith('{') ? rest : `{${rest}}`}`, scope);
  if (sessions.has(typed)) return toSession(typed, argumentsOf(rest, 1)[0] ?? '', scope);
  const name = commandName(typed);
  const statement = name === null ? undefined : named.get(name);
  if (!statement) throw new Error(`#${name ?? typed} has no counterpart in scripts`);
  return statement(rest, scope);
}

/** At the top of a file it would be sent as the script is loaded. Throws an Error then. */
function checkSends({ inBody }: Scope): void {
  if (!inBody) throw new Error('words for the game, which would be sent as the file is read');
}

/** Words for the game; a backslash at the start sends them as they are. */
function words(command: string, scope: Scope): string[] {
  if (/^[{}]/.test(command)) throw new Error(`${command.slice(0, 12)}: braces stand where a command should`);
  checkSends(scope);
  return [`${/^\\/.test(command) ? 'clay.send' : 'say'}(${textOf(command, scope)});`];
}

function toSession(name: string, text: string, scope: Scope): string[] {
  if (text.startsWith(scope.file.sign))
    throw new Error(`${scope.file.sign}${name} with a command has no counterpart`);
  checkSends(scope);
  scope.note(`/scripts grant lets it send to ${name}`);
  return [`clay.send(${textOf(text, scope)}, { world: ${quoted(name)} });`];
}

/** What is about the screen of TinTin++ alone. */
function leftOut(name: string): Statement {
  return (_rest, scope) => {
    scope.note(`#${name} is left out`);
    return [];
  };
}

const plain: Readonly<Record<string, Statement>> = {
  nop: () => [],
  ...Object.fromEntries(
    ['buffer', 'cursor', 'debug', 'info', 'message', 'screen', 'split', 'unsplit'].map(name => [
      name,
      leftOut(name),
    ]),
  ),
  cr(_rest, scope) {
    checkSends(scope);
    return ["clay.send('');"];
  },
  bell: () => ['clay.bell();'],
  send(rest, scope) {
    checkSends(scope);
    return [`clay.send(${textOf(argumentsOf(rest, 1)[0] ?? '', scope)});`];
  },
  showme(rest, scope) {
    const [text = '', row] = shownText(rest);
    if (row !== undefined) scope.note('#showme shows in the output, not in a row');
    return [`clay.echo(${textOf(text, scope)});`];
  },
  echo(rest, scope) {
    const [text = '', ...given] = argumentsOf(rest, 20);
    const all = [text, ...given].map(one => textOf(one, scope));
    return [
      given.length === 0 && !text.includes('%')
        ? `clay.echo(${all[0]});`
        : `clay.echo(format(${all.join(', ')}));`,
    ];
  },
  all(rest, scope) {
    const [text = ''] = argumentsOf(rest, 1);
    if (text.startsWith(scope.file.sign)) throw new Error('#all with a command has no counterpart');
    checkSends(scope);
    scope.note('/scripts grant lets it send to other worlds');
    return [`for (const { name } of clay.worlds) clay.send(${textOf(text, scope)}, { world: name });`];
  },
  zap(_rest, scope) {
    checkSends(scope);
    scope.note('/scripts grant lets it run /disconnect');
    return ["clay.run('/disconnect');"];
  },
  line(rest, scope) {
    const [what = '', more] = argumentsOf(rest, 2);
    // What is shown here triggers nothing in any case.
    if (/^(?:ig|ignore|verbose)$/i.test(what))
      return more === undefined ? [] : statementsOf(more, within(scope));
    if (/^log$/i.test(what)) {
      scope.note('#line log writes nothing into a file of its own: the log of the world has the line');
      return [];
    }
    if (what === '' || !'gag'.startsWith(what.toLowerCase()))
      throw new Error(`#line ${what} has no counterpart`);
    if (!scope.inLine) throw new Error('#line gag stands where no line can be hidden');
    return ['m.gag();', ...(more === undefined ? [] : statementsOf(more, within(scope)))];
  },
};

const named: ReadonlyMap<string, Statement> = new Map(
  [plain, flow, values, later, dynamic]
    .flatMap(all => Object.entries(all))
    .filter(([name]) => name !== 'chain'),
);
