/** What a rule says is read once, and rules that have nothing to do with a line are not looked at. */
import { ruleSet, rulesOf } from '../../../client/automation/rules.ts';
import { playAlpha } from '../../support/play.ts';

afterEach(() => jest.restoreAllMocks());

test('a condition is read once, however many lines ask for it', () => {
  const play = playAlpha({
    automation: `[[trigger]]\nname = "t"\npattern = "go"\nsend = "x"\nwhen = "limit > 0 & world"\n`,
  });
  const exec = jest.spyOn(RegExp.prototype, 'exec');
  play.receive('Alpha', 'go\n'.repeat(50));
  const read = exec.mock.calls.filter(([text]) => text === 'limit > 0 & world').length;
  expect(read).toBeGreaterThan(0);
  expect(read).toBeLessThan(10);
});

test('what ends a block is read once, however many lines it has', () => {
  const play = playAlpha({
    automation: `[[trigger]]\nname = "t"\npattern = "go"\nmode = "glob"\nuntil = "end *"\nsend = "x"\n`,
  });
  const match = jest.spyOn(String.prototype, 'match');
  play.receive('Alpha', `go\n${'in it\n'.repeat(50)}end now\n`);
  expect(match.mock.contexts.filter(text => String(text) === 'end *').length).toBe(1);
  expect(play.state.automation.counts['trigger t']?.hits).toBe(1);
});

test('while a block is open, no rules but those that are open are looked at', () => {
  const others = Array.from(
    { length: 200 },
    (_, n) => `[[trigger]]\nname = "o${n}"\npattern = "other ${n}"\nuntil = "end"\nsend = "x"\n`,
  );
  const block = `[[trigger]]\nname = "t"\npattern = "go"\nuntil = "end"\nsend = "x"\n`;
  const play = playAlpha({ automation: others.join('') + block });
  play.receive('Alpha', 'go\n');
  const set = ruleSet(rulesOf(play.state.automation), 'line');
  play.receive('Alpha', 'in it\n');
  let looks = 0;
  const { rules, ruleAt } = set;
  const counting = new Proxy(rules, {
    get(target, key, self) {
      if (/^\d+$/.test(String(key))) looks++;
      return Reflect.get(target, key, self) as unknown;
    },
  });
  Object.defineProperty(set, 'rules', { value: counting });
  Object.assign(set, {
    ruleAt(place: number) {
      looks++;
      return ruleAt(place);
    },
  });
  play.receive('Alpha', 'in it as well\n');
  expect(looks).toBeLessThan(10);
  play.receive('Alpha', 'end\n');
  expect(play.state.automation.counts['trigger t']?.hits).toBe(1);
});
