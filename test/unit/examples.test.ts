/** The examples of docs/scripting.md do what they say they do. */
import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Play, playAlpha } from '../support/play.ts';

const EXAMPLES = resolve(__dirname, '../../docs/examples');
const names = readdirSync(EXAMPLES).flatMap(file => (file.endsWith('.js') ? file.slice(0, -3) : []));

function playing(name: string): Play {
  return playAlpha({ rows: 20, scripts: { [name]: readFileSync(`${EXAMPLES}/${name}.js`, 'utf8') } });
}

const EXPECTED: Readonly<Record<string, (play: Play) => void>> = {
  healer(play) {
    prompt(play, '20/100 hp>');
    play.reload();
    prompt(play, '10/100 hp>');
    expect(play.sent('Alpha').toString()).toBe('drink potion\r\n');
    play.receive('Alpha', 'You have no potion.\r\n');
    expect(play.output().join('\n')).toContain('Out of potions!');
    prompt(play, '10/100 hp>');
    expect(play.sent('Alpha').toString()).toBe('drink potion\r\ndrink potion\r\n');
  },
  counter(play) {
    play.receive('Alpha', 'You have slain an orc.\r\nYou have slain the Orc.\r\nYou have slain Bob.\r\n');
    play.enter('/kills');
    expect(play.output().join('\n')).toMatch(/2 × orc[\s\S]*1 × bob/);
    play.advance(1000);
    expect(JSON.parse(play.disk.stores.counter ?? '')).toEqual({ kills: { orc: 2, bob: 1 } });
  },
  chat(play) {
    play.receive('Alpha', "Mordred says, 'me'\r\nBob tells you, 'hi'\r\nBob arrives.\r\nBob arrives.\r\n");
    expect(play.output().join('\n')).not.toContain('Mordred');
    expect(play.sent('Alpha').toString()).toBe('wave bob\r\n');
  },
  walk(play) {
    play.enter('walk nes');
    play.receive('Alpha', 'Exits: n\r\n');
    play.reload();
    play.receive('Alpha', 'The door is closed.\r\n');
    expect(play.sent('Alpha').toString()).toBe('n\r\ne\r\n');
    expect(play.output().join('\n')).toContain('Stopped before e.');
  },
  notes(play) {
    play.enter('/scripts grant notes file:notes');
    play.enter('/note buy potions');
    answer(play, 'fault', 'there is none');
    expect(play.disk.jobs[0]?.job).toEqual({ kind: 'write', path: 'notes/notes.txt', text: 'buy potions\n' });
    play.reload();
    answer(play, 'none', '');
    expect(play.output().join('\n')).toContain('Noted.');
    play.enter('/notes');
    answer(play, 'text', 'buy potions\n');
    expect(play.output().join('\n')).toContain('buy potions');
  },
};

/** The next thing that a script has done is done. */
function answer(play: Play, how: 'none' | 'text' | 'fault', text: string): void {
  const job = play.disk.jobs.splice(0).at(-1);
  play.dispatch({ type: 'script job done', number: job!.number, how, text });
}

function prompt(play: Play, text: string): void {
  play.receive('Alpha', Buffer.concat([Buffer.from(text), Buffer.from([255, 249])]));
}

test.each(names)('%s.js', name => {
  const expected = EXPECTED[name];
  expect(expected).toBeDefined();
  expected?.(playing(name));
});
