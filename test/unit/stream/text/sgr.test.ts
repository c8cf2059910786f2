import { applySgr, applyShortSgr, shortKey } from '../../../../client/stream/text/sgr.ts';

test.each([
  ['', '1;31', '1;31'],
  ['1;31', '0', ''],
  ['1;31', '', ''],
  ['1;31', '22', '31'],
  ['1;2', '22', ''],
  ['31', '1', '1;31'],
  ['', '31;1', '1;31'],
  ['31', '32', '32'],
  ['31', '91;107', '91;107'],
  ['31;41', '39', '41'],
  ['31;41', '49', '31'],
  ['', '3;4;5;7;8;9;53', '3;4;5;7;8;9;53'],
  ['3;4;5;7;8;9;53', '23;24;25;27;28;29;55', ''],
  ['', '6', '5'],
  ['', '21', '4:2'],
  ['', '4:3', '4:3'],
  ['4:3', '4', '4'],
  ['4:3', '4:0', ''],
  ['4', '4:9', '4'],
  ['', '38;5;196', '38;5;196'],
  ['', '38:5:196', '38;5;196'],
  ['', '48;2;1;2;3', '48;2;1;2;3'],
  ['', '48:2:1:2:3', '48;2;1;2;3'],
  ['', '48:2::1:2:3', '48;2;1;2;3'],
  ['', '38:2:9:1:2:3', '38;2;1;2;3'],
  ['', '58:5:7', '58:5:7'],
  ['', '58;2;1;2;3', '58:2::1:2:3'],
  ['58:2::1:2:3', '1', '1;58:2::1:2:3'],
  ['58:5:7', '59', ''],
  ['', '1;38;5;196;4', '1;4;38;5;196'],
  ['1', '38;5;256', '1'],
  ['1', '38;2;1;2', '1'],
  ['1', '38;2;1;2;300', '1'],
  ['1', '38', '1'],
  ['1', '38;5', '1'],
  ['1', '38;9;4', '1;4'],
  ['1', '38:5', '1'],
  ['1', '99;10;3', '1;3'],
  ['1', '3;', ''],
  ['1', '99999999999999999999', '1'],
])('%j after %j is %j', (style, params, result) => {
  expect(applySgr(style, params)).toBe(result);
  if (params.length > 8) return;
  const key = [...params].reduce((number, char) => shortKey(number, char.charCodeAt(0)), 0);
  expect(applyShortSgr(style, key)).toBe(result);
  expect(applyShortSgr(style, key)).toBe(result);
});

test('a style applied to nothing is itself', () => {
  for (const style of ['1;2;3;4:3;5;7;8;9;53;38;2;1;2;3;48;5;9;58:2::1:2:3', '4:2', '97;100']) {
    expect(applySgr('', style)).toBe(style);
  }
});

test('more styles than are remembered', () => {
  const wrong: string[] = [];
  for (let n = 0; n < 10_000; n++) {
    const key = [...`3${n % 8};${n}`].reduce((number, char) => shortKey(number, char.charCodeAt(0)), 0);
    const [short, long] = [applyShortSgr(`4${n % 8}`, key), applySgr(`4${n % 8}`, `3${n % 8};${n}`)];
    if (short !== long) wrong.push(`${n}: ${short}, not ${long}`);
  }
  expect(wrong).toEqual([]);
});
