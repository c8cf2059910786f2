/** Commands that show what a client can take: floods, colours, scripts, halves of things, telnet options. */
import type { Actor, Command } from './command.ts';
import { flood } from './flood.ts';
import { colourChart, paint } from './paint.ts';
import { encodeText, negotiate, type Session, sendHalf, sendLine, setDeflate } from './session.ts';
import { IAC, isOn, option } from './telnet.ts';

/** A tenth of a billion lines takes a client the better part of an hour. */
const mostLines = 100_000_000;

export const trickCommands: readonly Command[] = [
  {
    name: 'flood',
    alias: 'count',
    usage: '<lines> [a second] | stop',
    help: 'numbered lines, as fast as you can read them or at a rate',
    run: startFlood,
  },
  {
    name: 'colors',
    alias: 'colours',
    help: 'every kind of colour',
    run: ({ session }) => lines(session, colourChart()),
  },
  { name: 'unicode', help: 'scripts and emoji of the world', run: ({ session }) => lines(session, scripts) },
  { name: 'wide', help: 'a table with wide characters', run: ({ session }) => lines(session, wideTable) },
  { name: 'wrap', help: 'one long paragraph', run: ({ session }) => lines(session, [paragraph]) },
  {
    name: 'bell',
    help: 'ring the bell',
    run: ({ session }) => lines(session, ['The bell goes \u0007clonk.']),
  },
  {
    name: 'prompt',
    help: 'prompts after each command, or none',
    ...onOff(({ session }, on) => {
      session.prompts = on;
      sendLine(session, `Prompts are ${on ? 'on' : 'off'}.`);
    }),
  },
  {
    name: 'echo',
    help: 'the server takes over the echo (clients mask the input), or gives it back',
    ...onOff(({ session }, on) => {
      negotiate(session, 'us', option.ECHO, on);
      sendLine(session, `The server ${on ? 'echoes' : 'does not echo'} what you type.`);
    }),
  },
  {
    name: 'mccp',
    help: 'compress what the server sends (MCCP2), or stop it',
    ...onOff(({ session }, on) => {
      sendLine(session, on ? 'Compression is offered.' : 'Compression ends here.');
      negotiate(session, 'us', option.MCCP2, on);
      if (!on) setDeflate(session, false);
    }),
  },
  {
    name: 'half',
    usage: '[line | escape | char | telnet]',
    help: 'half of something now, the rest with your next command',
    run: ({ session }, kind) => half(session, kind || 'line'),
  },
  { name: 'whoami', help: 'what the server knows of your connection', run: whoami },
];

function onOff(run: (actor: Actor, on: boolean) => void): Pick<Command, 'usage' | 'run'> {
  return {
    usage: 'on | off',
    run: (actor, text) => {
      if (text === 'on' || text === 'off') run(actor, text === 'on');
      else sendLine(actor.session, 'On or off?');
    },
  };
}

function lines(session: Session, all: readonly string[]): void {
  for (const line of all) sendLine(session, line);
}

function startFlood({ session }: Actor, text: string): void {
  if (text === 'stop') {
    session.flooding = false;
    return;
  }
  const [count = Number.NaN, rate = 0] = text.split(/\s+/).map(Number);
  const sensible = Number.isInteger(count) && count >= 0 && count <= mostLines && rate >= 0;
  if (!sensible) {
    sendLine(session, `How many lines, up to ${mostLines}? And how many a second?`);
    return;
  }
  if (session.flooding) {
    sendLine(session, 'One flood at a time.');
    return;
  }
  void flood(session, count, rate);
}

// ---------------------------------------------------------------- halves

const halves: Record<string, readonly [now: Uint8Array, rest: Uint8Array]> = {
  line: [encodeText('The first half of this line comes now'), encodeText(', the second half later.\n')],
  escape: [encodeText('half an escape: \u001b[1;3'), encodeText('2mgreen and bold\u001b[0m\n')],
  char: cut(Buffer.from('half a character: 🏺\r\n'), 20),
  telnet: [
    Buffer.concat([encodeText('half a telnet command: '), Uint8Array.of(IAC)]),
    // NOP: the whole command is invisible.
    Buffer.concat([Uint8Array.of(241), encodeText('nothing to see\n')]),
  ],
};

function cut(bytes: Buffer, at: number): [Buffer, Buffer] {
  return [bytes.subarray(0, at), bytes.subarray(at)];
}

function half(session: Session, kind: string): void {
  const parts = Object.hasOwn(halves, kind) ? halves[kind] : undefined;
  if (parts) sendHalf(session, parts[0], parts[1]);
  else sendLine(session, `Half of what? ${Object.keys(halves).join(', ')}.`);
}

// ---------------------------------------------------------------- who you are

function whoami({ player, session }: Actor): void {
  const { typing, gmcp, telnet } = session;
  const seconds = Math.floor((Date.now() - session.since) / 1000);
  const yesNo = (code: number): string => (isOn(telnet, 'us', code) ? 'on' : 'off');
  lines(session, [
    `You are ${player.name} on connection ${session.id} from ${session.address}.`,
    `Connected for ${clock(seconds)}, ${session.tls ?? 'without TLS'}.`,
    `Lines received from you: ${session.linesReceived}.`,
    `Terminal types: ${typing.types.join(' / ') || 'not told'}.`,
    `Window size: ${isOn(telnet, 'him', option.NAWS) ? `${typing.width} x ${typing.height}` : 'not told'}.`,
    `Character set: ${typing.charset || 'not told'}.`,
    `Prompt marks: ${isOn(telnet, 'us', option.EOR) ? 'EOR' : 'GA'}. Echo by server: ${yesNo(option.ECHO)}.`,
    `Compression: ${session.output.isDeflating() ? 'on' : 'off'}.`,
    `GMCP: ${gmcp.hello ? `${gmcp.client} ${gmcp.supports}`.trim() : yesNo(option.GMCP)}.`,
  ]);
}

function clock(seconds: number): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

// ---------------------------------------------------------------- texts

const scripts: readonly string[] = [
  'Latin: Füße, façade, Łódź, smørrebrød, ẞ · combined: e\u0301 n\u0303 o\u0308',
  'Greek: κεραμική · Cyrillic: глина · Armenian: կավ · Georgian: თიხა',
  'Hebrew: חימר · Arabic: طين · Devanagari: मिट्टी · Tamil: களிமண் · Thai: ดินเหนียว',
  'Chinese: 粘土 · Japanese: ねんど ネンド ﾈﾝﾄﾞ · Korean: 점토 (NFD: \u110c\u1165\u11b7\u1110\u1169)',
  'Emoji: 🏺 🔥 🐟 👍🏽 👩‍🌾 👨‍👩‍👧‍👦 🇪🇺 🇯🇵 ❤️ ☎︎ 1️⃣',
  'Boxes: ┌─┬─┐ ╔═╦═╗ ▁▂▃▄▅▆▇█ ░▒▓ ←↑→↓ ⠁⠃⠇⠏',
  'Beyond the BMP: 𝕮𝖑𝖆𝖞 𐌲𐌻𐌰𐍃 𠮷',
];

const wideTable: readonly string[] = [
  '+----------+----------+',
  '|name      |price     |',
  '|茶碗      |十二銀    |',
  '|ｃｕｐ    |１２      |',
  '|🏺 pot    |🪙🪙🪙    |',
  '|점토      |무료      |',
  '+----------+----------+',
];

const paragraph = [
  'The oldest potter of the lane tells it like this:',
  paint('3', 'a pot is only mud that was asked a question and took its time to answer.'),
  'First it is dug, which is hard, then it is left alone, which is harder, because everybody wants to poke it.',
  'Then it goes round and round and is told to stand up straight.',
  paint(
    '38;5;208',
    'Then it goes into the fire, and there the potter has nothing more to say; whatever the pot has kept to itself comes out now.',
  ),
  '土は記憶を持っている。乾いた土は忘れない。濡れた土は何度でも許してくれる。火は一度だけ問いかける。',
  'Half of what comes out of the kiln is what one wanted, a quarter is better,',
  'and the last quarter goes to the tea garden, where nobody minds a cup that leans.',
  'Averyveryverylongwordwithoutanyplacetobreakitbecausethepotterneverdrewabreathwhilesayingitandnobodydaredtointerruptatall.',
  'And if you ask what the moral of it is, the potter hands you a broom.',
].join(' ');
