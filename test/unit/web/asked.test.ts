/** What pages ask, and what their commands do: by the same hands as on the terminal. */
import { parse } from 'smol-toml';
import type { Answer, FormRow, FromPage, ToPage } from '../../../client/web/protocol.ts';
import { logIn, openPage, type Page, put, textFrame, turnOn } from '../../support/browsers.ts';
import { type Play, type PlayOptions, playAlpha } from '../../support/play.ts';

interface Asking {
  readonly play: Play;
  readonly page: Page;
  ask(question: Record<string, unknown>): Answer;
  /** Enters a text, and returns what is said to the page of it. */
  enter(text: string, w?: string): Extract<ToPage, { t: 'did' }>;
}

function asking(options: PlayOptions = {}, role: 'play' | 'watch' = 'play'): Asking {
  const play = playAlpha({ columns: 100, rows: 30, ...options });
  turnOn(play);
  const page = openPage(play, logIn(play, role));
  let [q, n] = [0, 0];
  return {
    play,
    page,
    ask(question) {
      q++;
      page.say({ ...question, q } as unknown as FromPage);
      return page.heard.find((one): one is Answer => one.t === 'answer' && one.q === q)!;
    },
    enter(text, w = 'Alpha') {
      n++;
      page.say({ t: 'say', n, w, text });
      return page.heard.filter(one => one.t === 'did').at(-1)!;
    },
  };
}

describe('completion', () => {
  const complete = (text: string, w = 'Alpha') => ({ t: 'complete', w, text, cursor: text.length });

  test('commands, as the terminal has them', () => {
    const { ask } = asking();
    const { complete: found } = ask(complete('/con'));
    expect(found).toMatchObject({ start: 0, common: '/connect', total: 2 });
    expect(found!.items.map(({ label }) => label)).toEqual(['/connect', '/connections']);
  });

  test('words that were lately said', () => {
    const { ask, play } = asking();
    play.receive('Alpha', 'The gatekeeper nods.\r\n');
    expect(ask(complete('ask gatek')).complete).toMatchObject({ start: 4, common: 'gatekeeper', total: 1 });
  });

  test('nothing of what the server hides is looked up', () => {
    const { ask, play } = asking();
    play.receive('Alpha', Buffer.from([255, 251, 1]));
    expect(ask(complete('/con')).complete).toBeNull();
  });
});

test('how the words of a link are typed so that they are one line', () => {
  const { ask, play, enter } = asking();
  play.enter('/setup command_separator ;');
  for (const words of ['kill rat;/quit', '/quit;x', '.3n', 'look']) {
    const { begun } = ask({ t: 'ask', what: 'begun', name: words });
    const before = play.sent('Alpha').length;
    enter(begun!);
    expect(play.sent('Alpha').subarray(before).toString().trim()).toBe(words);
  }
});

describe('search', () => {
  const find = (text: string, at: number, more = {}) => ({
    ...{ t: 'find', w: 'Alpha', text, how: 'text', exact: false, up: true, at },
    ...more,
  });

  test('lines above, with the places of what matches', () => {
    const { ask, play } = asking();
    play.receive('Alpha', 'a brick\r\nnothing\r\nBrick and brick\r\n');
    const { next } = play.world('Alpha').scrollback;
    const { found } = ask(find('brick', next));
    expect(found).toEqual({
      hits: [
        [next - 1, 0, 5, 10, 15],
        [next - 3, 2, 7],
      ],
      at: null,
    });
    expect(ask(find('brick', next - 2, { up: false })).found!.hits).toEqual([[next - 1, 0, 5, 10, 15]]);
  });

  test('a long log is looked through in slices, each from where the last one ended', () => {
    const { ask, play } = asking();
    for (let i = 0; i < 60; i++) play.receive('Alpha', `${'filler '.repeat(8)}\r\n`.repeat(100));
    play.receive('Alpha', 'needle\r\n');
    for (let i = 0; i < 60; i++) play.receive('Alpha', `${'filler '.repeat(8)}\r\n`.repeat(100));
    let at: number | null = play.world('Alpha').scrollback.next;
    let slices = 0;
    const hits: number[] = [];
    while (at !== null) {
      const { found }: Answer = ask(find('needle', at));
      for (const [line] of found!.hits) hits.push(line);
      at = found!.at;
      slices++;
      play.advance(50);
    }
    expect(hits).toHaveLength(1);
    expect(slices).toBeGreaterThan(3);
  });

  test('a line of a mebibyte is looked through as far as it is shown, and the search goes on', () => {
    const { ask, play } = asking();
    play.receive('Alpha', `above\r\nneedle ${'x'.repeat(1 << 20)} needle\r\n`);
    let at: number | null = play.world('Alpha').scrollback.next;
    const hits: (readonly number[])[] = [];
    for (let i = 0; at !== null && i < 50; i++) {
      const { found }: Answer = ask(find('needle', at));
      for (const hit of found!.hits) hits.push(hit);
      at = found!.at;
      play.advance(50);
    }
    expect(at).toBeNull();
    expect(hits.some(([, start, end]) => start === 0 && end === 6)).toBe(true);
  });

  test('a regular expression that is none is told; who may only watch may search', () => {
    const { ask, play } = asking({}, 'watch');
    play.receive('Alpha', 'a brick\r\n');
    const { next } = play.world('Alpha').scrollback;
    expect(ask(find('br(', next, { how: 'regexp' })).fault).toContain('no )');
    expect(ask(find('br.ck', next, { how: 'regexp' })).found!.hits).toEqual([[next - 1, 2, 7]]);
  });
});

describe('many questions at once', () => {
  const find = (q: number, at: number): FromPage => ({
    ...{ t: 'find', q, w: 'Alpha', text: 'needle', how: 'text', exact: false, up: true, at },
  });
  const play = (role: 'play' | 'watch') => {
    const all = asking({}, role);
    for (let i = 0; i < 60; i++) all.play.receive('Alpha', `${'filler '.repeat(8)}\r\n`.repeat(100));
    const { next } = all.play.world('Alpha').scrollback;
    const answers = () => all.page.heard.filter((one): one is Answer => one.t === 'answer');
    const say = (questions: FromPage[]) =>
      put(all.play, all.page.id, Buffer.concat(questions.map(textFrame)));
    return { ...all, next, answers, say };
  };

  test('of the searches of one read one looks, the others are told to ask again', () => {
    const { say, answers, next, page } = play('watch');
    say(Array.from({ length: 300 }, (_, at) => find(at, next)));
    const looked = answers().filter(({ found }) => found?.at !== next);
    expect([answers().length, looked.length]).toEqual([300, 1]);
    expect(answers().at(-1)!.found).toEqual({ hits: [], at: next });
    expect(page.closed()).toBeNull();
  });

  test('a search at the pace of the page goes on to the end; a faster one is kept waiting, and no flood', () => {
    const { ask, next, page, play: playing } = play('watch');
    let looked = 0;
    for (let i = 0; i < 600; i++) {
      const { t, ...rest } = find(0, next);
      if (ask({ t, ...rest }).found!.at !== next) looked++;
      playing.advance(25);
    }
    expect(page.closed()).toBeNull();
    // Of 15 s, in each of which there is time for 15, and of the first ones.
    expect(looked).toBeGreaterThan(300);
    expect(looked).toBeLessThan(400);
  });

  test('completions and forms share the time of one slice', () => {
    const { say, answers, page } = play('play');
    const complete = (q: number): FromPage => ({ t: 'complete', q, w: 'Alpha', text: '/con', cursor: 4 });
    say(Array.from({ length: 50 }, (_, q) => complete(q)));
    expect(answers().filter(one => one.complete)).toHaveLength(8);
    say([
      ...Array.from({ length: 8 }, (_, q) => complete(q)),
      { t: 'ask', q: 99, what: 'settings', name: '' },
    ]);
    expect(answers().at(-1)).toEqual({ t: 'answer', q: 99, fault: 'Too much is asked at once.' });
    expect(page.closed()).toBeNull();
  });
});

describe('forms', () => {
  const rowsOf = ({ form }: Answer) =>
    Object.fromEntries(form!.rows.map((row): [string, FormRow] => [row.key, row]));

  test('the settings are those of /setup, the TLS Proxy toggle among them', () => {
    const { ask } = asking();
    const rows = rowsOf(ask({ t: 'ask', what: 'settings', name: '' }));
    expect(rows.tls_proxy).toMatchObject({ label: 'TLS Proxy', type: 'toggle', value: 'false' });
    expect(rows.theme).toMatchObject({ type: 'choice', choices: ['dark', 'light'] });
  });

  test('what was changed is in force and saved, and told', () => {
    const { ask, play } = asking();
    const values = { tls_proxy: 'true', input_height: '5' };
    const { told } = ask({ t: 'set', what: 'settings', name: '', values, press: 'save' });
    expect(told).toContain('TLS Proxy: true');
    expect(play.state.settings).toMatchObject({ tls_proxy: true, input_height: 5 });
    expect(play.asked).toContainEqual(expect.objectContaining({ type: 'save settings' }));
  });

  test('a value that is not possible is refused, with the row and the reason, and nothing is changed', () => {
    const { ask, play } = asking();
    const values = { tls_proxy: 'true', input_height: '500' };
    const answer = ask({ t: 'set', what: 'settings', name: '', values, press: 'save' });
    expect(answer).toMatchObject({ key: 'input_height', fault: expect.stringContaining('from 1 to 20') });
    expect(play.state.settings).toMatchObject({ tls_proxy: false, input_height: 3 });
  });

  test('secrets go in and never come out', () => {
    const worlds = {
      Alpha: { password: 'hunter2', password_command: 'pass x', proxy: 'socks5://me:swordfish@127.0.0.1:1' },
    };
    const { ask, play, page } = asking({ worlds });
    const rows = rowsOf(ask({ t: 'ask', what: 'world', name: 'Alpha' }));
    for (const key of ['password', 'password_command', 'proxy'])
      expect(rows[key]).toMatchObject({ type: 'secret', value: '', kept: true });
    const set = (values: Record<string, string>) =>
      ask({ t: 'set', what: 'world', name: 'Alpha', values, press: 'save' });
    expect(set({ port: '4444' }).fault).toBeUndefined();
    expect(play.state.settings.worlds.Alpha).toMatchObject({ ...worlds.Alpha, port: 4444 });
    expect(set({ password: 'correct horse', password_command: '' }).fault).toBeUndefined();
    expect(play.state.settings.worlds.Alpha).toMatchObject({
      password: 'correct horse',
      password_command: '',
    });
    expect(JSON.stringify(page.heard)).not.toMatch(/hunter2|pass x|swordfish|correct horse/);
  });

  test('a new world is saved and connected', () => {
    const { ask, play } = asking();
    const values = { name: 'Beta', host: 'mud.example.org:4201' };
    expect(ask({ t: 'set', what: 'new world', name: '', values: { name: '' }, press: 'save' })).toMatchObject(
      {
        key: 'name',
      },
    );
    expect(ask({ t: 'set', what: 'new world', name: '', values, press: 'connect' }).fault).toBeUndefined();
    expect(play.state.settings.worlds.Beta).toMatchObject({ host: 'mud.example.org', port: 4201 });
    expect(play.world('Beta').phase).toBe('connecting');
    // On the terminal nothing has moved.
    expect(play.terminal.current).toBe('Alpha');
    expect(play.terminal.dialogs).toEqual([]);
  });

  test('a world is removed after the question of the terminal, and by the same hands: in use or not', () => {
    const { ask, play, page } = asking({ worlds: { Alpha: { password: 'hunter2' }, Beta: {} } });
    const about = { what: 'remove world', name: 'Alpha' };
    const { form } = ask({ t: 'ask', ...about });
    expect(form).toMatchObject({ title: 'Delete Alpha?', rows: [] });
    expect(form!.text!.join(' ')).toMatch(/with its user and its password.*It is in use/);
    // Neither the question nor another button does it.
    for (const press of ['keep', 'save'])
      expect(ask({ t: 'set', ...about, values: {}, press }).fault).toBeDefined();
    expect(play.state.settings.worlds.Alpha).toBeDefined();
    play.reload();
    const { told } = ask({ t: 'set', ...about, values: {}, press: 'remove' });
    expect(told).toContain('World Alpha is removed; its logs stay.');
    expect(play.state.settings.worlds.Alpha).toBeUndefined();
    expect(page.heard).toContainEqual({ t: 'gone', w: 'Alpha' });
    expect(play.terminal.dialogs).toEqual([]);
    expect(ask({ t: 'set', ...about, values: {}, press: 'remove' }).fault).toContain('any more');
    expect(ask({ t: 'set', what: 'world', name: 'Beta', values: {}, press: 'remove' }).fault).toBeDefined();
  });

  test('a form that there is not, a world that is gone, and names that every object has', () => {
    const { ask, play } = asking();
    expect(ask({ t: 'ask', what: 'worlds', name: '' }).fault).toContain('no such form');
    expect(ask({ t: 'ask', what: 'world', name: 'constructor' }).fault).toContain('no such form');
    const values = JSON.parse('{"__proto__": "x", "constructor": "y", "theme": "light"}');
    expect(ask({ t: 'set', what: 'settings', name: '', values, press: 'save' }).fault).toBeUndefined();
    expect(play.state.settings.theme).toBe('light');
    expect(ask({ t: 'set', what: 'settings', name: '', values, press: 'cancel' }).fault).toBeDefined();
  });

  test('who may only watch changes nothing, and learns nothing of it', () => {
    const { ask, play } = asking({}, 'watch');
    for (const question of [
      { t: 'ask', what: 'settings', name: '' },
      { t: 'ask', what: 'history', name: 'Alpha' },
      { t: 'set', what: 'settings', name: '', values: { theme: 'light' }, press: 'save' },
      { t: 'ask', what: 'remove world', name: 'Alpha' },
      { t: 'set', what: 'remove world', name: 'Alpha', values: {}, press: 'remove' },
      { t: 'complete', w: 'Alpha', text: '/con', cursor: 4 },
    ])
      expect(ask(question)).toEqual({
        t: 'answer',
        q: expect.any(Number),
        fault: 'This login may only watch.',
      });
    expect(play.state.settings.theme).toBe('dark');
    expect(play.state.settings.worlds.Alpha).toBeDefined();
  });
});

describe('what is entered', () => {
  test('several lines are several commands; // sends a line that starts with /', () => {
    const { enter, play } = asking();
    enter('north\n\n//shrug\nlook');
    expect(play.sent('Alpha').toString()).toBe('north\r\n\r\n/shrug\r\nlook\r\n');
  });

  test('it is in the history of all, but for what is hidden or a secret', () => {
    const { enter, ask, play } = asking();
    enter('north');
    enter('/setup worlds.Alpha.password hunter2');
    enter('connect bob swordfish');
    play.receive('Alpha', Buffer.from([255, 251, 1]));
    enter('/swordfish');
    expect(play.sent('Alpha').toString()).toContain('/swordfish');
    expect(play.state.history).toEqual(expect.arrayContaining(['north']));
    expect(play.state.history.join()).not.toMatch(/hunter2|swordfish/);
    expect(ask({ t: 'ask', what: 'history', name: 'Alpha' }).history!.at(-1)).toBe('north');
  });

  test('a line that goes to a world which hides what is typed is not sent there', () => {
    const { enter, play } = asking({ worlds: { Alpha: {}, Beta: {} } });
    play.enter('/connect Beta');
    play.connect('Beta');
    play.receive('Beta', Buffer.from([255, 251, 1]));
    enter('/worlds Beta\nin the open');
    expect(play.sent('Beta').toString('latin1')).not.toContain('open');
    play.enter('/worlds Beta');
    expect(play.output().join(' ')).toContain('Beta: not sent, because');
  });

  test('a short answer stands in the log, a long one comes as a text', () => {
    const { enter, play } = asking();
    expect(enter('/version')).toEqual({ t: 'did', n: 1 });
    expect(play.output().join(' ')).toContain('Clay 1.2.3');
    const { text } = enter('/help');
    expect(text!.title).toContain('/help');
    expect(text!.lines.length).toBeGreaterThan(40);
    expect(play.terminal.dialogs).toEqual([]);
  });

  test('what has a box of its own is opened on the page; what needs a terminal says so', () => {
    const { enter, play } = asking();
    expect(enter('/setup')).toMatchObject({ open: 'settings' });
    expect(enter('/worlds')).toMatchObject({ open: 'worlds' });
    expect(enter('/rules')).toMatchObject({ open: 'rules' });
    expect(enter('/rules -l')).toMatchObject({ open: 'rules' });
    expect(enter('/worlds -e Alpha')).toMatchObject({ open: 'world', name: 'Alpha' });
    enter('/quit');
    expect(play.asked.map(({ type }) => type)).not.toContain('quit');
    expect(play.output().join(' ')).toContain('/quit is for the terminal');
  });

  test.each([
    ['/links', ['% /links is for the terminal: here a link is clicked']],
    ['/copy now', ['% /copy is for the terminal: here text is selected']],
    ['/menu', ['% /menu is for the terminal; it does nothing here.']],
    ['/map', ['% The map is shown. Alpha: it is not known where you are']],
    ['/worlds Alhpa', ['% There is no world "Alhpa". Did you mean Alpha?']],
  ])('%s stands above what is said of it', (typed, said) => {
    const { enter, play } = asking();
    const { next } = play.world('Alpha').scrollback;
    enter(typed);
    const lines = play.world('Alpha').scrollback.open.slice(-(play.world('Alpha').scrollback.next - next));
    const [first, ...others] = lines.map(({ text }) => text.replace(/^% /, ''));
    expect(first).toBe(typed);
    expect(others.map((text, at) => `% ${text}`.startsWith(said[at] ?? '?'))).toEqual(said.map(() => true));
  });

  test('/map is answered when it goes away, too', () => {
    const { enter, play } = asking({ settings: { map_pane: true } });
    enter('/map');
    expect(play.output().slice(-2)).toEqual(['% /map', '% The map is shown no longer.']);
  });

  test('/recall prints what it finds at once; what takes longer, /find and /grep open the search of the page', () => {
    const { enter, play } = asking();
    play.receive('Alpha', 'A dragon comes.\r\nAn elf waves.\r\n');
    const before = play.world('Alpha').scrollback.next;
    expect(enter('/recall -q dragon')).toEqual({ t: 'did', n: 1 });
    expect(play.world('Alpha').scrollback.next).toBeGreaterThan(before + 1);
    expect(play.output().at(-1)).toContain('A dragon comes.');
    const lines = Array.from({ length: 5_000 }, (_, at) => `line ${at} of a long evening without one\r\n`);
    for (let at = 0; at < lines.length; at += 500) play.receive('Alpha', lines.slice(at, at + 500).join(''));
    expect(enter('/recall drag*')).toMatchObject({ search: { text: 'drag*', how: 'wild' } });
    expect(enter('/find -e A dragon')).toMatchObject({ search: { text: 'A dragon', how: 'text' } });
    expect(enter('/grep -r ^An? d')).toMatchObject({ search: { text: '^An? d', how: 'regexp' } });
    // Nothing of it goes on where nobody sees it, and the host is asked for nothing.
    expect(Object.keys(play.state.timers).filter(name => name.endsWith(' page'))).toEqual([]);
    expect(play.asked.filter(({ type }) => type === 'search logs')).toEqual([]);
    enter('/copy');
    expect(play.output().join(' ')).toContain('/copy is for the terminal: here text is selected');
  });

  test('a command that goes to another world takes the page there, and the terminal nowhere', () => {
    const { enter, play } = asking({ worlds: { Alpha: {}, Beta: {} } });
    expect(enter('/worlds Beta')).toMatchObject({ go: 'Beta' });
    expect(play.terminal.current).toBe('Alpha');
  });
});

describe('what comes by itself', () => {
  test('how much what is unread matters', () => {
    const { page, play } = asking({ worlds: { Alpha: {}, Beta: { highlight: ['raven'] } } });
    const weight = () =>
      page.heard
        .flatMap(one => (one.t === 'world' && one.world.w === 'Beta' ? [one.world.weight] : []))
        .at(-1);
    play.enter('/connect Beta');
    play.connect('Beta');
    play.enter('/worlds Alpha');
    play.receive('Beta', 'A gull.\r\n');
    expect(weight()).toBe('text');
    play.receive('Beta', 'A raven!\r\n');
    expect(weight()).toBe('highlight');
  });

  test('what the server tells of the character, as the formats of the bar say', () => {
    const { page, play } = asking({
      settings: {
        status: { left: '{world}  hp {gmcp.Char.Vitals.hp|gauge:4:gmcp.Char.Vitals.max}', right: '{clock}' },
      },
    });
    play.receive('Alpha', Buffer.from([255, 251, 201]));
    const told = 'Char.Vitals {"hp":1,"max":8}';
    play.receive('Alpha', Buffer.from([255, 250, 201, ...Buffer.from(told), 255, 240]));
    const vitals = page.heard.flatMap(one => (one.t === 'world' ? [one.world.vitals] : [])).at(-1);
    expect(vitals).toEqual([
      ['hp', ''],
      [' ', ''],
      ['█░░░', '31'],
    ]);
  });

  test('the map around the room that the server tells of, while it is to be seen', () => {
    const { page, play } = asking({ settings: { map_pane: true } });
    const map = () => page.heard.flatMap(one => (one.t === 'world' ? [one.world.map] : [])).at(-1);
    play.receive('Alpha', Buffer.from([255, 251, 201]));
    const told = 'Room.Info {"num":1,"name":"Old Gate","exits":{"e":2}}';
    play.receive('Alpha', Buffer.from([255, 250, 201, ...Buffer.from(told), 255, 240]));
    const [name, ...rows] = map() ?? [];
    expect(name).toBe('Old Gate');
    expect(rows.join('\n')).toContain('[@]─[?]');
    play.enter('/setup map_pane off');
    expect(map()).toEqual([]);
  });

  test('that a new build is being tried stands over the page until it is not', () => {
    const { page, play } = asking();
    const old = openPage(play, logIn(play, 'play', 'another'), 'old', 1);
    const signs = () => page.heard.flatMap(one => (one.t === 'sign' ? [one.text] : []));
    play.dispatch({ type: 'trial', isSlow: true });
    play.receive('Alpha', 'meanwhile\r\n');
    expect(signs()).toEqual(['Trying the new build ...']);
    play.dispatch({ type: 'trial', isSlow: false });
    expect(signs()).toEqual(['Trying the new build ...', '']);
    expect(old.heard.map(({ t }) => t)).not.toContain('sign');
  });

  test('which page this build has; one of the first version is told nothing that it does not know', () => {
    const { page, play } = asking();
    const old = openPage(play, logIn(play, 'play', 'another'), 'old', 1);
    play.dispatch({ type: 'web page', page: 'another page' });
    expect(page.heard).toContainEqual({ t: 'page', page: 'another page' });
    expect(old.heard.map(({ t }) => t)).not.toContain('page');
    expect(old.heard[0]).toMatchObject({ t: 'welcome', v: 1 });
    expect(openPage(play, logIn(play, 'play', 'third'), 'third', 3).closed()).toBe(4002);
  });
});

describe('rules', () => {
  const automation =
    '[[trigger]]\nname = "greet"\npattern = "* arrives."\nmode = "glob"\nsend = "wave $1"\n\n' +
    '[[alias]]\nname = "k"\nbody = "kill $*"\ngroup = "war"\n';
  const listed = (answer: Answer) => answer.rules?.items.map(({ name, off }) => `${name} ${off ?? 'on'}`);

  test('all of them are listed, or those with a word in them, and which are off', () => {
    const { ask, play } = asking({ automation });
    play.enter('/group war off');
    expect(listed(ask({ t: 'ask', what: 'rules', name: '' }))).toEqual(['trigger greet on', 'alias k group']);
    const found = ask({ t: 'ask', what: 'rules', name: 'WAVE' });
    expect(found.rules).toEqual({
      items: [{ name: 'trigger greet', note: '* arrives. = wave $1' }],
      total: 1,
    });
  });

  test('of ten thousand two hundred are sent', () => {
    const many = Array.from({ length: 10_000 }, (_, n) => `[[alias]]\nname = "a${n}"\nbody = "b"\n`);
    const { rules } = asking({ automation: many.join('') }).ask({ t: 'ask', what: 'rules', name: 'a' });
    expect([rules?.items.length, rules?.total]).toEqual([200, 10_000]);
  });

  test('one is switched off and changed in its form, and is in the file', () => {
    const { ask, play } = asking({ automation });
    const set = (values: Record<string, string>) =>
      ask({ t: 'set', what: 'rule', name: 'trigger greet', values, press: 'save' });
    expect(set({ enabled: 'false' }).told).toContain('Saved: the trigger greet');
    expect(listed(ask({ t: 'ask', what: 'rules', name: 'greet' }))).toEqual(['trigger greet self']);
    const form = ask({ t: 'ask', what: 'rule', name: 'trigger greet' }).form!;
    expect(form.rows.find(({ key }) => key === 'send')?.value).toBe('wave $1');
    expect(set({ enabled: 'true', send: 'bow $1' }).fault).toBeUndefined();
    expect(play.disk.automation).toContain('send = "bow $1"');
    expect(set({ mode: 'regexp', pattern: '(' })).toMatchObject({ key: 'pattern' });
    expect(set({ worlds: 'Gamma' }).told).toContain('No world is called Gamma yet.');
  });

  test('a value of several lines keeps them; one of a single line gets no others', () => {
    const lines = '[[alias]]\nname = "walk"\nbody = """north\nsouth"""\ngroup = "way"\n';
    const { ask, play } = asking({ automation: lines });
    const values = { body: 'north\r\neast', group: 'a\nb' };
    expect(ask({ t: 'set', what: 'rule', name: 'alias walk', values, press: 'save' }).fault).toBeUndefined();
    expect(parse(play.disk.automation ?? '')).toEqual({
      alias: [{ name: 'walk', body: 'north\neast', group: 'a b' }],
    });
  });

  test('a new one, of a line of the game', () => {
    const { ask, play } = asking({ automation });
    play.receive('Alpha', 'A troll arrives.\r\nIt rains.\r\n');
    const { rules } = ask({ t: 'ask', what: 'lines', name: 'Alpha' });
    expect(rules?.items.map(({ name }) => name).slice(0, 2)).toEqual(['It rains.', 'A troll arrives.']);
    const { form } = ask({ t: 'ask', what: 'new rule', name: 'trigger It rains.' });
    expect(form?.rows.find(({ key }) => key === 'pattern')?.value).toBe('It rains.');
    ask({
      ...{ t: 'set', what: 'new rule', name: 'trigger It rains.', press: 'save' },
      values: { name: 'rain', gag: 'true' },
    });
    expect(play.disk.automation).toMatch(/name = "rain"\npattern = "It rains."\n.*gag = true/s);
  });

  test('of one that is gone there is no form; who only watches sees none', () => {
    const { ask } = asking({ automation });
    for (const name of ['trigger x', 'nothing greet', '']) {
      expect(ask({ t: 'ask', what: 'rule', name }).fault).toContain('no such form');
      expect(ask({ t: 'set', what: 'rule', name, values: {}, press: 'save' }).fault).toContain('no such');
    }
    const watching = asking({ automation }, 'watch');
    expect(watching.ask({ t: 'ask', what: 'rules', name: '' }).fault).toContain('may only watch');
  });
});
