/** Spelling with a real speller, through a reload. */
import { readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test as withAddon } from '../support/needs-reload.ts';
import { inputText, startPlaying, statusRow } from '../support/playing.ts';
import { reload } from '../support/reloading.ts';

const DICPATH = resolve(__dirname, '../support/dictionary');

withAddon(
  'misspelt words are underlined, also behind a reload; Ctrl+Q mends them and learns them',
  async () => {
    const { clay } = await startPlaying({ env: { DICPATH }, top: 'spell = "xx_XX"' });
    const isMarked = (x: number) => clay.cell(x, statusRow(clay) + 1).underline;
    clay.type('kill teh drgon now');
    await clay.waitFor(() => isMarked(5) && isMarked(9));
    expect([isMarked(0), isMarked(15)]).toEqual([false, false]);
    await reload(clay);
    expect([isMarked(0), isMarked(5), isMarked(9)]).toEqual([false, true, true]);
    clay.press('M-b Left C-q');
    await clay.waitFor('dragon');
    clay.press('Enter');
    await clay.waitFor(() => inputText(clay) === 'kill teh dragon now');
    clay.press('C-a C-f C-f C-f C-f C-f C-f C-q');
    await clay.waitFor('Add to my words');
    clay.press('a');
    await clay.waitFor(() => !isMarked(5));
    clay.type('\x15\x0b/quit\r');
    await clay.ended();
    const words = join(clay.home, 'words');
    expect([readFileSync(words, 'utf8'), statSync(words).mode & 0o777]).toEqual(['teh\n', 0o600]);
  },
);
