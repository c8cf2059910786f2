// QuickJS asks its host whether to go on with each ten thousandth jump or call of a script: what lies between two of these may
// be all that a script has, and instead of ending with an error in its own line it would be stopped in the middle of something.
// It asks ten times as often here. https://webassembly.github.io/spec/core/binary/instructions.html
const CONST = 0x41;
const STORE = [0x36, 0x02];
/** 10000 and 1000 as signed LEB128, in as many bytes. */
const BEFORE = [0x90, 0xce, 0x00];
const NOW = [0xe8, 0x87, 0x00];
/** Of the counters, that of a context and that of a regular expression: where their values are set. */
const PLACES = 3;

/** Bytes of the module that asks so. Throws where it does not have its counters as they are known. */
export function polledOften(bytes) {
  const before = Buffer.from([CONST, ...BEFORE, ...STORE]);
  const changed = Buffer.from(bytes);
  let places = 0;
  for (let at = changed.indexOf(before); at >= 0; at = changed.indexOf(before, at + 1)) {
    changed.set(NOW, at + 1);
    places++;
  }
  if (places !== PLACES)
    throw new Error(`the module sets its counters in ${places} places, and not in ${PLACES}`);
  return changed;
}
