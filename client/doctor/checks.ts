/** What is looked at, in the order of the table: facts become findings. */
import { X509Certificate } from 'node:crypto';
import { isFault } from '../../shared/fault.ts';
import { isNewEnough, OLDEST_NODE } from '../starter/node-version.ts';
import { deviceOf } from '../terminal/profile.ts';
import type { Facts } from './facts.ts';
import { amiss, type Finding, hint, ok } from './finding.ts';

/** Below, the disk is as good as full: a profile's files and a spill file take some megabytes a day. */
const LITTLE = 64 * 1024 * 1024;
/** A world takes one or two descriptors, a browser one. */
const FEW_DESCRIPTORS = 256;
/** The smallest screen that everything fits on. */
const SMALL = [40, 6] as const;
const DAY = 24 * 3600 * 1000;

type Check = (facts: Facts) => Finding | readonly Finding[];

const checks: readonly Check[] = [
  node,
  build,
  addon,
  quickStarts,
  terminal,
  characters,
  profile,
  secrets,
  settings,
  rules,
  runtime,
  descriptors,
  clients,
  proxy,
  browsers,
];

/** All findings. */
export function examine(facts: Facts): Finding[] {
  return checks.flatMap(check => check(facts));
}

function node({ node: version }: Facts): Finding {
  return isNewEnough(version)
    ? ok('Node', version)
    : amiss('Node', `${version} is too old`, `Install ${OLDEST_NODE.join('.')} or newer.`);
}

function build({ directory, missing, distrust }: Facts): Finding {
  if (missing.length > 0)
    return amiss('build', `${directory} lacks ${missing.join(', ')}`, 'Install or build Clay again.');
  return distrust === null
    ? ok('build', directory)
    : amiss('build', distrust, 'Take the right to write away from others: a reload runs these files.');
}

function addon({ addon: why }: Facts): Finding {
  return why === null
    ? ok('native addon', 'there; /reload and kill -USR1 work')
    : amiss(
        'native addon',
        why,
        'Without it Clay cannot replace its code. Install a C compiler, then build Clay or run prepare.js in its directory.',
      );
}

function quickStarts({ hasCodeCache, hasSnapshot, directory }: Facts): Finding {
  const lacking = [
    ...(hasCodeCache ? [] : ['no code cache for this Node']),
    ...(hasSnapshot ? [] : ['no start-up snapshot for this Node and processor']),
  ];
  return lacking.length === 0
    ? ok('quick starts', 'code cache and start-up snapshot fit')
    : hint(
        'quick starts',
        `${lacking.join(', ')}: starts and reloads take longer`,
        `Run: node ${directory}/prepare.js`,
      );
}

function terminal({ env, isTerminal, size }: Facts): Finding {
  const { TERM = '' } = env;
  if (!isTerminal || size === null)
    return hint('terminal', 'this is none', 'Clay needs one, or --plain, or --headless.');
  const { depth, dumb } = deviceOf(env);
  if (dumb === true)
    return hint(
      'terminal',
      `TERM is "${TERM}"`,
      'Clay starts as with --plain. Set TERM to what the terminal is.',
    );
  const [columns, rows] = size;
  const colors = depth === 'none' ? 'no colours' : depth === 'truecolor' ? 'all colours' : `${depth} colours`;
  const said = `${TERM}, ${columns} × ${rows}, ${colors}`;
  return columns < SMALL[0] || rows < SMALL[1]
    ? hint('terminal', said, `Dialogs want ${SMALL.join(' × ')} at least.`)
    : ok('terminal', said);
}

function characters({ env }: Facts): Finding {
  const { charset } = deviceOf(env);
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || '';
  if (charset === undefined) return ok('characters', locale === '' ? 'UTF-8 (no locale is set)' : locale);
  return hint(
    'characters',
    `the locale "${locale}" has ${charset}: other characters are replaced`,
    'Where the terminal knows UTF-8, set LANG=C.UTF-8.',
  );
}

function profile({ home, uid, free }: Facts): Finding {
  const { path, stats } = home;
  if (stats === null) return ok('profile', `${path} is made at the first start`);
  if (stats.uid !== uid)
    return amiss(
      'profile',
      `${path} belongs to another user (uid ${stats.uid})`,
      `Run: chown -R $(id -u) ${path}`,
    );
  if ((stats.mode & 0o077) !== 0)
    return amiss('profile', `${path} is open to others (${octal(stats.mode)})`, `Run: chmod 700 ${path}`);
  if (free !== null && free < LITTLE)
    return amiss(
      'profile',
      `${path}: ${Math.floor(free / 1024 / 1024)} MiB are free`,
      'Make room: logs, history and the state of a reload are written there.',
    );
  return ok('profile', path);
}

function secrets({ files }: Facts): Finding {
  const open = files.filter(({ stats }) => stats !== null && (stats.mode & 0o077) !== 0);
  return open.length === 0
    ? ok('files', 'readable by you alone')
    : amiss(
        'files',
        `others may read ${open.map(({ path, stats }) => `${path} (${octal(stats?.mode ?? 0)})`).join(', ')}`,
        `Run: chmod 600 ${open.map(({ path }) => path).join(' ')}`,
      );
}

function octal(mode: number): string {
  return (mode & 0o777).toString(8).padStart(4, '0');
}

function settings({ settings: read }: Facts): Finding | Finding[] {
  if (isFault(read))
    return amiss('settings.toml', read.sentence, 'Until it is mended the default settings are used.');
  if (read.warnings.length > 0)
    return read.warnings.map(warning =>
      hint('settings.toml', warning, 'clay-settings(5) and /help settings have all keys.'),
    );
  const worlds = Object.keys(read.settings.worlds).length;
  return ok('settings.toml', `${worlds} ${worlds === 1 ? 'world' : 'worlds'}`);
}

function rules({ rules: read }: Facts): Finding {
  if (typeof read === 'string')
    return amiss('automation.toml', read, 'Until it is mended there are no rules of that file.');
  return ok('automation.toml', `${read} ${read === 1 ? 'rule' : 'rules'}`);
}

function runtime({ runtime: found }: Facts): Finding {
  const what = 'runtime directory';
  if (isFault(found))
    return amiss(what, found.sentence, 'Without it nothing survives a crash, and there is no proxy.');
  return found.isNoexec
    ? hint(
        what,
        `${found.path} is mounted noexec`,
        'The running client is called node instead of clay after a reload: set XDG_RUNTIME_DIR elsewhere.',
      )
    : ok(what, found.path);
}

function descriptors({ descriptors: limit }: Facts): Finding | [] {
  if (limit === null) return [];
  return limit >= FEW_DESCRIPTORS
    ? ok('descriptors', `${limit} at once`)
    : hint('descriptors', `${limit} at once`, 'Many worlds need more: ulimit -n 1024.');
}

function clients({ clients: pids }: Facts): Finding {
  if (pids.length === 0) return ok('clients', 'none runs with this profile');
  return ok('clients', `running: ${pids.join(', ')}`);
}

function proxy({ settings: read, proxies }: Facts): Finding {
  const what = 'TLS Proxy';
  const there = proxies.length === 0 ? 'none has run' : `${proxies.length} known`;
  if (isFault(read)) return ok(what, there);
  const { tls_proxy, worlds } = read.settings;
  const tls = Object.values(worlds).filter(world => world.tls).length;
  if (tls_proxy) return ok(what, `on; ${there}`);
  if (tls === 0) return ok(what, 'off; no world has TLS');
  return hint(
    what,
    `off, and ${tls} ${tls === 1 ? 'world has' : 'worlds have'} TLS: a reload ends ${tls === 1 ? 'it' : 'them'}`,
    'In Clay: /setup tls_proxy on',
  );
}

function browsers({ settings: read, certificate, now }: Facts): Finding {
  const what = 'browsers';
  if (isFault(read)) return ok(what, 'as the settings will say');
  const { enabled, https, cert } = read.settings.web;
  if (!enabled && !https) return ok(what, 'off');
  if (!https) return ok(what, 'on this machine, without TLS');
  if (cert !== '') return ok(what, `by HTTPS, with ${cert}`);
  if (certificate === null) return ok(what, 'by HTTPS; the certificate is made when Clay listens');
  const ends = endOf(certificate);
  if (ends === null)
    return amiss(what, 'the certificate cannot be read', 'Remove web/certificate.crt: a new one is made.');
  return ends < now
    ? hint(what, `the certificate has ended on ${dayOf(ends)}`, 'It is made anew while Clay listens.')
    : ok(
        what,
        `by HTTPS; the certificate counts until ${dayOf(ends)} (${Math.floor((ends - now) / DAY)} days)`,
      );
}

/** Unix ms; null for what is no certificate. */
function endOf(pem: string): number | null {
  try {
    return Date.parse(new X509Certificate(pem).validTo);
  } catch {
    return null;
  }
}

function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
