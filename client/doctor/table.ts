/** Findings as a table for a terminal, or for a file. */
import type { Finding } from './finding.ts';

const MARKS = { ok: 'ok', hint: 'hint', fault: 'FAULT' } as const;

/** Lines of at most `columns` columns, but for long words; what to do stands below what is said. */
export function table(findings: readonly Finding[], columns: number): string {
  const longest = findings.map(({ what }) => what.length).reduce((a, b) => Math.max(a, b), 0);
  const indent = ' '.repeat('FAULT  '.length + longest + 2);
  const room = Math.max(20, columns - indent.length);
  return findings
    .flatMap(({ what, state, said, cure }) => {
      const head = `${MARKS[state].padEnd(7)}${what.padEnd(longest + 2)}`;
      const lines = [...wrap(said, room), ...(cure === undefined ? [] : wrap(`> ${cure}`, room))];
      return lines.map((line, n) => (n === 0 ? head : indent) + line);
    })
    .map(line => `${line}\n`)
    .join('');
}

/** The last line: what it comes to. */
export function summary(findings: readonly Finding[]): string {
  const count = (state: Finding['state']) => findings.filter(one => one.state === state).length;
  const [faults, hints] = [count('fault'), count('hint')];
  if (faults > 0) return `${faults} of ${findings.length} things are not as they should be.\n`;
  return hints > 0 ? `Nothing is wrong; ${hints} could be better.\n` : 'Nothing is wrong.\n';
}

function wrap(text: string, room: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > room) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
