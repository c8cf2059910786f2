/**
 * What the pipeline hands upwards. A line is its plain text plus style runs; a style is a canonical SGR
 * parameter string ("" = default, "1;31" = bold red), so it is small, comparable and can be drawn as
 * `ESC [ 0 ; style m`. The types of the road's own state stand below.
 */

/** A style change inside a line: from UTF-16 offset `at` on, the text has `style` (and `link`, an OSC 8 URI). */
export interface Run {
  readonly at: number;
  readonly style: string;
  readonly link?: string;
}

/** One line as the server meant it, without line end. `runs` is sorted by `at`; text before the first run is unstyled. */
export interface StyledText {
  readonly text: string;
  readonly runs: readonly Run[];
}

// ---------------------------------------------------------------- state of the pipeline

/** Where in a telnet command the last byte left off. Owner: stream/telnet/telnet.ts. */
export interface TelnetState {
  mode: 'text' | 'iac' | 'verb' | 'sb' | 'sb-data' | 'sb-iac';
  /** WILL, WONT, DO or DONT while its option byte is awaited. */
  verb: number;
  /** Option of the subnegotiation being read. */
  option: number;
  /** What was read of it; the first `length` bytes count. */
  payload: Uint8Array;
  /** Bytes of it so far; more than the limit means that nothing of it is kept. */
  length: number;
}

/** Option negotiation. Owner: stream/telnet/options.ts and the file of each option. */
export interface OptionsState {
  /** One Q-method state (stream/telnet/qmethod.ts) per option number: what we do, and what the server does. */
  us: Uint8Array;
  him: Uint8Array;
  /** How many terminal types were sent since TTYPE was agreed on. */
  ttype: number;
  /** What was sent, each once: names of the terminal, and of the variables of NEW-ENVIRON. */
  ttypeTold?: string[];
  environTold?: string[];
  /** Payload of the last NAWS message, to send each size once. */
  naws: Uint8Array;
  mccp2: 'never' | 'agreed' | 'broken';
  gmcpOff: boolean;
  /** JSON of the last Core.Supports.Set. */
  supports: string;
  /** Sounds are played: MSP is agreed to, and its triggers are taken out of the text. */
  sounds?: boolean;
  /** Bytes of answers since the last line of text: the bound on option storms. */
  replied: number;
  /** Until when (Unix ms) another offer of what is on is not answered, by `us 31` and `him 201`. */
  settled: Record<string, number>;
}

/** A zlib, gzip or raw deflate stream stopped at any byte. Owner: stream/compression/inflate.ts. */
export interface InflateState {
  mode:
    | 'header'
    | 'gzip-header'
    | 'gzip-extra'
    | 'gzip-text'
    | 'block'
    | 'stored-length'
    | 'stored'
    | 'table-sizes'
    | 'meta-lengths'
    | 'lengths'
    | 'symbol'
    | 'distance'
    | 'distance-extra'
    | 'match'
    | 'trailer'
    | 'done';
  format: 'zlib' | 'gzip' | 'raw';
  /** Bits read but not used, least significant first. */
  hold: number;
  bits: number;
  lastBlock: boolean;
  /** Ring of the latest output, grown by doubling up to 32 KiB; its length is a power of two. */
  window: Uint8Array;
  /** Bytes of output since the start of the stream. */
  written: number;
  /** Running Adler-32 (zlib) or CRC-32 (gzip) of the output. */
  check: number;
  /** Bytes left in a stored block or a match. */
  length: number;
  /** Distance of the match, or its symbol while extra bits are awaited. */
  distance: number;
  /** Code lengths of a dynamic block: the meta code's 19, then those of literals and distances. */
  metaLengths: Uint8Array;
  lengths: Uint8Array;
  literals: number;
  distances: number;
  metas: number;
  /** How many lengths, header or trailer bytes were read. */
  have: number;
  /** gzip header: flags that are still to be worked off. */
  flags: number;
  /** Trailer bytes as read so far. */
  trailer: number;
}

/** Our own zlib stream (MCCP3). Owner: stream/compression/deflate.ts. */
export interface DeflateState {
  started: boolean;
  adler: number;
}

/** Looking for plain text after a damaged MCCP2 stream. Owner: stream/telnet/mccp.ts. */
export interface ResyncState {
  /** The latest bytes, all printable. */
  run: number[];
  /** How many bytes of IAC WONT MCCP2 were just seen. */
  matched: number;
}

/** Owner: stream/charset/charset.ts. */
export interface CharsetState {
  /** Agreed by CHARSET; overrides the world's setting. */
  negotiated: string | null;
  /** The bytes of a character that has not arrived whole, and the encoding they belong to. */
  pending: Uint8Array;
  encoding: string;
  /** ISO-2022-JP: the character set shifted to. */
  shift: 'ascii' | 'roman' | 'katakana' | 'kanji';
}

/** Owner: stream/text/ansi.ts. */
export interface AnsiState {
  mode: 'ground' | 'escape' | 'intermediate' | 'csi' | 'osc' | 'osc-escape' | 'string' | 'string-escape';
  /** Parameters of the sequence as far as they are kept, and how long it is. */
  collected: string;
  length: number;
  /** Style and link of the text to come. */
  style: string;
  link: string;
  /** The cursor was sent home and nothing printed since: erasing downwards then clears the page. */
  home: boolean;
}

/** The unterminated line. Owner: stream/text/lines.ts. */
export interface LineState {
  text: string;
  runs: Run[];
  /** Style and link of the last run. */
  style: string;
  link: string;
  /** Length of the links of all runs: one that goes on through ten colours counts ten times. */
  linked?: number;
  /** A carriage return that may yet be part of a line end. */
  end: '' | 'cr';
  /** Where the cursor was moved to since, in cells: what is printed next stands there. -1, or absent = nowhere. */
  column?: number;
  /** Text was written, ended or erased, whatever it says now; whoever reads the text sets this back. */
  touched: boolean;
}

/** One value told by GMCP, MSDP, MSSP or MSP. */
export interface DataEntry {
  /** As the server spells it. */
  readonly name: string;
  /** JSON, or what the server sent in its place. */
  readonly text: string;
  readonly valid: boolean;
}

/** Latest values by key (`gmcp:char.vitals`, `msdp:HEALTH`, `mssp:PLAYERS`). Owner: stream/telnet/server-data.ts. */
export interface DataStore {
  entries: Record<string, DataEntry>;
  count: number;
  /** UTF-16 units in all entries. */
  size: number;
}

/** Which tags of MXP count on a line: those of text styles, all, or none. */
export type MxpMode = 'open' | 'secure' | 'locked';

/** A tag of MXP that waits for its end. */
export interface MxpOpenTag {
  /** In small letters. */
  readonly name: string;
  /** It was given where all tags count: the end of a line, or of that mode, does not end it. */
  readonly secure: boolean;
  /** What of the style it has set, as SGR parameters, and the style before it; '' = nothing. */
  readonly set: string;
  readonly before: string;
  /** It has begun a link. */
  readonly link: boolean;
}

/** A tag that the server has defined. */
export interface MxpElement {
  /** The tags that it stands for, without `<` and `>`. */
  readonly inner: readonly string[];
  /** Its attributes in their order, each with what it is by default. */
  attributes: (readonly [name: string, value: string])[];
  /** It counts in open mode. */
  readonly open: boolean;
  /** It has no end. */
  readonly empty: boolean;
}

/** Owner: stream/mxp/mxp.ts. */
export interface MxpState {
  /** Of this line, and of the lines after it. */
  mode: MxpMode;
  usual: MxpMode;
  /** The next tag counts whatever the mode is, if it follows at once. */
  once: boolean;
  /** A tag or an entity that has not come whole, whether it counts as secure, and the quotation mark that is open in it. */
  pending: string;
  secure: boolean;
  quote: string;
  /** The next line end is none. */
  joined: boolean;
  tags: MxpOpenTag[];
  elements: Record<string, MxpElement>;
  entities: Record<string, string>;
  /** UTF-16 units of all that is defined. */
  size: number;
  /** How many links there were. */
  links: number;
  /** Goes up with each EXPIRE, also from connection to connection; links of that name up to that generation are over. */
  generation: number;
  expired: Record<string, number>;
  /** Links with a name of this generation or before are over, whatever the name. */
  over: number;
}

/** A message of MCP whose lines are still coming. */
export interface McpMessage {
  readonly values: Readonly<Record<string, string>>;
  readonly lines: string[];
}

/** Owner: stream/mcp/mcp.ts. */
export interface McpState {
  /** The key of the connection; '' = it is asked for. */
  key: string;
  /** The server takes texts that were edited. */
  edits: boolean;
  /** By their tags, each behind a `=`. */
  open: Record<string, McpMessage>;
  /** UTF-16 units of all of them, and something for each line. */
  size: number;
  /** Texts that were sent. */
  sent: number;
  /** How often the server has said hello. */
  hellos: number;
}

/** The pipeline of one connection. */
export interface StreamState {
  telnet: TelnetState;
  options: OptionsState;
  /** Non-null while the server compresses (MCCP2). */
  inflate: InflateState | null;
  resync: ResyncState | null;
  /** What came compressed on this connection, and what it was, in bytes. */
  packed?: { bytes: number; text: number };
  /** Non-null while we compress (MCCP3). */
  deflate: DeflateState | null;
  charset: CharsetState;
  ansi: AnsiState;
  /** While MXP is agreed on. */
  mxp?: MxpState;
  /** Once the server has said hello. */
  mcp?: McpState;
  line: LineState;
  data: DataStore;
  /** Codes of the notices given: each is given once a connection. */
  told: string[];
}
