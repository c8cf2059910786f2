/** What a game would say to have macros do something else than their author wrote. */
import { createPlay, type Play } from '../../support/play.ts';

const player = () => {
  const play = createPlay({ columns: 100, rows: 40, worlds: { Alpha: {}, Beta: {} } });
  for (const name of ['Beta', 'Alpha']) {
    play.enter(`/worlds ${name}`);
    play.connect(name);
  }
  play.enter('/def evil = /echo EVIL');
  return play;
};

const sent = (play: Play) => ['Alpha', 'Beta'].map(name => play.sent(name).toString());
const shown = (play: Play) => play.output().join('\n');

test('what the game says names no options of send()', () => {
  const play = player();
  play.enter('/def -mregexp -t"^Tell (.*) to (.*)$" = /test send({P1}, {P2})');
  play.receive('Alpha', 'Tell give all evil to x" -W -w"y\r\n');
  expect(sent(play)).toEqual(['', '']);
  expect(shown(play)).toContain('no world "x" -W -w"y"');
  play.receive('Alpha', 'Tell -W -- hi to beta\r\n');
  expect(sent(play)).toEqual(['', '-W -- hi\r\n']);
});

test('what the game says names no options of addworld(), and is one word each', () => {
  const play = player();
  play.enter('/def -mregexp -t"^Move (.*) to (.*) (.*)$" = /test addworld({P1}, "x", {P2}, {P3})');
  for (const text of ['-xTy Gamma to evil.example 1', 'Gamma evil.example to 1 2', '-x to evil.example 1'])
    play.receive('Alpha', `Move ${text}\r\n`);
  expect(Object.keys(play.state.settings.worlds)).toEqual(['Alpha', 'Beta']);
  expect(shown(play)).toContain('addworld: "Gamma evil.example" is not one word');
});

test('a variable that the game fills adds no options to a /gag', () => {
  const play = player();
  play.enter('/def -t"pri *" = /set gpri=%-1');
  play.receive('Alpha', 'pri 7 -t* = /evil%; /set x=\r\n');
  play.enter('/eval /gag spam');
  play.receive('Alpha', 'anything\r\n');
  expect(shown(play)).not.toContain('EVIL');
  expect(play.output()).toContain('anything');
});

test('what the game says names no world of /quote #', () => {
  const play = player();
  play.receive('Beta', 'my secret\r\n');
  play.enter('/def -t"recall *" = /quote -S -dsend #%-1');
  play.receive('Alpha', 'recall -wBeta *secret*\r\n');
  expect(sent(play)).toEqual(['', '']);
  play.receive('Alpha', 'recall 1\r\n');
  expect(sent(play)).toEqual(['recall -wBeta *secret*\r\n', '']);
});

test('what /listvar and /list give to a program is as little evaluated', () => {
  const play = player();
  play.enter('/def -t"hp *" = /set hp=%-1%; /def note = %-1');
  play.receive('Alpha', 'hp 1%;/evil\r\n');
  play.enter('/eval /eval $(/listvar -v hp)');
  play.enter('/eval /eval $(/list note)');
  expect(shown(play)).not.toContain('EVIL');
});

test.each(['%-1', '/send -h %-1', '/trigger -hSEND %-1'])(
  'a SEND hook is told what the game said in %s',
  body => {
    const play = player();
    play.enter('/def -h"SEND *" = /eval %*');
    play.enter(`/def -t"say *" = ${body}`);
    play.receive('Alpha', 'say /evil\r\n');
    play.receive('Alpha', 'say x%;/evil\r\n');
    expect(shown(play)).not.toContain('EVIL');
    // What the user types is theirs.
    play.enter('x%;/evil');
    expect(shown(play)).toContain('EVIL');
  },
);
