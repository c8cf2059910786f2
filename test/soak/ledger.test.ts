/** The books of the endurance run: what they let pass, and what they find. */
import {
  allArrived,
  arrive,
  begin,
  commandsBy,
  compareLine,
  emptyLedger,
  isComplete,
  type Ledger,
  mayFollow,
  placeAt,
  type Speakers,
  startOfLog,
} from './ledger.ts';
import { commandText, lineText, promptText } from './lines.ts';

const line = (number: number) => lineText('Alpha', number, false);

/** Connections of so many lines each, the last one still open. */
function ledgerOf(...stretches: [lines: number, ending: 'open' | 'whole' | 'lossy'][]): Ledger {
  const ledger = emptyLedger('Alpha');
  for (const [lines, ending] of stretches) {
    const stretch = begin(ledger);
    stretch.last += lines;
    stretch.ending = ending;
  }
  return ledger;
}

/** What is said of a log, and whether it is complete. */
function judge(ledger: Ledger, log: readonly string[]): [string | undefined, boolean] {
  const place = startOfLog();
  const complaints = log.flatMap(text => compareLine(ledger, place, text) ?? []);
  return [complaints[0], isComplete(ledger, place)];
}

describe('a log', () => {
  it('with every line once is right', () => {
    expect(judge(ledgerOf([3, 'open']), [1, 2, 3].map(line))).toEqual([undefined, true]);
  });

  it('without its end is not complete', () => {
    expect(judge(ledgerOf([3, 'open']), [1, 2].map(line))).toEqual([undefined, false]);
  });

  it.each([
    ['lacks one', [1, 3], 'others are missing'],
    ['has one twice', [1, 2, 2], 'doubled or out of order'],
    ['has two in the wrong order', [2, 1], 'others are missing'],
  ])('that %s is wrong', (_, numbers, what) => {
    expect(judge(ledgerOf([3, 'open']), numbers.map(line))[0]).toContain(what);
  });

  it('has prompts as lines of their own', () => {
    const prompt = promptText('Alpha', 2);
    expect(judge(ledgerOf([3, 'open']), [line(1), prompt, line(3)])).toEqual([undefined, true]);
    expect(judge(ledgerOf([3, 'open']), [line(1), prompt + line(3)])[0]).toContain('number 2 was to come');
  });

  it('may have a line in parts, as one that stood still and was answered', () => {
    const parts = [line(2).slice(0, 20), line(2).slice(20, 30), line(2).slice(30)];
    const log = [line(1), ...parts, line(3)];
    expect(judge(ledgerOf([3, 'open']), log)).toEqual([undefined, true]);
    expect(judge(ledgerOf([3, 'lossy'], [1, 'open']), [...log, line(4)])).toEqual([undefined, true]);
    const [first, , last] = parts;
    expect(judge(ledgerOf([3, 'open']), [line(1), first!, last!, line(3)])[0]).toContain('to come');
    expect(judge(ledgerOf([3, 'open']), [line(1), first!, line(2), line(3)])[0]).toContain('to come');
    expect(judge(ledgerOf([3, 'open']), [line(1), line(2), first!, line(3)])[0]).toContain('to come');
  });

  it('with a changed letter is wrong', () => {
    const changed = line(1).replace(' v ', ' v x');
    expect(judge(ledgerOf([1, 'open']), [changed])[0]).toContain('Alpha: number 1 was to come');
  });

  it('may lack the end of a connection that was cut, and have half a line there', () => {
    const ledger = ledgerOf([5, 'lossy'], [2, 'open']);
    expect(judge(ledger, [1, 2, 6, 7].map(line))).toEqual([undefined, true]);
    expect(judge(ledger, [line(1), line(2), line(3).slice(0, -9), line(6), line(7)])).toEqual([
      undefined,
      true,
    ]);
  });

  it('may have half a line before it is known that its connection was cut', () => {
    const ledger = ledgerOf([5, 'open']);
    const place = startOfLog();
    const half = line(3).slice(0, -9);
    expect([line(1), line(2), half].map(text => compareLine(ledger, place, text))).toEqual([
      null,
      null,
      null,
    ]);
    ledger.stretches[0]!.ending = 'lossy';
    begin(ledger).last += 2;
    expect([6, 7].map(number => compareLine(ledger, place, line(number)))).toEqual([null, null]);
    expect(isComplete(ledger, place)).toBe(true);
  });

  it('may not lack anything of a connection that ended in order', () => {
    expect(judge(ledgerOf([2, 'whole'], [1, 'open']), [1, 3].map(line))[0]).toContain('others are missing');
  });

  it('may have half a line after all of a connection that ended in order', () => {
    const log = [line(1), line(2), line(3).slice(0, 20), line(3)];
    expect(judge(ledgerOf([2, 'whole'], [1, 'open']), log)).toEqual([undefined, true]);
  });
});

describe('a log that is seen from somewhere on', () => {
  const ledger = ledgerOf([3, 'lossy'], [3, 'open']);

  it('begins with its first whole line', () => {
    expect(placeAt(ledger, line(5))).toMatchObject({ stretch: 1, next: 5 });
    expect(placeAt(ledger, line(5).slice(9))).toBeNull();
    expect(placeAt(ledger, line(7))).toBeNull();
  });

  it('may lack only the end of a connection that was cut', () => {
    expect([2, 3, 4].map(next => mayFollow(ledger, 1, next))).toEqual([true, false, true]);
    expect([4, 5, 6].map(next => mayFollow(ledger, 4, next))).toEqual([false, true, false]);
    expect(mayFollow(ledgerOf([3, 'whole'], [3, 'open']), 2, 4)).toBe(false);
  });
});

describe('commands', () => {
  const text = (number: number, speaker = '') => commandText('Alpha', number, speaker);

  /** So many were entered by each; what is said of what has arrived. */
  function judgeArrivals(
    entered: Readonly<Record<string, number>>,
    texts: readonly string[],
    lossyUpTo = 0,
  ): [(string | null)[], boolean] {
    const speakers: Speakers = new Map();
    for (const [speaker, count] of Object.entries(entered))
      Object.assign(commandsBy(speakers, 'Alpha', speaker), { entered: count, lossyUpTo });
    const said = texts.map(one => arrive(speakers, 'Alpha', one));
    return [said, [...speakers.values()].every(allArrived)];
  }

  it('arrive once and in order', () => {
    expect(judgeArrivals({ '': 2 }, [text(1), text(2)])).toEqual([[null, null], true]);
    const [[, , wrong]] = judgeArrivals({ '': 2 }, [text(1), text(2), text(2)]);
    expect(wrong).toContain('number 2 had arrived already');
  });

  it('may be missing only up to where the client was killed', () => {
    const [[third, fifth], all] = judgeArrivals({ '': 5 }, [text(3), text(5)], 2);
    expect(third).toBeNull();
    expect(fifth).toContain('number 4 is missing');
    expect(all).toBe(false);
  });

  it('have an order for each who speaks, and none among them', () => {
    const texts = [text(1, 'page1'), text(1), text(1, 'tty1'), text(2, 'page1')];
    expect(judgeArrivals({ '': 1, page1: 2, tty1: 1 }, texts)).toEqual([[null, null, null, null], true]);
    const [[wrong], all] = judgeArrivals({ '': 1, page1: 2 }, [text(2, 'page1')]);
    expect([wrong, all]).toEqual([expect.stringContaining('number 1 is missing'), false]);
    expect(judgeArrivals({ '': 1 }, [text(1, 'page2')])[0][0]).toContain('no command of this world');
  });

  it('may begin with a slash, as what is pasted does', () => {
    const [[one, two]] = judgeArrivals({ '': 2 }, [`/${text(1)}`, `//${text(2)}`]);
    expect(one).toBeNull();
    expect(two).toContain('no command of this world');
  });

  it('with a letter lost are noticed', () => {
    expect(judgeArrivals({ '': 1 }, [text(1).slice(1)])[0][0]).toContain('no command of this world');
  });
});
