/** MSSP (option 70): what a server tells of itself, once, for `/mssp`. */
import { Buffer } from 'node:buffer';
import type { Road } from '../pipeline.ts';
import { printable } from '../printable.ts';
import { store } from './server-data.ts';

export const MSSP = 70;

/** (VAR name VAL value …)+; a variable may have several values. */
const VARIABLE = /\x01([^\x01\x02]*)((?:\x02[^\x01\x02]*)+)/g;

export function receiveMssp(road: Road, payload: Uint8Array): void {
  for (const match of Buffer.from(payload).toString('utf8').matchAll(VARIABLE)) {
    const name = printable(match[1]!);
    const values = match[2]!.slice(1).split('\x02').map(printable);
    store(road, 'mssp', name, name, JSON.stringify(values.length === 1 ? values[0] : values));
  }
}
