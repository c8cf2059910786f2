// What the programs say of themselves: their --help, taken apart. Manual pages and completions are made of it, so that
// they cannot say anything else.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('../../dist/clay.js', import.meta.url));

/** Of `clay` ('') or of a program beside it: usage lines, what it does, options, and what stands below them. */
export function helpOf(program) {
  const args = [script, ...(program === '' ? [] : [program]), '--help'];
  const env = { ...process.env, NODE_EXTRA_CA_CERTS: undefined, COLUMNS: '200' };
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { env, encoding: 'utf8' });
  if (status !== 0) throw new Error(`clay ${program} --help: ${stderr}`);
  const blocks = stdout.trimEnd().split(/\n\n/);
  const [usage, ...rest] = blocks;
  const options = rest.find(block => block.startsWith('Options:')) ?? '';
  return {
    program,
    usage: usage.replace(/^Usage: /, '').split(/\n\s+/),
    text: rest.filter(block => !/^(Options|Arguments|Examples):/.test(block)),
    options: optionsIn(options),
    examples: examplesIn(rest.find(block => block.startsWith('Examples:')) ?? ''),
  };
}

/** `  -v, --version  print the version`, and lines that go on with the last one. */
function optionsIn(block) {
  const found = [];
  for (const line of block.split('\n').slice(1)) {
    const [, short, long, value, help] =
      /^ {2}(?:(-\w)(?:, )?)?(--[\w-]+)?(?: <(\w+)>)? {2,}(\S.*)$/.exec(line) ?? [];
    if (short !== undefined || long !== undefined) found.push({ short, long, value, help });
    else if (found.length > 0) found.at(-1).help += ` ${line.trim()}`;
  }
  return found;
}

function examplesIn(block) {
  const found = [];
  for (const line of block.split('\n').slice(1)) {
    const [, command, what] = /^ {2}(\S.*?)(?: {2,}(\S.*))?$/.exec(line) ?? [];
    if (command !== undefined) found.push({ command, what: what ?? '' });
    else if (found.length > 0) found.at(-1).what += line.trim();
  }
  return found;
}
