/**
 * Several commands on a line, with a sign between them that the user has chosen. Doubled it is that sign itself. A line that
 * begins with `/` is one command, whatever stands in it.
 */

/** The commands of a line, without the blanks that follow a sign; what is empty between two of them is none. */
export function commandsIn(line: string, sign: string): string[] {
  if (!isCut(line, sign)) return [line];
  const commands: string[] = [];
  let command = '';
  for (let at = 0; at < line.length; ) {
    const next = line.indexOf(sign, at);
    if (next < 0) {
      command += line.slice(at);
      break;
    }
    command += line.slice(at, next);
    at = next + sign.length;
    if (line.startsWith(sign, at)) {
      command += sign;
      at += sign.length;
    } else {
      commands.push(command);
      command = '';
      while (line[at] === ' ') at++;
    }
  }
  const all = [...commands, command].filter(one => one !== '');
  return all.length === 0 ? [''] : all;
}

/** The command as one types it so that it stays one. */
export function asOneCommand(command: string, sign: string): string {
  return isCut(command, sign) ? command.replaceAll(sign, sign + sign) : command;
}

function isCut(line: string, sign: string): boolean {
  return sign !== '' && !line.startsWith('/') && line.includes(sign);
}
