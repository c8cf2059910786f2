/** The BatMUD set, by a stand-in: some 560 triggers as players publish them, against an oracle that is not Clay's. */
import { rulesOf } from '../../../client/automation/rules.ts';
import { lineAt } from '../../../client/world/scrollback.ts';
import { fileMacros } from '../../../client/world/tinyfugue/triggers/filing.ts';
import { createPlay, type Play } from '../../support/play.ts';
import { seeded } from '../../support/random.ts';
import { expected, inOrder, standIns, standInText, type Values } from '../../support/tinyfugue/stand-in.ts';

interface Loaded {
  readonly play: Play;
  /** What was said of the file. */
  readonly said: readonly string[];
}

function loaded(line: string): Loaded {
  const play = createPlay({
    columns: 200,
    rows: 40,
    worlds: { Alpha: { send_pace: 1000 } },
    macros: { 'bat.tf': standInText() },
  });
  play.enter('/worlds Alpha');
  play.connect('Alpha');
  const before = play.output().length;
  play.enter(line);
  for (let turn = 0; turn < 1000 && (turn === 0 || play.state.tinyfugue?.threads.length); turn++)
    play.advance(1);
  return {
    play,
    said: play
      .output()
      .slice(before)
      .filter(text => text.includes('bat.tf')),
  };
}

const LINES = 2000;

/** How many of the set are there, once the file is read. */
function taken({ state }: Play): number {
  const known = fileMacros(state)?.rules;
  return known ? rulesOf(known).all.length : 0;
}

test('the BatMUD set: every pattern is taken, by /import tf and by /load alike', () => {
  const [imported, read] = ['/import tf bat.tf', '/load bat.tf'].map(loaded) as [Loaded, Loaded];
  for (const { play, said } of [imported, read]) {
    expect(said.at(-1)).toBe(`% bat.tf: ${standIns().length} macros.`);
    expect(taken(play)).toBe(standIns().length);
  }
  expect(imported.said).toEqual(read.said);
  expect(imported.play.state.settings.macros).toEqual(['bat.tf']);
  // What -n shows is what is taken then.
  imported.play.disk.foreign = { 'bat.tf': standInText() };
  const shown = imported.play.answer('/import -n tf bat.tf').join('\n');
  expect(shown).toContain(`${standIns().length + 1} would be taken; 0 not taken`);
});

test.each([
  ['/import tf bat.tf', 1],
  ['/load bat.tf', 2],
])('the BatMUD set behind %s matches, sends and hides as the oracle has it', (command, seed) => {
  const { play } = loaded(command);
  const random = seeded(seed);
  const pick = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)] as T;
  const all = inOrder(standIns());
  const values: Values = new Map([['mood', 0]]);
  const lines = all.flatMap(({ hit, miss }) => [hit, hit, miss]);
  const more = ["Idra tells you, 'the lantern polishes gently'", 'You see nothing at all', 'Nothing happens'];
  const due = { sent: [] as string[], seen: [] as string[] };
  const seen: string[] = [];
  for (let n = 0; n < LINES; n++) {
    if (n % 100 === 0) {
      values.set('mood', Math.floor(random() * 5));
      play.enter(`/set mood=${values.get('mood')}`);
    }
    if (n % 500 === 250) play.reload();
    const line = random() < 0.1 ? pick(more) : pick(lines);
    const { sent, isSeen } = expected(all, line, 'Alpha', values);
    for (const one of sent) due.sent.push(one);
    due.seen.push(`${n} ${line}: ${isSeen ? 'seen' : 'hidden'}`);
    const from = play.world('Alpha').scrollback.next;
    play.receive('Alpha', `${line}\r\n`);
    play.advance(50);
    const { scrollback: log } = play.world('Alpha');
    const came = Array.from({ length: log.next - from }, (_, at) => lineAt(log, from + at, play.readChunk));
    const isShown = came.some(one => one?.kind === 'game' && one.text === line && !one.hidden);
    seen.push(`${n} ${line}: ${isShown ? 'seen' : 'hidden'}`);
  }
  expect(seen).toEqual(due.seen);
  expect(play.sent('Alpha').toString().split('\r\n').slice(0, -1)).toEqual(due.sent);
  expect(due.sent.length).toBeGreaterThan(LINES / 2);
  expect(due.seen.filter(one => one.endsWith(': hidden')).length).toBeGreaterThan(LINES / 20);
});
