/**
 * What things cost, so that a turn ends by the work that was done and not by the bytes that came: a compressed byte can
 * ask for a thousand lines. A unit is the work of one byte of plain text on its way to the log, some 10 ns. Units are
 * counted, not measured: after a crash the same bytes are cut at the same places.
 */

/** Units of one call: some 5 ms, so that a key is never waited for longer. */
export const BUDGET = 512 * 1024;

/** Anything that goes upwards: a line, a prompt, a value told … */
export const VALUE = 256;
/** A control character or an escape sequence, with the text up to it. */
export const CONTROL = 16;
/** A character inside a sequence that is not taken at once. */
export const STEP = 8;
/** A change of style. */
export const RUN = 96;
/** A character whose cells are counted. */
export const CELL = 4;
/** A character of parameters that nobody remembers the style of. */
export const PARAMETER = 4;
/** A telnet command, or text up to the next one. */
export const EVENT = 96;
/** A byte of a telnet message as it is put together: each may be an IAC that is doubled. */
export const PAYLOAD_BYTE = 12;
/** A byte in a character set other than UTF-8, unless all are ASCII. */
export const FOREIGN_BYTE = 16;
/** A telnet message, and each byte of it: the dearest are read as JSON or as names. */
export const MESSAGE = 512;
export const MESSAGE_BYTE = 8;
/** An answer, and each byte of it. */
export const REPLY = 512;
export const REPLY_BYTE = 8;
/** A variable that is told. */
export const VARIABLE = 384;
/** A compressed byte, and the tables of a block: it may consist of nothing else. */
export const PACKED_BYTE = 8;
export const TABLES = 16 * 1024;
/** A byte looked at for the end of damage. */
export const SOUGHT_BYTE = 4;
/** A compressed stream that begins. */
export const STREAM = 2048;

/** A `<` or `&` of MXP; a tag, and each of its arguments; a definition, and each that there is already. */
export const MARK = 48;
export const TAG = 512;
export const ARGUMENT = 128;
export const DEFINITION = 1024;
export const DEFINED = 4;
/** An entity or attribute in a tag, beside what it stands for. */
export const REFERENCE = 16;

/** A step of a rule's pattern (automation/run.ts), some 30 to 50 ns. */
export const RULE_STEP = 4;

/** What was compressed, or is broken UTF-8 or another encoding, is worked off in pieces of so many bytes, each to its end. */
export const PIECE = 3 * 1024;
/** Where lines are taken as they end, pieces are shorter: much shorter if one took more than so many units, as rules may. */
export const CHEAP_PIECE = 1024;
export const DEAR_PIECE = 256;
export const DEAR = 4000;
