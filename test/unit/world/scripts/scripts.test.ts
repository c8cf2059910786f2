/** Scripts in a client: what they hear, what they do, what they may. */
import type { Image } from '../../../../client/state/script/scripts.ts';
import { playAlpha } from '../../../support/play.ts';

const told = (play: ReturnType<typeof playAlpha>, name = 'Alpha') => play.sent(name).toString();

test('a trigger of a script answers, with its groups', () => {
  const play = playAlpha({
    scripts: {
      greet: `clay.trigger(/^(?<who>\\w+) arrives\\.$/, m => clay.send('wave ' + m.groups.who + m[1].length));`,
    },
  });
  play.receive('Alpha', 'Bob arrives.\r\nNobody leaves.\r\n');
  expect(told(play)).toBe('wave Bob3\r\n');
});

test('lines are hidden, replaced and painted as by rules', () => {
  const play = playAlpha({
    scripts: {
      paint: `
        clay.trigger('spam', m => m.gag());
        clay.trigger('Ancient', m => m.replace('It costs $1.'));
        clay.trigger(/orc/, m => m.hilite('bold red'));`,
    },
  });
  play.receive('Alpha', 'spam\r\nThe Ancient One\r\nAn orc and an orc.\r\n');
  expect(play.output().filter(row => !row.startsWith('%'))).toEqual(['It costs $1.', 'An orc and an orc.']);
  const line = play.world('Alpha').scrollback.open.at(-1);
  expect(line?.runs.filter(({ style }) => style === '1;31').map(({ at }) => at)).toEqual([3, 14]);
});

test('memory goes through a reload, in the middle of an await', () => {
  const play = playAlpha({
    scripts: {
      count: `
        let n = 0;
        const seen = new Map();
        clay.trigger(/tick/, () => { seen.set(++n, 1); clay.send('n' + n + '/' + seen.size); });
        (async () => { const m = await clay.line(/^tell me (.*)/); await clay.wait(3000); clay.send('told ' + m[1]); })();`,
    },
  });
  play.receive('Alpha', 'tick\r\n');
  play.reload();
  play.receive('Alpha', 'tick\r\ntell me more\r\n');
  play.reload();
  play.receive('Alpha', 'tell me less\r\n');
  play.advance(2900);
  expect(told(play)).toBe('n1/1\r\nn2/2\r\n');
  play.reload();
  play.advance(100);
  play.advance(10_000);
  expect(told(play)).toBe('n1/1\r\nn2/2\r\ntold more\r\n');
});

test('what a script sends is one line of text for one line, whatever is in it, and waits while the server hides what is typed', () => {
  const play = playAlpha({
    scripts: { echo: `clay.trigger(/^say (.*)/, m => clay.send('say ' + m[1] + '\\n/quit\\x1b[2J'));` },
  });
  play.receive('Alpha', Buffer.from([255, 251, 1]));
  play.receive('Alpha', 'say ;north\r\n');
  expect(told(play)).not.toContain('say');
  play.receive('Alpha', Buffer.from([255, 252, 1]));
  play.advance(1000);
  expect(told(play)).toContain('say ;north\r\n/quit[2J\r\n');
});

test('an alias, a key, a command, hooks and timers of a script', () => {
  const play = playAlpha({
    scripts: {
      all: `
        clay.alias('k', m => clay.send('kill ' + m[1]));
        clay.alias(/^gr (.+)$/, m => clay.send('get ' + m[1]));
        clay.key('F5', () => clay.send('five'));
        clay.command('/greet', who => clay.send('hi ' + who));
        clay.hook('gmcp', told => clay.send(told.name + '=' + told.value.hp + '/' + clay.gmcp('Char.Vitals.hp')));
        clay.hook('connect', at => clay.send('here ' + at.world));
        clay.hook('disconnect', at => clay.echo('gone ' + at.world));
        clay.hook('reload', () => clay.send('again'));
        clay.hook('prompt', m => clay.send('prompt ' + m.text));
        clay.hook('sent', m => clay.echo('sent ' + m.text));
        const every = clay.every(10000, 'beat', () => clay.send('beat'));
        clay.after(25000, () => every.stop());`,
    },
  });
  const since = () => {
    const all = told(play).slice(seen);
    seen += all.length;
    return all;
  };
  let seen = told(play).length;
  play.enter('k orc');
  play.enter('gr sword');
  play.press('F5');
  play.enter('/greet Bob');
  expect(since()).toBe('kill orc\r\nget sword\r\nfive\r\nhi Bob\r\n');
  const vitals = 'Char.Vitals {"hp":7}';
  play.receive('Alpha', Buffer.from([255, 251, 201]));
  since();
  play.receive(
    'Alpha',
    Buffer.concat([Buffer.from([255, 250, 201]), Buffer.from(vitals), Buffer.from([255, 240])]),
  );
  expect(since()).toBe('Char.Vitals=7/7\r\n');
  play.receive('Alpha', Buffer.concat([Buffer.from('HP 10>'), Buffer.from([255, 249])]));
  expect(since()).toBe('prompt HP 10>\r\n');
  play.enter('look');
  expect(play.output().join('\n')).toContain('sent look');
  play.reload();
  since();
  play.advance(40_000);
  expect(since()).toBe('beat\r\nbeat\r\n');
  play.close('Alpha');
  expect(play.output().join('\n')).toContain('gone Alpha');
});

test("scripts share what all begin as: a snapshot has the rest of each, and chance is each one's own", () => {
  const source = `clay.trigger('roll', () => clay.send(String(Math.floor(Math.random() * 1e9))));`;
  const play = playAlpha({ scripts: { one: source, two: source, three: source } });
  const scripts = play.state.scripts!;
  const size = (image: Image) => ('pages' in image ? image.pages.length : Number.NaN);
  const [base] = Object.values(scripts.bases ?? {});
  expect(Object.keys(scripts.bases ?? {})).toHaveLength(1);
  for (const { rest } of Object.values(scripts.packages))
    expect(size(rest.image)).toBeLessThan(size(base!) / 3);
  play.receive('Alpha', 'roll\r\n');
  play.reload();
  play.receive('Alpha', 'roll\r\n');
  const rolled = told(play).split('\r\n').slice(0, -1);
  expect(new Set(rolled).size).toBe(6);
  play.enter('/scripts unload one');
  play.enter('/scripts unload two');
  play.enter('/scripts unload three');
  expect(play.state.scripts?.bases).toEqual({});
});

test('a long script is read elsewhere, through a reload as well; one with a mistake leaves the one before', () => {
  const long = (end: string) => `${'// A line that says nothing.\n'.repeat(400)}${end}`;
  const play = playAlpha({
    columns: 200,
    rows: 30,
  });
  play.disk.scripts.big = long(`clay.trigger('go', () => clay.send('gone'));`);
  play.enter('/load big');
  play.receive('Alpha', 'go\r\n');
  expect(told(play)).toBe('');
  play.reload();
  play.advance(1);
  play.receive('Alpha', 'go\r\n');
  expect(told(play)).toBe('gone\r\n');
  play.disk.scripts.big = long('let = = 1;');
  play.enter('/load big');
  play.advance(1);
  expect(play.output().join(' ')).toMatch(
    /big\.js: SyntaxError: .* in line 401, column 7\. It stays as it was\./,
  );
  play.receive('Alpha', 'go\r\n');
  expect(told(play)).toBe('gone\r\ngone\r\n');
  expect(play.state.scripts?.opening).toBeUndefined();
});
