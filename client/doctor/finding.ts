/** What the doctor says of one thing. */

export interface Finding {
  readonly what: string;
  /** `hint`: it works, and could be better. `fault`: something that Clay promises is not to be had. */
  readonly state: 'ok' | 'hint' | 'fault';
  readonly said: string;
  /** What to do, as a sentence. */
  readonly cure?: string;
}

export function ok(what: string, said: string): Finding {
  return { what, state: 'ok', said };
}

export function hint(what: string, said: string, cure: string): Finding {
  return { what, state: 'hint', said, cure };
}

export function amiss(what: string, said: string, cure: string): Finding {
  return { what, state: 'fault', said, cure };
}
