/** The proxy that a world's connection goes through, as the settings have it: `socks5://user:password@host:port`. */

export interface Via {
  readonly kind: 'socks5' | 'http';
  readonly host: string;
  readonly port: number;
  /** '' for none, as is the password. */
  readonly user: string;
  readonly password: string;
}

const USUAL_PORT = { socks5: 1080, http: 8080 } as const;

/** Returns the proxy of this address, or null if it is none. */
export function parseVia(text: string): Via | null {
  const [, kind, rest] = /^(socks5|http):\/\/(.+)$/i.exec(text) ?? [];
  if (kind === undefined || !URL.canParse(`via://${rest}`)) return null;
  // Under another name, lest the usual port of HTTP be taken for none.
  const { hostname, port, username, password, pathname, search, hash } = new URL(`via://${rest}`);
  if (hostname === '' || `${pathname}${search}${hash}`.length > 1 || port === '0') return null;
  const known = kind.toLowerCase() as Via['kind'];
  const [user, secret] = [username, password].map(plain);
  if (user === undefined || secret === undefined) return null;
  return {
    kind: known,
    host: hostname.replace(/^\[(.*)\]$/, '$1'),
    port: port === '' ? USUAL_PORT[known] : Number(port),
    user,
    password: secret,
  };
}

function plain(escaped: string): string | undefined {
  try {
    return decodeURIComponent(escaped);
  } catch {
    // A percent sign that escapes nothing.
    return undefined;
  }
}
