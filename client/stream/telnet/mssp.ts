/** MSSP (option 70): what a server tells of itself, once, for `/mssp`. */

import { Buffer } from 'node:buffer';
import type { Pipeline } from '../pipeline.ts';
import { printable } from '../printable.ts';
import { MAX_VALUES, store, tooManyValues } from './server-data.ts';

export const MSSP = 70;

const VAR = '\x01';
const VAL = '\x02';

/** (VAR name VAL value …)+; a variable may have several values, and without any it is none. */
export function receiveMssp(pipeline: Pipeline, payload: Uint8Array): void {
  const text = Buffer.from(payload).toString('utf8');
  // One more than there may be shows that there are too many.
  const variables = text.split(VAR, MAX_VALUES + 2).slice(1);
  const told = variables.map(variable => variable.split(VAL, MAX_VALUES + 2));
  if (told.reduce((sum, { length }) => sum + length, 0) > MAX_VALUES) return tooManyValues(pipeline, 'MSSP');
  for (const [name, ...values] of told)
    if (values.length > 0) keep(pipeline, printable(name!), values.map(printable));
}

function keep(pipeline: Pipeline, name: string, values: readonly string[]): void {
  store(pipeline, 'mssp', name, name, JSON.stringify(values.length === 1 ? values[0] : values));
}
