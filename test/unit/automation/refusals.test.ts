/** Words that name nothing, or are too many or too few: what is said of them, and which form is right. */
import { playAlpha } from '../../support/play.ts';

const wide = { columns: 160, rows: 40, worlds: { Alpha: {}, Beta: {} } } as const;

describe('a rule for a world that is not there', () => {
  test.each([
    ['/action -w Gamma hit hit = hit back', ['Gamma']],
    ['/action -w Alpha,Gamma,Delta hit hit = hit back', ['Gamma', 'Delta']],
    ['/alias -w Gamma k kill $*', ['Gamma']],
    ['/hook -w Gamma CONNECT = look', ['Gamma']],
    ['/gag -w Gamma spam', ['Gamma']],
    ['/action -w alpha,BETA hit hit = hit back', []],
  ])('%s', (line, unknown) => {
    const play = playAlpha(wide);
    const [made, ...said] = play.answer(line);
    expect(made).toMatch(/^% New: /);
    expect(said).toEqual(unknown.map(name => `% No world is called ${name} yet.`));
  });
});

describe('/timers', () => {
  test('with a word lists those that have it', () => {
    const play = playAlpha(wide);
    play.enter('/delay -n first 5 stand');
    play.enter('/delay -n second 9 sit down');
    expect(play.answer('/timers SIT').join('\n')).toMatch(/^(?!.*first)[\s\S]*second/);
    expect(play.answer('/timers first').join('\n')).toMatch(/^(?!.*second)[\s\S]*first/);
    expect(play.answer('/timers nothing of it')).toEqual(['% No timer has "nothing of it".']);
    expect(Object.keys(play.state.automation.timers ?? {})).toEqual(['first', 'second']);
  });

  test('-d without a name ends none', () => {
    expect(playAlpha(wide).answer('/timers -d')).toEqual(['% Usage: /timers -d name.']);
  });
});

test.each([
  ['/unset', 'Usage: /unset name. /vars lists the variables.'],
  ['/unset nosuch', 'There is no variable nosuch. /vars lists them.'],
  ['/list nosuch', 'No macro matches nosuch.'],
  ['/list', 'There are no macros.'],
  ['/reload now', '/reload knows no "now"; not reloaded. Type /reload alone, or /reload --force.'],
  ['/js', 'Usage: /js [-p name] code.'],
  ['/js -p', 'Usage: /js [-p name] code.'],
  ['/js -p nosuch', 'Usage: /js [-p name] code.'],
  ['/js -p no/such 1', 'There is no script no/such. /scripts lists them, /load name loads one.'],
  ['/js -p nosuch 1', 'There is no script nosuch. /scripts lists them, /load nosuch loads one.'],
])('%s', (line, said) => {
  expect(playAlpha(wide).answer(line)).toEqual([`% ${said}`]);
});
