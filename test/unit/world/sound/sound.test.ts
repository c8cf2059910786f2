/** Sounds that a game asks for: which are played, which end, what a reload and a crash leave of them. */
import type { Effect } from '../../../../client/state/events.ts';
import type { SoundEffect } from '../../../../client/state/sound/sounds.ts';
import { createPlay, type Play, playAlpha } from '../../../support/play.ts';
import { bytes, DO, DONT, IAC, sb, WILL } from '../../stream/helpers.ts';

type Of<T extends SoundEffect['type']> = Extract<SoundEffect, { type: T }>;

const on = { columns: 120, rows: 20, worlds: { Alpha: { sound: true } } };

/** What the host was asked for, of this kind, by the play or behind `from`. */
function asked<T extends SoundEffect['type']>(play: Play, type: T, from = 0): Of<T>[] {
  return play.asked.slice(from).filter((effect: Effect): effect is Of<T> => effect.type === type);
}

/** The host finds every file, and starts a program for each; its number is 1000 and that of the sound. */
function serve(play: Play, loops = true): void {
  for (let at = 0; at < play.asked.length; at++) {
    const effect = play.asked[at]!;
    if (effect.type === 'find sound' && effect.id !== 0 && !served.has(effect)) {
      served.add(effect);
      play.dispatch({ type: 'sound found', id: effect.id, path: `/sounds/${effect.name}`, fault: null });
    }
    if (effect.type === 'start sound' && !served.has(effect)) {
      served.add(effect);
      const child = { pid: 1000 + effect.id, identity: `boot/${effect.id}`, socket: '/run/player' };
      play.dispatch({ type: 'sound started', id: effect.id, child, loops });
    }
  }
}
const served = new WeakSet<Effect>();

const names = (play: Play) => (play.state.sounds?.list ?? []).map(({ wish }) => wish.name);
const gmcp = (play: Play, message: string) => play.receive('Alpha', sb(201, message));

function withGmcp(): Play {
  const play = playAlpha(on);
  play.receive('Alpha', bytes(IAC, WILL, 201));
  return play;
}

test('off by default: nothing is agreed to, announced or played, and the text stays', () => {
  const play = playAlpha({ columns: 120 });
  play.receive('Alpha', bytes(IAC, WILL, 90, IAC, WILL, 201, sb(201, 'Client.Media.Play {"name":"a"}')));
  play.receive('Alpha', '!!SOUND(hit.wav)\r\n');
  const sent = play.sent('Alpha').toString('latin1');
  expect(sent).toContain(bytes(IAC, DONT, 90).toString('latin1'));
  expect(sent).not.toContain('Client.Media');
  expect(play.output()).toContain('!!SOUND(hit.wav)');
  expect(asked(play, 'find sound')).toEqual([]);
});

test('on, a sound is found and played by a program, and the text is kept off the screen', () => {
  const play = playAlpha(on);
  play.receive('Alpha', bytes(IAC, WILL, 90, IAC, WILL, 201));
  expect(play.sent('Alpha').includes(bytes(IAC, DO, 90))).toBe(true);
  expect(play.sent('Alpha').toString()).toContain('"Client.Media 1"');
  play.receive('Alpha', '!!SOUND(hit V=40 L=2)You hit.\r\n');
  expect(play.output()).toContain('You hit.');
  expect(asked(play, 'find sound')).toEqual([
    {
      type: 'find sound',
      id: 1,
      world: 'Alpha',
      name: 'hit',
      kind: 'sound',
      tag: '',
      directory: '',
      url: '',
    },
  ]);
  serve(play);
  expect(asked(play, 'start sound')).toMatchObject([{ id: 1, path: '/sounds/hit', volume: 40, loops: 2 }]);
  expect(names(play)).toEqual(['hit']);
  play.dispatch({ type: 'sound over', id: 1, pid: 1001, fault: null });
  expect(names(play)).toEqual([]);
});

test('what cannot be done about sounds is said once, and nothing else changes', () => {
  const play = playAlpha(on);
  play.receive('Alpha', '!!MUSIC(rain L=-1)\r\n');
  serve(play);
  const fault = { code: 'SOUND_FAILED', sentence: 'A sound has failed: no reason.' };
  for (let at = 0; at < 3; at++) play.dispatch({ type: 'sound failed', fault });
  expect(play.output().filter(line => line.includes('A sound has failed: no reason.'))).toHaveLength(1);
  expect(names(play)).toEqual(['rain']);
});

test('switched on and off while connected, the server is told', () => {
  const play = playAlpha({ columns: 120 });
  play.receive('Alpha', bytes(IAC, WILL, 201, IAC, WILL, 90));
  play.enter('/sound on');
  expect(play.sent('Alpha').subarray(-200).toString('latin1')).toContain('"Client.Media 1"');
  expect(play.sent('Alpha').includes(bytes(IAC, DO, 90))).toBe(true);
  play.receive('Alpha', bytes(IAC, WILL, 90));
  play.receive('Alpha', '!!MUSIC(rain L=-1)\r\n');
  serve(play);
  play.enter('/sound off');
  expect(asked(play, 'end sounds')).toMatchObject([{ children: [{ pid: 1001 }] }]);
  expect(play.sent('Alpha').toString('latin1')).toMatch(/.*\["Char 1","Comm.Channel 1","Room 1"\]..$/s);
  play.receive('Alpha', '!!SOUND(hit)\r\n');
  expect(play.output()).toContain('!!SOUND(hit)');
});

test('the volume of the user counts', () => {
  const play = playAlpha({ ...on, settings: { sound_volume: 50 } });
  play.receive('Alpha', '!!MUSIC(rain V=60 L=-1)\r\n');
  serve(play);
  expect(asked(play, 'start sound')).toMatchObject([{ volume: 30 }]);
  play.enter('/sound volume 10 %');
  expect(asked(play, 'tune sound')).toMatchObject([{ volume: 6, child: { pid: 1001 } }]);
});

test('MSP: one sound effect at a time, and only a higher priority takes its place', () => {
  const play = playAlpha(on);
  play.receive('Alpha', '!!SOUND(low P=20)\r\n!!SOUND(same P=20)\r\n');
  serve(play);
  expect(names(play)).toEqual(['low']);
  play.receive('Alpha', '!!SOUND(high P=30)\r\n');
  expect(names(play)).toEqual(['high']);
  expect(asked(play, 'end sounds')).toMatchObject([{ children: [{ pid: 1001 }] }]);
});

test('MSP: music that plays goes on, begins anew with C=0, and gives way to other music; sound effects are beside it', () => {
  const play = playAlpha(on);
  play.receive('Alpha', '!!MUSIC(rain L=-1)\r\n');
  serve(play);
  play.receive('Alpha', '!!MUSIC(rain L=-1)\r\n!!SOUND(hit)\r\n');
  serve(play);
  expect(names(play)).toEqual(['rain', 'hit']);
  expect(play.state.sounds!.list[0]!.id).toBe(1);
  play.receive('Alpha', '!!MUSIC(rain L=-1 C=0)\r\n');
  expect(play.state.sounds!.list.map(({ id }) => id)).toEqual([2, 3]);
  play.receive('Alpha', '!!MUSIC(sun)\r\n!!SOUND(Off)\r\n');
  expect(names(play)).toEqual(['sun']);
  play.receive('Alpha', '!!MUSIC(Off)\r\n');
  expect(names(play)).toEqual([]);
});

test('Client.Media: sounds are heard together; a key has one, a priority silences what is below it', () => {
  const play = withGmcp();
  gmcp(play, 'Client.Media.Play {"name":"a"}');
  gmcp(play, 'Client.Media.Play {"name":"b","key":"k","tag":"t"}');
  gmcp(play, 'Client.Media.Play {"name":"c","key":"k"}');
  serve(play);
  expect(names(play)).toEqual(['a', 'c']);
  gmcp(play, 'Client.Media.Play {"name":"loud","priority":60}');
  gmcp(play, 'Client.Media.Play {"name":"soft","priority":10}');
  gmcp(play, 'Client.Media.Play {"name":"none"}');
  expect(names(play)).toEqual(['loud']);
});

test('Client.Media: music goes on, or begins anew', () => {
  const play = withGmcp();
  gmcp(play, 'Client.Media.Play {"name":"m","type":"music","loops":-1}');
  serve(play);
  gmcp(play, 'Client.Media.Play {"name":"m","type":"music","loops":-1}');
  expect(play.state.sounds!.list.map(({ id }) => id)).toEqual([1]);
  gmcp(play, 'Client.Media.Play {"name":"m","type":"music","continue":false}');
  expect(play.state.sounds!.list.map(({ id }) => id)).toEqual([2]);
});

test('music that goes on is as loud as is wanted now', () => {
  const play = withGmcp();
  gmcp(play, 'Client.Media.Play {"name":"m","type":"music","volume":80}');
  serve(play);
  gmcp(play, 'Client.Media.Play {"name":"m","type":"music","volume":20}');
  expect(asked(play, 'tune sound')).toMatchObject([{ volume: 20, child: { pid: 1001 } }]);
  expect(asked(play, 'start sound')).toHaveLength(1);
});

test('Client.Media.Stop ends those that have all of what it says', () => {
  const play = withGmcp();
  gmcp(play, 'Client.Media.Play {"name":"a","tag":"weather"}');
  gmcp(play, 'Client.Media.Play {"name":"b","tag":"weather","type":"music"}');
  gmcp(play, 'Client.Media.Play {"name":"c","tag":"fight"}');
  serve(play);
  gmcp(play, 'Client.Media.Stop {"tag":"weather","type":"music"}');
  expect(names(play)).toEqual(['a', 'c']);
  gmcp(play, 'Client.Media.Stop {"name":"a","tag":"fight"}');
  expect(names(play)).toEqual(['a', 'c']);
  gmcp(play, 'Client.Media.Stop {}');
  expect(names(play)).toEqual([]);
});

test('fadeaway: it gets quiet, and ends when that is over, also through a reload', () => {
  const play = withGmcp();
  gmcp(play, 'Client.Media.Play {"name":"m","type":"music","loops":-1}');
  serve(play);
  gmcp(play, 'Client.Media.Stop {"fadeaway":true,"fadeout":3000}');
  expect(asked(play, 'fade sound')).toMatchObject([{ child: { pid: 1001 }, time: 3000 }]);
  play.advance(2000);
  play.reload();
  expect(names(play)).toEqual(['m']);
  play.advance(1001);
  expect(names(play)).toEqual([]);
  expect(asked(play, 'end sounds')).toMatchObject([{ children: [{ pid: 1001 }] }]);
});

test('a program that does not repeat is begun again by Clay, but not one that ends at once', () => {
  const play = playAlpha(on);
  play.receive('Alpha', '!!SOUND(bell L=3)\r\n');
  serve(play, false);
  for (const left of [2, 1]) {
    play.advance(400);
    play.dispatch({ type: 'sound over', id: 1, pid: 1001, fault: null });
    serve(play, false);
    expect(asked(play, 'start sound')).toHaveLength(4 - left);
  }
  play.advance(400);
  play.dispatch({ type: 'sound over', id: 1, pid: 1001, fault: null });
  expect(names(play)).toEqual([]);
  play.receive('Alpha', '!!MUSIC(click L=-1)\r\n');
  serve(play, false);
  play.dispatch({ type: 'sound over', id: 2, pid: 1002, fault: null });
  expect(names(play)).toEqual([]);
});

test('a reload while it plays: the program is looked after, and a stop by its tag ends it', () => {
  const play = withGmcp();
  gmcp(play, 'Client.Media.Play {"name":"m","tag":"weather","loops":-1}');
  serve(play);
  gmcp(play, 'Client.Media.Play {"name":"later"}');
  const before = play.asked.length;
  play.reload();
  expect(asked(play, 'watch sounds', before)).toMatchObject([{ playing: [{ id: 1, child: { pid: 1001 } }] }]);
  // Its file was being looked for.
  expect(asked(play, 'find sound', before)).toMatchObject([{ id: 2, name: 'later' }]);
  gmcp(play, 'Client.Media.Stop {"tag":"weather"}');
  expect(asked(play, 'end sounds', before)).toMatchObject([
    { children: [{ pid: 1001, identity: 'boot/1' }] },
  ]);
  expect(names(play)).toEqual(['later']);
});

test('a reload while a program is being started: it is not known, and the host finds out', () => {
  const play = playAlpha(on);
  play.receive('Alpha', '!!MUSIC(rain L=-1)\r\n');
  play.dispatch({ type: 'sound found', id: 1, path: '/sounds/rain', fault: null });
  const before = play.asked.length;
  play.reload();
  expect(asked(play, 'watch sounds', before)).toMatchObject([{ playing: [{ id: 1, child: null }] }]);
  play.advance(1000);
  // No such program: music without end begins again.
  play.dispatch({ type: 'sound over', id: 1, pid: 0, fault: null });
  expect(asked(play, 'start sound', before)).toHaveLength(1);
});

test('at a crash likewise; and a killed client leaves nothing that plays for a world which is gone', () => {
  const play = playAlpha(on);
  play.receive('Alpha', '!!MUSIC(rain L=-1)\r\n');
  serve(play);
  const before = play.asked.length;
  play.dispatch({ type: 'crashed', links: [{ link: play.world('Alpha').link!.id, taken: null }] });
  expect(asked(play, 'watch sounds', before)).toHaveLength(1);
  expect(names(play)).toEqual(['rain']);
  play.dispatch({ type: 'recovered' });
  expect(names(play)).toEqual([]);
  expect(asked(play, 'end sounds', before)).toMatchObject([{ children: [{ pid: 1001 }] }]);
});

test('a program that was started for a sound which has ended meanwhile is ended', () => {
  const play = playAlpha(on);
  play.receive('Alpha', '!!SOUND(hit)\r\n');
  play.dispatch({ type: 'sound found', id: 1, path: '/sounds/hit', fault: null });
  play.receive('Alpha', '!!SOUND(Off)\r\n');
  play.dispatch({
    ...{ type: 'sound started', id: 1, loops: true },
    child: { pid: 7, identity: 'x', socket: '' },
  });
  expect(asked(play, 'end sounds')).toMatchObject([{ children: [{ pid: 7 }] }]);
});

test('the end of the connection is the end of its sounds, and of what the server has said of them', () => {
  const play = playAlpha({ ...on, worlds: { Alpha: { sound: true, sound_downloads: true } } });
  play.receive('Alpha', '!!MUSIC(Off U=https://example.org/m)\r\n!!MUSIC(rain.mp3 L=-1)\r\n');
  expect(asked(play, 'find sound')).toMatchObject([{ url: 'https://example.org/m/rain.mp3' }]);
  serve(play);
  play.close('Alpha');
  expect(names(play)).toEqual([]);
  expect(asked(play, 'end sounds')).toMatchObject([{ children: [{ pid: 1001 }] }]);
  play.enter('/worlds Alpha');
  play.connect('Alpha');
  play.receive('Alpha', '!!MUSIC(rain.mp3)\r\n');
  expect(asked(play, 'find sound').at(-1)).toMatchObject({ url: '' });
});

test('a connection that a reload could not carry over ends them too', () => {
  const play = playAlpha(on);
  play.receive('Alpha', '!!MUSIC(rain L=-1)\r\n');
  serve(play);
  play.reload(['Alpha']);
  expect(names(play)).toEqual([]);
  expect(asked(play, 'end sounds')).toMatchObject([{ children: [{ pid: 1001 }] }]);
});

test('addresses are for whoever allows downloads', () => {
  const play = playAlpha(on);
  play.receive('Alpha', '!!SOUND(hit.wav U=https://example.org/s/)\r\n');
  expect(asked(play, 'find sound')).toMatchObject([{ url: '' }]);
});

test('a thousand sounds a second: a few are played, which is told once', () => {
  const play = playAlpha(on);
  play.receive('Alpha', bytes(IAC, WILL, 201));
  for (let at = 0; at < 50; at++)
    play.receive(
      'Alpha',
      Buffer.concat(
        Array.from({ length: 20 }, (_, n) => sb(201, `Client.Media.Play {"name":"s${at}-${n}"}`)),
      ),
    );
  expect(asked(play, 'find sound')).toHaveLength(10);
  play.advance(1000);
  for (let at = 0; at < 50; at++) gmcp(play, `Client.Media.Play {"name":"t${at}"}`);
  // Twelve are there at once, at most.
  expect(asked(play, 'find sound')).toHaveLength(12);
  const told = play.output().filter(row => row.includes('more sounds than can be heard'));
  expect(told).toHaveLength(1);
});

test('a sound effect that is found late is not played; music is', () => {
  const play = playAlpha(on);
  play.receive('Alpha', '!!SOUND(hit)\r\n!!MUSIC(rain)\r\n');
  play.advance(6000);
  play.dispatch({ type: 'sound found', id: 1, path: '/sounds/hit', fault: null });
  play.dispatch({ type: 'sound found', id: 2, path: '/sounds/rain', fault: null });
  expect(asked(play, 'start sound')).toMatchObject([{ id: 2 }]);
});

test('what is missing is told once, and listed', () => {
  const play = playAlpha(on);
  play.receive('Alpha', '!!SOUND(hit)\r\n');
  play.dispatch({ type: 'sound found', id: 1, path: null, fault: null });
  play.receive('Alpha', '!!SOUND(hurt)\r\n');
  play.dispatch({ type: 'sound found', id: 2, path: null, fault: null });
  expect(play.output().filter(row => row.includes('there is no file for its sound'))).toHaveLength(1);
  const answer = play.answer('/sound').join('\n');
  expect(answer).toContain('Not found of late: hit, hurt.');
  expect(answer).toContain('Alpha: files are sought in sounds/Alpha of the profile.');
});

test('a name that leads elsewhere is told once, without its controls', () => {
  const play = playAlpha(on);
  play.receive('Alpha', '!!SOUND(../../x)\r\n!!SOUND(/etc/passwd)\r\n');
  expect(asked(play, 'find sound')).toEqual([]);
  expect(play.output().filter(row => row.includes('that is no name of a file: ../../x'))).toHaveLength(1);
});

test('no program that plays is one sentence, once', () => {
  const play = playAlpha(on);
  const fault = { code: 'SOUND_MISSING', sentence: 'No program plays sounds.' };
  for (const id of [1, 2]) {
    play.receive('Alpha', '!!SOUND(hit)\r\n');
    play.dispatch({ type: 'sound found', id, path: '/sounds/hit', fault: null });
    play.dispatch({ type: 'sound over', id, pid: 0, fault });
  }
  expect(play.output().filter(row => row.includes('No program plays sounds.'))).toHaveLength(1);
});

test('muted, nothing plays; music without end comes back, and what had an end does not', () => {
  const play = playAlpha(on);
  play.receive('Alpha', '!!MUSIC(rain L=-1)\r\n!!SOUND(hit)\r\n');
  serve(play);
  play.enter('/sound mute');
  expect(asked(play, 'end sounds').flatMap(({ children }) => children.map(({ pid }) => pid))).toEqual([
    1001, 1002,
  ]);
  expect(names(play)).toEqual(['rain']);
  play.reload();
  play.receive('Alpha', '!!SOUND(again)\r\n');
  expect(names(play)).toEqual(['rain']);
  const before = play.asked.length;
  play.enter('/sound unmute');
  expect(asked(play, 'start sound', before)).toMatchObject([{ id: 1 }]);
});

test('captions are shown to whoever wants them', () => {
  const worlds = { Alpha: { sound: true, sound_captions: true } };
  const play = playAlpha({ ...on, worlds });
  play.receive('Alpha', bytes(IAC, WILL, 201));
  gmcp(play, 'Client.Media.Play {"name":"a","caption":"A door\\u001b]0;x\\u0007 creaks"}');
  expect(play.output().join('\n')).toContain('[A door]0;x creaks]');
});

test('/sound lists what plays, stops it by its name, and plays a file', () => {
  const play = playAlpha(on);
  play.receive('Alpha', '!!MUSIC(rain V=30 L=-1 T=weather)\r\n');
  serve(play);
  play.advance(3000);
  expect(play.answer('/sound').join('\n')).toContain(
    'Alpha: rain (music, tag weather, volume 30, without end, for 3 s)',
  );
  expect(play.answer('/sound stop sun').join('\n')).toContain('No sun plays.');
  expect(play.answer('/sound stop rain').join('\n')).toContain('One sound was stopped.');
  expect(play.answer('/sound play ../x').join('\n')).toContain('/sound play wants the name of a file');
  play.enter('/sound play hit.wav');
  expect(asked(play, 'find sound').at(-1)).toMatchObject({ name: 'hit.wav', world: 'Alpha' });
  expect(play.answer('/sound dance').join('\n')).toContain('/sound knows no "dance"');
});

test('a world that is not on screen plays as well, and no view is needed', () => {
  const play = createPlay({ worlds: { Alpha: { sound: true }, Beta: {} } });
  play.enter('/worlds Alpha');
  play.connect('Alpha');
  play.enter('/worlds Beta');
  play.receive('Alpha', '!!SOUND(hit)\r\n');
  expect(asked(play, 'find sound')).toHaveLength(1);
});
