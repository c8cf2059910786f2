import { type Kept, type Situation, verdictOn } from '../../../client/crash/checkpoint-policy.ts';

function kept(is: Kept['is'], sessions: Record<string, number> = {}): Kept {
  return { is, known: new Set(Object.keys(sessions)), acked: new Map(Object.entries(sessions)) };
}

/** Nothing is under way, a journal runs, the checkpoint is in order and knows of session `a` up to byte 100. */
const QUIET: Situation = {
  kept: kept('kept', { a: 100 }),
  hasSecret: false,
  isFirst: false,
  isWriting: false,
  heard: [['a', 100]],
  hasSessions: true,
  journal: { isWhole: true, size: 0 },
  rest: 0,
  cost: 1,
  size: 0,
  buffer: 4000,
};
const ALONE: Situation = { ...QUIET, heard: [], hasSessions: false, kept: kept('kept') };
const IN_A_SECOND = { act: 'later', within: 1000 };

test.each<[string, Situation, unknown]>([
  ['bytes have come: one a second', { ...QUIET, heard: [['a', 1099]] }, IN_A_SECOND],
  ['a quarter of what the proxy keeps has come', { ...QUIET, heard: [['a', 1100]] }, { act: 'write' }],
  [
    'the same while the client rests',
    { ...QUIET, heard: [['a', 1100]], rest: 7 },
    { act: 'later', within: 7 },
  ],
  ['a session is new', { ...QUIET, heard: [['b', 0]] }, { act: 'save' }],
  ['a session is new, though the client rests', { ...QUIET, heard: [['b', 0]], rest: 7 }, { act: 'save' }],
  ['it is new, and saving is dear', { ...QUIET, heard: [['b', 0]], cost: 10 }, { act: 'save' }],
  [
    'it is new, saving is dear, the client rests',
    { ...QUIET, heard: [['b', 0]], cost: 10, rest: 7 },
    { act: 'later', within: 7 },
  ],
  ['it is new, and one is being written', { ...QUIET, heard: [['b', 0]], isWriting: true }, { act: 'write' }],
  ['the last attempt has failed', { ...QUIET, heard: [['b', 0]], kept: kept('failed') }, IN_A_SECOND],
  ['the first of an image with a session', { ...QUIET, isFirst: true }, { act: 'later', within: 50 }],
  ['the first of an image, nothing to be done', { ...ALONE, isFirst: true }, { act: 'later', within: 50 }],
  [
    'the first of an image, and the client rests for less',
    { ...QUIET, isFirst: true, heard: [['a', 1100]], rest: 7 },
    { act: 'later', within: 7 },
  ],
  ['little has changed, and the journal has it', large(900), { act: 'nothing' }],
  [
    'the same, and a quarter of what the proxy keeps has come',
    { ...large(900), heard: [['a', 1100]] },
    { act: 'ack' },
  ],
  ['much has changed', large(1000), IN_A_SECOND],
  ['much has changed, and it is urgent', { ...large(1000), heard: [['a', 1100]] }, { act: 'write' }],
  ['little has changed, and a session is new', { ...large(900), heard: [['b', 0]] }, { act: 'save' }],
  [
    'little has changed, and the journal is broken',
    { ...large(900), journal: { isWhole: false, size: 0 } },
    IN_A_SECOND,
  ],
  [
    'little has changed, and a secret is to be forgotten',
    { ...large(900), hasSecret: true },
    { act: 'later', within: 250 },
  ],
  ['a secret is to be forgotten', { ...QUIET, hasSecret: true }, { act: 'later', within: 250 }],
  ['the same without sessions', { ...ALONE, hasSecret: true }, { act: 'later', within: 250 }],
  [
    'nothing has been recorded of it',
    { ...ALONE, hasSecret: true, journal: null, kept: kept('none') },
    { act: 'nothing' },
  ],
  ['the disk is full', { ...ALONE, hasSecret: true, kept: kept('failed') }, IN_A_SECOND],
  ['no sessions, and all is kept', ALONE, { act: 'nothing' }],
  ['no sessions, and the journal is long', withJournal(4 * 1024 * 1024 + 1), { act: 'write' }],
  ['no sessions, and the journal is as long as it may be', withJournal(4 * 1024 * 1024), { act: 'nothing' }],
  ['no sessions, and the journal is broken', { ...ALONE, journal: { isWhole: false, size: 0 } }, IN_A_SECOND],
  [
    'the last session is gone: it is to be forgotten',
    { ...ALONE, kept: kept('kept', { a: 1 }) },
    IN_A_SECOND,
  ],
  ['no sessions, and none was ever written', { ...ALONE, kept: kept('none') }, IN_A_SECOND],
  ['no sessions, no journal', { ...ALONE, journal: null }, { act: 'remove' }],
  [
    'no sessions, no journal, one is being written',
    { ...ALONE, journal: null, isWriting: true },
    { act: 'nothing' },
  ],
  [
    'no sessions, no journal, none there',
    { ...ALONE, journal: null, kept: kept('none') },
    { act: 'nothing' },
  ],
  ['no journal, but a session', { ...QUIET, journal: null, isFirst: true }, IN_A_SECOND],
])('%s', (_, situation, verdict) => {
  expect(verdictOn(situation)).toEqual(verdict);
});

function withJournal(size: number): Situation {
  return { ...ALONE, journal: { isWhole: true, size } };
}

/** The checkpoint has 4,000 bytes, the journal `size`. */
function large(size: number): Situation {
  return { ...QUIET, size: 4000, journal: { isWhole: true, size } };
}
