import { createPlay, type Play, playAlpha } from '../../support/play.ts';

function playing(automation: string): Play {
  return playAlpha({ automation });
}

test('a trigger sends what it says, with what its groups have matched, as one line', () => {
  const play = playing(
    `[[trigger]]\nname = "answer"\npattern = "* tells you: *"\nmode = "glob"\nsend = "say $1 said $2"\n`,
  );
  play.receive('Alpha', 'Bob tells you: ;quit\r\n');
  expect(play.sent('Alpha').toString()).toBe('say Bob said ;quit\r\n');
  expect(play.output()).toEqual(
    ['Bob tells you: ;quit', '> say Bob said ;quit'].map(row => row.replace('> ', '')),
  );
});

test('what a line has is never a command', () => {
  const play = playing(
    `[[trigger]]\nname = "x"\npattern = "* says"\nmode = "glob"\nbody = "$1; /echo got $1"\n`,
  );
  play.receive('Alpha', '/quit says\r\n');
  expect(play.sent('Alpha').toString()).toBe('/quit\r\n');
  expect(play.asked.map(({ type }) => type)).not.toContain('quit');
  expect(play.output()).toContain('got /quit');
});

test('a line that is hidden is not on screen, not counted, and there with F2', () => {
  const play = playAlpha({ rows: 12 });
  play.enter('/gag spam');
  play.enter('/flush');
  play.enter('/worlds -b Alpha');
  for (let n = 0; n < 4; n++) play.receive('Alpha', `one ${n}\r\nspam ${n}\r\n`);
  expect(play.output()).toEqual(['one 0', 'one 1', 'one 2', 'one 3']);
  play.reload();
  expect(play.output()).toEqual(['one 0', 'one 1', 'one 2', 'one 3']);
  play.press('F2');
  expect(play.output().join('\n')).toMatch(/x spam 3/);
});

test('more-mode waits for as many rows as if hidden lines were not there', () => {
  const rows = (gag: boolean) => {
    const play = playAlpha({ rows: 12 });
    if (gag) play.enter('/gag spam');
    play.enter('/flush');
    for (let n = 0; n < 30; n++)
      play.receive('Alpha', gag ? `spam\r\nline ${n}\r\nspam\r\n` : `line ${n}\r\n`);
    const seen = [];
    for (let page = 0; page < 5; page++) {
      seen.push(play.screen());
      play.press('Tab');
    }
    return seen;
  };
  expect(rows(true)).toEqual(rows(false));
});

test('a world with hidden lines only has nothing unseen', () => {
  const play = createPlay({ worlds: { Alpha: {}, Beta: {} }, rows: 24 });
  for (const name of ['Alpha', 'Beta']) {
    play.enter(`/worlds ${name}`);
    play.connect(name);
  }
  play.enter('/gag spam');
  play.receive('Alpha', 'spam\r\n'.repeat(100));
  expect(play.status()).not.toContain('Activity');
  play.receive('Alpha', 'news\r\nspam\r\n');
  expect(play.status()).toContain('Activity: 1');
  expect(play.answer('/connections').join('\n')).toContain('1 unseen');
});

test('a part is painted, and the colours of the game go on around it', () => {
  const play = playAlpha();
  play.enter('/hilite:red bo.');
  play.enter('/action -r paint b(o+)b = /echo painted $1');
  play.enter('/hilite -r -s green --part 1 h(i+)');
  play.enter('/flush');
  play.receive('Alpha', '\x1b[1;34mhere bo. is\x1b[0m hii\r\n');
  const { open } = play.world('Alpha').scrollback;
  expect(open.at(-1)).toMatchObject({
    text: 'here bo. is hii',
    runs: [
      { at: 0, style: '1;34' },
      { at: 5, style: '31' },
      { at: 8, style: '1;34' },
      { at: 11, style: '' },
      { at: 13, style: '32' },
    ],
  });
});

test('other words stand in the style of those that they replace', () => {
  const play = playAlpha();
  play.enter('/substitute -r (\\w+) the Great = $1');
  play.enter('/flush');
  play.receive('Alpha', '\x1b[31mBob the Great\x1b[32m and Al the Great\x1b[0m here\r\n');
  expect(play.world('Alpha').scrollback.open.at(-1)).toMatchObject({
    text: 'Bob and Al here',
    runs: [
      { at: 0, style: '31' },
      { at: 3, style: '32' },
      { at: 10, style: '' },
    ],
  });
});

test.each([['\xff\xf9'], ['\xff\xef'], ['']])('a rule acts once on a prompt, marked with %j or not', mark => {
  const play = playing(
    `[[trigger]]\nname = "heal"\npattern = '^(?<hp>\\d+)/\\d+ hp'\nmode = "regexp"\non = "prompt"\nsend = "cast heal $hp"\n`,
  );
  play.receive('Alpha', Buffer.from(`12/100 hp> ${mark}`, 'latin1'));
  play.advance(1000);
  expect(play.sent('Alpha').toString()).toBe('cast heal 12\r\n');
  play.receive('Alpha', Buffer.from(`healed.\r\n12/100 hp> ${mark}`, 'latin1'));
  play.advance(1000);
  expect(play.sent('Alpha').toString()).toBe('cast heal 12\r\n'.repeat(2));
});

test('priority says who is first, fall who is last; shots, groups, worlds and /auto who acts at all', () => {
  const rule = (name: string, more: string) =>
    `[[trigger]]\nname = "${name}"\npattern = "go"\necho = "${name}"\n${more}\n`;
  const play = playing(
    rule('low', 'priority = -1') +
      rule('twice', 'shots = 2') +
      rule('high', 'priority = 5') +
      rule('other', 'worlds = ["Beta"]') +
      rule('grouped', 'group = "g"') +
      rule('off', 'enabled = false') +
      rule(
        'stops',
        'pattern = "stop"\nfall = false\npriority = 9'.replace('pattern = "stop"\n', 'group = "stop"\n'),
      ),
  );
  const says = (line: string) => {
    play.enter('/flush');
    play.receive('Alpha', `${line}\r\n`);
    return play.output().slice(1);
  };
  play.enter('/group stop off');
  expect(says('go')).toEqual(['high', 'twice', 'grouped', 'low']);
  play.enter('/group g off');
  play.reload();
  expect(says('go')).toEqual(['high', 'twice', 'low']);
  play.reload();
  expect(says('go')).toEqual(['high', 'low']);
  play.enter('/group stop on');
  expect(says('go')).toEqual(['stops']);
  play.enter('/auto off');
  play.reload();
  expect(says('go')).toEqual([]);
  play.enter('/auto on');
  expect(says('go')).toEqual(['stops']);
});

test('chance is as likely as it says, the same again after a crash, and other numbers each time', () => {
  const play = playing(`[[trigger]]\nname = "c"\npattern = "go"\nchance = 0.5\nsend = "x"\n`);
  play.receive('Alpha', 'go\r\n'.repeat(1000));
  play.advance(0);
  const { hits } = play.state.automation.counts['trigger c'] ?? { hits: 0 };
  expect(hits).toBeGreaterThan(400);
  expect(hits).toBeLessThan(600);
});

test('cooldown keeps a rule quiet for so many seconds', () => {
  const play = playing(`[[trigger]]\nname = "c"\npattern = "go"\ncooldown = 3\nsend = "x"\n`);
  for (let second = 0; second < 7; second++) {
    play.receive('Alpha', 'go\r\n');
    play.advance(1000);
    play.reload();
  }
  expect(play.sent('Alpha').toString()).toBe('x\r\n'.repeat(3));
});

test('what rules send goes at a pace, none lost over reloads, and none while the server hides what is typed', () => {
  const play = playing(`[[trigger]]\nname = "c"\npattern = "n*"\nmode = "glob"\nsend = "$1"\n`);
  play.receive('Alpha', Array.from({ length: 50 }, (_, n) => `n${n}\r\n`).join(''));
  const count = () => play.sent('Alpha').toString().split('\n').length - 1;
  expect(count()).toBe(20);
  play.reload();
  play.advance(1000);
  expect(count()).toBe(30);
  play.receive('Alpha', Buffer.from([255, 251, 1]));
  play.advance(5000);
  play.reload();
  expect(count()).toBe(30);
  play.receive('Alpha', Buffer.from([255, 252, 1]));
  play.advance(5000);
  const lines = Buffer.from(play.sent('Alpha').filter(byte => byte < 128)).toString();
  expect(lines.match(/\d+/g)).toEqual(Array.from({ length: 50 }, (_, n) => String(n)));
});

test('a world has a pace of its own: 500 lines a second are all answered, in order, over reloads', () => {
  const play = playing(`[[trigger]]\nname = "c"\npattern = "n*"\nmode = "glob"\nsend = "$1"\n`);
  play.enter('/setup worlds.Alpha.send_pace 500');
  for (let second = 0; second < 6; second++) {
    play.receive('Alpha', Array.from({ length: 500 }, (_, n) => `n${500 * second + n}\r\n`).join(''));
    play.reload();
    play.advance(1000);
  }
  const sent = play.sent('Alpha').toString();
  expect(sent.match(/\d+/g)).toEqual(Array.from({ length: 3000 }, (_, n) => String(n)));
});

test('a thousand lines wait at most, and it is said', () => {
  const play = playing(`[[trigger]]\nname = "c"\npattern = "n"\nsend = "x"\n`);
  play.receive('Alpha', 'n\r\n'.repeat(1000));
  play.advance(0);
  play.receive('Alpha', 'n\r\n'.repeat(50));
  expect(
    play
      .world('Alpha')
      .scrollback.open.map(({ text }) => text)
      .join('\n'),
  ).toContain('1000 lines of rules wait');
});

test.each(['(a+)+$', '(x+x+)+y', '(\\w+)\\s*:'])(
  '%s on hostile text costs little, and the line is there',
  pattern => {
    const play = playAlpha();
    play.enter(`/action -r bad ${pattern} = x`);
    play.receive('Alpha', `${'a'.repeat(40)}!\r\n${'w'.repeat(1024 * 1024)}\r\n`);
    expect(play.world('Alpha').scrollback.next).toBeGreaterThan(1);
  },
);

test('rules that no time is left for are told of, once a minute at most', () => {
  const play = playAlpha();
  for (let at = 0; at < 6; at++)
    play.enter(`/action -r slow${at} (${'a?'.repeat(60)}${'a*'.repeat(30)})+\\d = x`);
  play.enter('/action -r last a = /echo found');
  const sentences = () =>
    play.world('Alpha').scrollback.open.filter(({ text }) => text.includes('could not be asked'));
  play.receive('Alpha', `${'a'.repeat(4000)}\r\n`);
  expect(sentences()).toHaveLength(1);
  play.receive('Alpha', `${'a'.repeat(4000)}\r\n`);
  expect(sentences()).toHaveLength(1);
});

test('a pattern that takes too long again and again is stopped, and says so', () => {
  const play = playAlpha();
  const slow = `(${'a?'.repeat(60)}${'a*'.repeat(30)})+\\d`;
  play.enter(`/action -r slow ${slow} = x`);
  play.enter('/flush');
  for (let n = 0; n < 3; n++) play.receive('Alpha', `${'a'.repeat(4000)}b\r\n`);
  expect(play.state.automation.counts['trigger slow']?.stopped).toBeDefined();
  play.enter('/triggers on slow');
  expect(play.state.automation.counts['trigger slow']?.stopped).toBeUndefined();
});

test('what arms a rule again is paid for by it, too: it is stopped when that takes too long', () => {
  const play = playAlpha();
  const slow = `(${'a?'.repeat(60)}${'a*'.repeat(30)})+\\d`;
  play.enter(`/action -r -n 1 --rearm "${slow}" slow go = x`);
  play.enter('/flush');
  play.receive('Alpha', 'go\r\n');
  expect(play.state.automation.counts['trigger slow']?.hits).toBe(1);
  for (let n = 0; n < 3; n++) play.receive('Alpha', `${'a'.repeat(4000)}b\r\n`);
  expect(play.state.automation.counts['trigger slow']?.stopped).toBeDefined();
});

test('a reload between any two bytes of a line fires once', () => {
  const bytes = Buffer.from('Bob tells you, hi\r\n');
  for (let cut = 0; cut <= bytes.length; cut++) {
    const play = playing(
      `[[trigger]]\nname = "t"\npattern = "Bob tells you, *"\nmode = "glob"\nsend = "say $1"\n`,
    );
    play.receive('Alpha', bytes.subarray(0, cut));
    play.reload();
    play.receive('Alpha', bytes.subarray(cut));
    play.reload();
    expect(play.sent('Alpha').toString()).toBe('say hi\r\n');
    expect(play.state.automation.counts['trigger t']?.hits).toBe(1);
  }
});
