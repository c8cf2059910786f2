/** Window title and notifications: what tells of worlds that nobody looks at. */
import type { Settings } from '../../../client/state/settings.ts';
import type { Device } from '../../../client/state/terminal.ts';
import { outsideOf } from '../../../client/view/attention/title.ts';
import { createPlay, type Play } from '../../support/play.ts';

const DEVICE: Device = { depth: 256, underlines: true, links: true, exact: true, notify: 777 };
const BLUR = Uint8Array.from(Buffer.from('\x1b[O'));
const FOCUS = Uint8Array.from(Buffer.from('\x1b[I'));

function playing(settings: Partial<Settings>, device: Device = DEVICE): Play {
  const play = createPlay({ worlds: { Alpha: {}, Beta: { highlight: ['dragon'] } }, settings });
  play.terminal.device = device;
  for (const name of ['Beta', 'Alpha']) {
    play.enter(`/worlds ${name}`);
    play.connect(name);
  }
  return play;
}

/** What was notified of since. */
function notified(play: Play): string[] {
  const all = play.asked.flatMap(effect =>
    effect.type === 'notify' ? [`${effect.title}: ${effect.text}`] : [],
  );
  (play.asked as unknown[]).length = 0;
  return all;
}

describe('the title of the window', () => {
  const title = (play: Play) => outsideOf(play.state, 'terminal').title;

  test('is not ours by default', () => {
    expect(title(playing({}))).toBeNull();
  });

  test('names the world on screen, and counts those with something unread', () => {
    const play = playing({ window_title: true });
    expect(title(play)).toBe('Alpha');
    play.receive('Beta', 'A room.\r\n');
    expect(title(play)).toBe('(1) Alpha');
    play.reload();
    expect(title(play)).toBe('(1) Alpha');
    play.enter('/worlds Beta');
    expect(title(play)).toBe('Beta');
  });

  test('is left alone on a terminal that would print it', () => {
    expect(title(playing({ window_title: true }, { ...DEVICE, links: false }))).toBeNull();
  });
});

describe('notifications', () => {
  test('never of a line that a rule hides', () => {
    const play = playing({ notify: 'highlights' });
    play.enter('/gag spam');
    play.receive('Beta', 'dragon spam\r\n');
    expect(notified(play)).toEqual([]);
    play.receive('Beta', 'a room\r\nmore dragon spam\r\n');
    expect(play.world('Beta').news?.importance).toBe('text');
    play.enter('/setup notify activity');
    play.receive('Beta', 'more spam\r\n');
    expect(notified(play)).toEqual([]);
    play.receive('Beta', 'a dragon\r\n');
    expect(notified(play)).toEqual(['Beta: a dragon']);
  });

  test('of words that stand out, in a world that is not on screen', () => {
    const play = playing({ notify: 'highlights' });
    play.receive('Beta', 'A room.\r\n');
    play.receive('Alpha', 'A dragon.\r\n');
    expect(notified(play)).toEqual([]);
    play.receive('Beta', 'A \x1b[31mdragon\x1b[0m arrives.\r\nIt roars.\r\n');
    expect(notified(play)).toEqual(['Beta: A dragon arrives.']);
  });

  test('not while the terminal has the keyboard; once it has not, of the world on screen as well', () => {
    const play = playing({ notify: 'highlights' });
    play.input(FOCUS);
    play.receive('Beta', 'A dragon arrives.\r\n');
    expect(notified(play)).toEqual([]);
    play.enter('/worlds Beta');
    play.input(BLUR);
    play.advance(1000);
    play.receive('Beta', 'Another dragon arrives.\r\n');
    expect(notified(play)).toEqual(['Beta: Another dragon arrives.']);
  });

  test('of whatever a game says, once until its user has been there', () => {
    const play = playing({ notify: 'activity' });
    play.receive('Beta', 'one\r\n');
    expect(notified(play)).toEqual(['Beta: one']);
    play.advance(60_000);
    play.receive('Beta', 'two\r\n');
    expect(notified(play)).toEqual([]);
    play.enter('/worlds Beta');
    play.enter('/worlds Alpha');
    play.advance(60_000);
    play.receive('Beta', 'three\r\n');
    expect(notified(play)).toEqual(['Beta: three']);
  });

  test('no more than one in ten seconds of a world, and none again after a reload', () => {
    const play = playing({ notify: 'highlights' });
    for (let second = 0; second < 25; second++) {
      play.receive('Beta', `dragon ${second}\r\n`);
      play.advance(1000);
    }
    expect(notified(play)).toEqual(['Beta: dragon 0', 'Beta: dragon 10', 'Beta: dragon 20']);
    play.advance(60_000);
    play.reload();
    play.advance(1000);
    expect(notified(play)).toEqual([]);
  });

  test('none where the terminal takes none, or nobody wants any', () => {
    for (const play of [playing({}), playing({ notify: 'activity' }, { ...DEVICE, notify: null })]) {
      play.receive('Beta', 'A dragon arrives.\r\n');
      expect(notified(play)).toEqual([]);
    }
  });
});
