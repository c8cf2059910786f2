/** Constructs that files of players have: each as it is written there, and what comes of it. */
import { createPlay } from '../../../support/play.ts';

function imported(file: string) {
  const play = createPlay({ columns: 200, rows: 200, worlds: { Alpha: {} } });
  play.enter('/worlds Alpha');
  play.connect('Alpha');
  play.disk.foreign = { 'x.tin': file };
  const list = play.answer('/import tintin x.tin').join('\n');
  play.advance(500);
  return { play, list, sent: () => play.sent('Alpha').toString().trimEnd().split('\r\n') };
}

test('a script says the name of an alias that is a rule, and a rule that of one of the script', () => {
  const { play, sent, list } = imported(
    [
      '#alias {report} {tell friend %0;rest}',
      '#alias {deep} {report deep}',
      '#alias {unused} {say unused}',
      '#action {^HP %1$} {#math {lost} {100 - %1};#if {$lost > 50} {report low;deep}}',
      '#alias {stamp} {#format {at[%0]} {%T};#if {&at[%0]} {ok %0}}',
      '#action {^You feel %1$} {stamp %1}',
    ].join('\n'),
  );
  expect(list).toContain('0 not taken');
  play.receive('Alpha', 'HP 20\r\nYou feel well\r\n');
  play.advance(3000);
  expect(sent()).toEqual(['tell friend low', 'rest', 'tell friend deep', 'rest', 'ok well']);
  expect(play.disk.scripts['import-x']).not.toContain('unused');
});

test('a body in braces on lines of its own, a ; behind the last command, arguments without braces', () => {
  const { play, sent, list } = imported(
    [
      '#var queue 0',
      '#function {inlist}',
      '{',
      '\t#list Friends fnd {%1} result;',
      '}',
      '#alias {radd} {',
      '  #if {@inlist{%1} != 0} {#show <100>%1 <110>already there<090>} {',
      '    #list Friends ins -1 %1;',
      '    #list Friends len count;',
      '    say $count of them;',
      '  }',
      '}',
      '#alias {rlist} {',
      '  #loop {1} {$count} {n}',
      '  {',
      '    say $Friends[$n]',
      '  };',
      '}',
      '#ALIAS            {@off}            {#if {$on=="on"} {#var on "off";say off} {#VAR on "on";say on}}  {5}',
      '#list Friends create {}',
    ].join('\n'),
  );
  expect(list).toContain('0 not taken');
  for (const line of ['radd Ann', 'radd Bob', 'radd Ann', 'rlist', '@off', '@off']) play.enter(line);
  play.advance(3000);
  expect(sent()).toEqual(['say 1 of them', 'say 2 of them', 'say Ann', 'say Bob', 'say on', 'say off']);
  expect(play.output().join('\n')).toContain('Ann already there');
});

test('#showme without braces shows all of it, in a rule as in a script', () => {
  const { play } = imported('#alias {a} {#show all of it %1}\n#alias {b} {#if {1} {#showme and of this}}');
  play.enter('a now');
  play.enter('b');
  play.advance(500);
  expect(play.output().join('\n')).toMatch(/all of it now[\s\S]*and of this/);
});
