/** A MOO and MXP under a real terminal: a text in an editor over a reload and a crash, a link that is followed behind them. */
import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { type Clay, startClay } from '../support/clay.ts';
import { startPlaying } from '../support/playing.ts';
import { processesThatMention } from '../support/processes.ts';
import { reload } from '../support/reloading.ts';
import type { Peer } from '../support/scripted-world.ts';
import { temporaryDirectory } from '../support/temporary.ts';

/** Shows the file, waits for a word on the terminal, and puts it in front of the file's text. */
const EDITOR = `#!/bin/sh
printf 'EDITING %s\\n' "$(head -n 1 "$1")"
read -r word
{ echo "$word"; cat "$1"; } > "$1.new" && cat "$1.new" > "$1" && rm "$1.new"
`;

async function playing(): Promise<{ clay: Clay; peer: Peer; key: string }> {
  const editor = `${temporaryDirectory('editor')}/editor`;
  writeFileSync(editor, EDITOR);
  chmodSync(editor, 0o755);
  const { clay, peers } = await startPlaying({ more: 'mxp = true', env: { EDITOR: editor } });
  const peer = peers[0]!;
  peer.send('#$#mcp version: 2.1 to: 2.1\r\n');
  await peer.waitFor('#$#mcp-negotiate-end');
  const [, key = ''] = /authentication-key: (\S+)/.exec(peer.received.toString()) ?? [];
  const can = `#$#mcp-negotiate-can ${key} package: dns-org-mud-moo-simpleedit min-version: 1.0 max-version: 1.0`;
  peer.send(`${can}\r\n#$#mcp-negotiate-end ${key}\r\n`);
  return { clay, peer, key };
}

async function handOver(clay: Clay, peer: Peer, key: string, line: string): Promise<void> {
  clay.type(`@edit ${line}\r`);
  await peer.waitFor(`@edit ${line}\r\n`);
  const start = `#$#dns-org-mud-moo-simpleedit-content ${key} reference: "#1:x" name: "#1:x" type: moo-code content*: "" _data-tag: 9`;
  peer.send(`${start}\r\n#$#* 9 content: ${line}\r\n#$#: 9\r\n`);
  await clay.waitFor(`EDITING ${line}`);
}

test('an editor has the terminal over a reload and a crash, and what it has made of the text is sent', async () => {
  const { clay, peer, key } = await playing();
  await handOver(clay, peer, key, 'return 1;');
  const [name = ''] = readdirSync(`${clay.home}/edits`);
  const file = `${clay.home}/edits/${name}`;
  expect([statSync(`${clay.home}/edits`).mode & 0o777, statSync(file).mode & 0o777]).toEqual([0o700, 0o600]);
  expect(readFileSync(file, 'utf8')).toBe('return 1;\n');
  await reload(clay, 'signal');
  peer.send('\x07Meanwhile.\r\n');
  clay.type('"first";\r');
  await clay.waitFor('#1:x is sent to Alpha.');
  await clay.waitFor('Meanwhile.');
  await peer.waitFor('#$#* clay1 content: "first";\r\n#$#* clay1 content: return 1;\r\n#$#: clay1\r\n');
  expect(readdirSync(`${clay.home}/edits`)).toEqual([]);
  await handOver(clay, peer, key, 'return 2;');
  const { pid } = clay;
  process.kill(pid, 'SIGSEGV');
  clay.type('"second";\r');
  await clay.waitFor('has restarted itself in place');
  await peer.waitFor('#$#* clay2 content: "second";\r\n#$#* clay2 content: return 2;\r\n#$#: clay2\r\n');
  expect(clay.pid).toBe(pid);
  // Ctrl+C in the editor is for the editor alone.
  await handOver(clay, peer, key, 'return 3;');
  clay.type('\x03');
  await clay.waitFor('#1:x is as it was: nothing is sent.');
  // The keys are Clay's again.
  clay.type('look\r');
  await peer.waitFor('look\r\n');
  expect(clay.screen().join('\n')).not.toContain('#$#');
});

test('what ends Clay ends the editor that has the terminal; its file stays', async () => {
  const { clay, peer, key } = await playing();
  await handOver(clay, peer, key, 'return 1;');
  const editor = processesThatMention(`${clay.home}/edits`);
  expect(editor).not.toEqual([]);
  process.kill(clay.pid, 'SIGTERM');
  expect(await clay.ended()).toMatchObject({ code: 143 });
  const said = clay.raw().toString();
  const [name = ''] = readdirSync(`${clay.home}/edits`);
  expect(readFileSync(`${clay.home}/edits/${name}`, 'utf8')).toBe('return 1;\n');
  expect(said).toContain(`clay: #1:x (Alpha) is not sent; it is in ${clay.home}/edits/${name}.`);
  expect(processesThatMention(`${clay.home}/edits`)).toEqual([]);
  const next = await startClay({ place: clay.place, columns: 120 });
  await next.waitFor('An earlier Clay ended with texts to be edited');
  await next.waitFor(name);
});

test('a link is followed behind a reload, and sends what the list has shown', async () => {
  const { clay, peer } = await playing();
  peer.send(Buffer.from([255, 251, 91]));
  peer.send('\x1b[1zThere is <SEND href="get sword|drop all">a swo');
  await clay.waitFor('a swo');
  await reload(clay, 'signal');
  peer.send('rd</SEND> here.\r\n');
  await clay.waitFor('There is a sword here.');
  clay.type('\x1bo');
  await clay.waitFor('drop all');
  await reload(clay, 'signal');
  await clay.waitFor('get sword');
  clay.press('Enter');
  await peer.waitFor('get sword\r\n');
  expect(peer.received.toString()).not.toContain('drop all');
});
