import fc from 'fast-check';
import {
  isOn,
  newTelnet,
  option,
  receive,
  request,
  type Side,
  subnegotiation,
} from '../../../client/demo/telnet.ts';
import { pushAll } from '../../../shared/arrays.ts';

const [IAC, DONT, DO, WONT, WILL, SB, SE] = [255, 254, 253, 252, 251, 250, 240];
const { ECHO, EOR, NAWS } = option;

const bytes = (...all: number[]) => Uint8Array.from(all);

test('text passes, a doubled 255 is one byte of it, commands are told apart', () => {
  expect(receive(newTelnet(), bytes(104, IAC, IAC, 105, IAC, 246, 33))).toEqual([
    { type: 'data', bytes: bytes(104) },
    { type: 'data', bytes: bytes(255) },
    { type: 'data', bytes: bytes(105) },
    { type: 'command', code: 246 },
    { type: 'data', bytes: bytes(33) },
  ]);
});

test('an offer that the client takes up is on without another answer', () => {
  const telnet = newTelnet();
  expect(request(telnet, 'us', EOR, true)).toEqual(bytes(IAC, WILL, EOR));
  expect(request(telnet, 'us', EOR, true)).toEqual(bytes());
  expect(receive(telnet, bytes(IAC, DO, EOR))).toEqual([{ type: 'on', side: 'us', option: EOR }]);
  expect(receive(telnet, bytes(IAC, DO, EOR))).toEqual([]);
});

test('the client may ask first: what is known is agreed to, the rest refused once', () => {
  const telnet = newTelnet();
  expect(receive(telnet, bytes(IAC, WILL, NAWS))).toEqual([
    { type: 'send', bytes: bytes(IAC, DO, NAWS) },
    { type: 'on', side: 'him', option: NAWS },
  ]);
  expect(receive(telnet, bytes(IAC, WILL, 99))).toEqual([{ type: 'send', bytes: bytes(IAC, DONT, 99) }]);
  expect(receive(telnet, bytes(IAC, DO, ECHO))).toEqual([{ type: 'send', bytes: bytes(IAC, WONT, ECHO) }]);
  expect(receive(telnet, bytes(IAC, WONT, 99))).toEqual([]);
});

test('echo given back before the client has answered is given back once it has', () => {
  const telnet = newTelnet();
  request(telnet, 'us', ECHO, true);
  expect(request(telnet, 'us', ECHO, false)).toEqual(bytes());
  expect(receive(telnet, bytes(IAC, DO, ECHO))).toEqual([{ type: 'send', bytes: bytes(IAC, WONT, ECHO) }]);
  receive(telnet, bytes(IAC, DONT, ECHO));
  expect(isOn(telnet, 'us', ECHO)).toBe(false);
});

test('a subnegotiation is taken whole, and ended by any command when its SE is missing', () => {
  expect(receive(newTelnet(), bytes(IAC, SB, NAWS, 0, IAC, IAC, 0, 40, IAC, SE))).toEqual([
    { type: 'sub', option: NAWS, bytes: bytes(0, 255, 0, 40) },
  ]);
  expect(receive(newTelnet(), bytes(IAC, SB, NAWS, 1, IAC, WILL, 99, 65))).toEqual([
    { type: 'send', bytes: bytes(IAC, DONT, 99) },
    { type: 'data', bytes: bytes(65) },
  ]);
  expect(subnegotiation(NAWS, bytes(255))).toEqual(Buffer.from([IAC, SB, NAWS, IAC, IAC, IAC, SE]));
});

test('input may be cut anywhere', () => {
  const byte = fc.oneof(fc.constantFrom(IAC, SB, SE, WILL, DO, DONT, WONT, NAWS), fc.nat(255));
  const flat = (events: ReturnType<typeof receive>) => {
    const data: number[] = [];
    const others: unknown[] = [];
    for (const event of events) {
      if (event.type === 'data') pushAll(data, event.bytes);
      else others.push(data.length, event);
    }
    return { data, others };
  };
  fc.assert(
    fc.property(fc.array(byte, { maxLength: 40 }), fc.nat(40), (input, at) => {
      const cut = newTelnet();
      const parts = [
        ...receive(cut, Uint8Array.from(input.slice(0, at))),
        ...receive(cut, Uint8Array.from(input.slice(at))),
      ];
      expect(flat(parts)).toEqual(flat(receive(newTelnet(), Uint8Array.from(input))));
    }),
  );
});

test('two of them talking to each other come to an end and agree', () => {
  const wish = fc.tuple(fc.constantFrom<Side>('us', 'him'), fc.boolean(), fc.boolean());
  fc.assert(
    fc.property(fc.array(wish, { maxLength: 8 }), wishes => {
      const [a, b] = [newTelnet(), newTelnet()];
      let [toA, toB]: Uint8Array[][] = [[], []];
      for (const [side, on, mine] of wishes)
        (mine ? toB! : toA!).push(request(mine ? a : b, side, option.SGA, on));
      for (let round = 0; toA!.length + toB!.length > 0; round++) {
        expect(round).toBeLessThan(20);
        const [nextB, nextA] = [answers(a, toA!), answers(b, toB!)];
        [toA, toB] = [nextA, nextB];
      }
      expect(isOn(a, 'us', option.SGA)).toBe(isOn(b, 'him', option.SGA));
      expect(isOn(a, 'him', option.SGA)).toBe(isOn(b, 'us', option.SGA));
    }),
  );
});

function answers(telnet: ReturnType<typeof newTelnet>, inputs: readonly Uint8Array[]): Uint8Array[] {
  const events = inputs.flatMap(input => receive(telnet, input));
  return events.flatMap(event => (event.type === 'send' ? [event.bytes] : []));
}
