/** The address of a Clay on another machine, as its /web shows it. */

export interface Address {
  /** Host name, or address without brackets. */
  readonly host: string;
  readonly port: number;
  /** As in `Host`, and as it is called. */
  readonly name: string;
  /** Of a link that logs in once; null: the address alone. */
  readonly code: string | null;
}

const USUAL_PORT = 443;

/** Why it is none, if it is a text. */
export function readAddress(text: string): Address | string {
  if (/^http:/i.test(text))
    return 'plain HTTP is for pages on its own machine; an address begins with https://, and without one it reaches clients of this machine';
  if (!/^https:/i.test(text)) return `"${text}" is no address: it is https://host:port`;
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return `"${text}" is no address: it is https://host:port`;
  }
  const { hostname, port, username, password, pathname, search, hash, host } = url;
  if (username !== '' || password !== '' || pathname !== '/' || search !== '')
    return `"${text}" is more than an address: https://host:port is enough`;
  const code = hash.slice(1);
  return {
    host: hostname.replace(/^\[(.*)\]$/, '$1'),
    port: port === '' ? USUAL_PORT : Number(port),
    name: host,
    code: code === '' ? null : code,
  };
}
