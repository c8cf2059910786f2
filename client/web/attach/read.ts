/** Messages of programs: what is missing, or is not what it should be, is none. */
import { type FromProgram, type Hello, TERMINAL_VARIABLES } from '../../../shared/protocol/attach.ts';

/** UTF-16 units of a variable, a pattern, a name. */
const TEXT_LIMIT = 1024;

/** null: it is no message; `unknown`: another build knows it. */
export function readFromProgram(text: string): FromProgram | 'unknown' | null {
  let said: unknown;
  try {
    said = JSON.parse(text);
  } catch {
    return null;
  }
  if (!isRecord(said) || typeof said.t !== 'string') return null;
  switch (said.t) {
    case 'hello':
      return readHello(said);
    case 'size':
      return isSize(said) ? { t: 'size', columns: said.columns, rows: said.rows } : null;
    case 'taken':
    case 'redraw':
      return { t: said.t };
    default:
      return 'unknown';
  }
}

type Said = Readonly<Record<string, unknown>>;

function isRecord(said: unknown): said is Said {
  return typeof said === 'object' && said !== null && !Array.isArray(said);
}

function isSize(said: Said): said is Said & { columns: number; rows: number } {
  return Number.isSafeInteger(said.columns) && Number.isSafeInteger(said.rows);
}

function isText(said: unknown): said is string {
  return typeof said === 'string' && said.length <= TEXT_LIMIT;
}

function readHello(said: Said): Hello | null {
  const { v } = said;
  if (typeof v !== 'number') return null;
  const head = { t: 'hello', v } as const;
  if (said.want === 'terminal') {
    if (!isSize(said) || !isText(said.view) || !isRecord(said.env)) return null;
    const { columns, rows, view, env } = said;
    return { ...head, want: 'terminal', columns, rows, view, env: variablesIn(env) };
  }
  if (said.want === 'grep') {
    const { pattern, how, exact, follow, world } = said;
    if (!isText(pattern) || !isText(world) || typeof exact !== 'boolean' || typeof follow !== 'boolean')
      return null;
    if (how !== 'wild' && how !== 'text' && how !== 'regexp') return null;
    return { ...head, want: 'grep', pattern, how, exact, follow, world };
  }
  const { want, role } = said;
  return want === 'link' && (role === 'play' || role === 'watch') ? { ...head, want, role } : null;
}

function variablesIn(env: Said): Record<string, string> {
  const known = TERMINAL_VARIABLES.map(name => [name, env[name]] as const);
  return Object.fromEntries(known.filter((one): one is readonly [(typeof one)[0], string] => isText(one[1])));
}
