/** Where a server is, as people write it: `host port`, `host:port`, `[2001:db8::1]:4000`, `telnet://host:port`. */

export interface Server {
  readonly host: string;
  readonly port: number;
  /** It was said in the address or behind it. */
  readonly tls: boolean;
}

/** What was typed is no address; the sentence says what is wrong with it. */
export interface NoServer {
  readonly fault: string;
}

/** What other clients call it, too. */
const IS_TLS = /^(?:--?)?(?:tls|ssl)$/i;

/** Reads `host port [tls]`; `example` is such a command, for the sentence that says what is missing. */
export function parseServer(
  words: readonly string[],
  example: (server: string) => string,
): Server | NoServer {
  const options = words.filter(word => word.startsWith('-') && !/^-\d/.test(word));
  const unknown = options.find(word => !IS_TLS.test(word));
  if (unknown !== undefined)
    return {
      fault: `There is no option ${unknown}: ${example('mud.example.org 4000 tls')}, for example.`,
    };
  if (options.length > 0) {
    const server = parseServer(
      words.filter(word => !options.includes(word)),
      example,
    );
    return 'fault' in server ? server : { ...server, tls: true };
  }
  const { address, tls } = withoutScheme(words[0] ?? '');
  const joined = splitAddress(address);
  const host = joined?.host ?? address.replace(/^\[(.*)\]$/, '$1');
  const portText = joined?.port ?? words[1];
  const rest = words.slice(joined ? 1 : 2);
  if (host === '')
    return { fault: `The host and the port are missing: ${example('mud.example.org 4000')}, for example.` };
  if (portText === undefined || portText === '')
    return { fault: `The port of ${host} is missing: ${example(`${host} 4000`)}, for example.` };
  const port = parsePort(portText);
  if (port === null) return { fault: `"${portText}" is not a port: a number from 1 to 65535 is.` };
  if (rest.length > 1 || (rest.length === 1 && !IS_TLS.test(rest[0] as string)))
    return {
      fault: `"${rest.join(' ')}" is not understood: behind the port there may be tls, and nothing else.`,
    };
  return { host, port, tls: tls || rest.length === 1 };
}

/** Whether the text is an address with its port. */
export function isAddress(text: string): boolean {
  const { address } = withoutScheme(text);
  return isPort(splitAddress(address)?.port);
}

export function isPort(text: string | undefined): boolean {
  return parsePort(text) !== null;
}

/** A port, or null. */
function parsePort(text: string | undefined): number | null {
  if (text === undefined || !/^\d{1,5}$/.test(text)) return null;
  const port = Number(text);
  return port >= 1 && port <= 65_535 ? port : null;
}

function withoutScheme(text: string): { address: string; tls: boolean } {
  const [, scheme, address = ''] = /^(telnets?):\/\/([^/]*)\/?$/i.exec(text) ?? [];
  return scheme === undefined
    ? { address: text, tls: false }
    : { address, tls: scheme.toLowerCase() === 'telnets' };
}

/** An IPv6 address has colons of its own, and is in brackets where a port follows. */
function splitAddress(text: string): { host: string; port: string } | null {
  const [, bracketed, plain, port] = /^(?:\[([^\]]+)\]|([^:[\]]+)):(.*)$/.exec(text) ?? [];
  const host = bracketed ?? plain;
  return host === undefined || port === undefined || port.includes(':') ? null : { host, port };
}
