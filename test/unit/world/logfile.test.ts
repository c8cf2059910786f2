import { fault } from '../../../shared/fault.ts';
import { createPlay, type Play, playAlpha } from '../../support/play.ts';

const full = fault('LOG_FAILED', 'the log file cannot be written: the disk is full.');

function logging(now?: number): Play {
  const play = playAlpha({ worlds: { Alpha: { log: true } }, ...(now === undefined ? {} : { now }) });
  play.advance(200);
  return play;
}

test('lines of the game go to the file of the day, without colours and without what Clay says', () => {
  const play = logging();
  play.receive('Alpha', '\x1b[31mred\x1b[0m\r\nGrüße\r\nhalf a ');
  play.enter('/version');
  play.advance(100);
  play.receive('Alpha', 'line\r\n');
  play.advance(100);
  expect(play.disk.logs).toEqual({ 'Alpha/2024-01-15.log': 'red\nGrüße\nhalf a line\n' });
});

test('midnight starts a new file', () => {
  const play = logging(new Date(2024, 0, 15, 23, 59, 59, 700).getTime());
  play.advance(50);
  play.receive('Alpha', 'old year\r\n');
  play.advance(60);
  play.receive('Alpha', 'new year\r\n');
  play.advance(1000);
  expect(play.disk.logs).toEqual({
    'Alpha/2024-01-15.log': 'old year\n',
    'Alpha/2024-01-16.log': 'new year\n',
  });
});

test('what a full disk refuses is written later, in order, each line once, whatever reloads come in between', () => {
  const play = logging();
  play.receive('Alpha', 'one\r\n');
  play.advance(100);
  play.disk.logFault = full;
  play.receive('Alpha', 'two\r\n');
  play.advance(100);
  play.reload();
  play.receive('Alpha', 'three\r\n');
  play.advance(25_000);
  expect(play.disk.logs['Alpha/2024-01-15.log']).toBe('one\n');

  play.disk.logFault = null;
  play.receive('Alpha', 'four\r\n');
  play.advance(10_000);
  play.receive('Alpha', 'five\r\n');
  play.advance(100);
  expect(play.disk.logs['Alpha/2024-01-15.log']).toBe('one\ntwo\nthree\nfour\nfive\n');
  const told = play.output().filter(row => row.startsWith('% Alpha: the log file'));
  expect(told).toEqual(['% Alpha: the log file cannot be written:']);
});

test('a long time without room is made up for in batches', () => {
  const play = logging();
  play.enter('/setup more_mode off');
  play.disk.logFault = full;
  const text = Array.from({ length: 12_000 }, (_, i) => `line ${i}\n`).join('');
  play.receive('Alpha', text);
  play.advance(30_000);
  play.disk.logFault = null;
  play.advance(12_000);
  expect(play.disk.logs['Alpha/2024-01-15.log']).toBe(text);
});

test('after a crash the file is cut back to where the checkpoint was: what is replayed is written once', () => {
  const play = logging();
  play.receive('Alpha', 'one\r\n');
  play.advance(100);
  play.disk.logs['Alpha/2024-01-15.log'] += 'two\nthr';
  play.world('Alpha').log.cutTo = play.world('Alpha').log.size;
  play.receive('Alpha', 'two\r\n');
  play.advance(100);
  play.receive('Alpha', 'three\r\n');
  play.advance(100);
  expect(play.disk.logs['Alpha/2024-01-15.log']).toBe('one\ntwo\nthree\n');
});

test('/log starts with the next line and ends with the last one', () => {
  const play = playAlpha();
  play.receive('Alpha', 'before\r\n');
  play.enter('/log on');
  play.receive('Alpha', 'during\r\n');
  play.enter('/log off');
  play.receive('Alpha', 'after\r\n');
  play.advance(1000);
  expect(play.disk.logs).toEqual({ 'Alpha/2024-01-15.log': 'during\n' });
});

test('a world that is removed has its last lines in its log', () => {
  const play = logging();
  play.receive('Alpha', 'bye\r\n');
  play.enter('/dc');
  play.enter('/unworld Alpha');
  play.advance(1000);
  expect(play.disk.logs).toEqual({ 'Alpha/2024-01-15.log': 'bye\n' });
});

test('each world has its own log', () => {
  const play = createPlay({ worlds: { Alpha: { log: true }, Beta: { log: true }, Gamma: {} } });
  for (const name of ['Alpha', 'Beta', 'Gamma']) {
    play.enter(`/worlds ${name}`);
    play.connect(name);
    play.receive(name, `from ${name}\n`);
  }
  play.advance(200);
  expect(play.disk.logs).toEqual({
    'Alpha/2024-01-15.log': 'from Alpha\n',
    'Beta/2024-01-15.log': 'from Beta\n',
  });
});

describe('what was sent', () => {
  const logged = (settings: object = {}) => {
    const play = createPlay({ worlds: { Alpha: { log: true, log_sent: true, ...settings } } });
    play.enter('/worlds Alpha');
    play.connect('Alpha');
    return play;
  };
  const file = (play: Play) => Object.values(play.disk.logs).join('');

  test('stands where it was said, if it is asked for', () => {
    const play = logged();
    play.receive('Alpha', 'one\r\n');
    play.enter('look');
    play.receive('Alpha', 'two\r\n');
    play.enter('north');
    play.advance(1000);
    play.enter('south');
    play.advance(1000);
    expect(file(play)).toBe('one\n> look\ntwo\n> north\n> south\n');
  });

  test('is not in it otherwise, nor a password', () => {
    const play = logged({ log_sent: false });
    play.enter('look');
    play.advance(1000);
    expect(file(play)).toBe('');
    const hidden = logged();
    hidden.receive('Alpha', Buffer.from([255, 251, 1]));
    hidden.enter('secret');
    hidden.advance(1000);
    expect(file(hidden)).not.toContain('secret');
  });

  test('waits for a full disk, also through a reload, and is there once', () => {
    const play = logged();
    play.disk.logFault = fault('FULL', 'the disk is full');
    play.receive('Alpha', 'one\r\n');
    play.enter('look');
    play.advance(500);
    play.reload();
    play.receive('Alpha', 'two\r\n');
    play.enter('north');
    play.advance(500);
    play.disk.logFault = null;
    play.advance(20_000);
    expect(file(play)).toBe('one\n> look\ntwo\n> north\n');
  });

  test('a time before each line, if it is asked for', () => {
    const play = logged({ log_time: true });
    play.receive('Alpha', 'one\r\n');
    play.enter('look');
    play.advance(1000);
    expect(file(play)).toBe('12:00:00 one\n12:00:00 > look\n');
  });
});
