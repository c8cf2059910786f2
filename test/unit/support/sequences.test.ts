/** The names of control sequences, by which tests say what a terminal may get. */
import { sequencesIn } from '../../support/sequences.ts';

test.each<[output: string, names: string[]]>([
  ['plain text, é 世\r\n', []],
  [
    '\x1b[m\x1b[0;1;38;5;9;48;2;1;2;3m\x1b[4:3;58:2::1:2:3m',
    ['SGR 0', 'SGR 1', 'SGR 38;5', 'SGR 48;2', 'SGR 4:3', 'SGR 58:2::1:2:3'],
  ],
  ['\x1b[2;3H\x1b[K\x1b[12X\x1b[4l\x1b[?25h', ['CSI H', 'CSI K', 'CSI X', 'CSI 4l', 'CSI ?25h']],
  ['\x1b[>4;1m\x1b[>1u\x1b[ q', ['CSI >4;1m', 'CSI >1u', 'CSI  q']],
  ['\x1b]8;;http://x/\x1b\\\x1b]2;title\x07\x1b\\', ['OSC 8', 'OSC 2', 'ESC \\']],
  ['\x1bP+q\x1b\\\x1b_x\x1b\\', ['DCS', 'ESC _']],
  ['\x1b(B\x1bM\x07\x18\x0f', ['ESC (B', 'ESC M', '^G', '^X', '^O']],
])('%j', (output, names) => {
  expect([...sequencesIn(output)]).toEqual(names);
});
