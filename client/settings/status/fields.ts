/** Which fields of the status bar there are, by their names: what they show stands in view/status/fields.ts. */
import { fieldNames, parseFormat } from '../../text/fields.ts';

export const statusFields = [
  ...(['said', 'mccp', 'log', 'latency', 'lag', 'active', 'reloaded', 'vitals', 'tls'] as const),
  ...(['paste', 'walk', 'find', 'grep', 'scroll', 'activity', 'sign', 'clock', 'hist'] as const),
  ...(['state', 'world', 'more', 'queue'] as const),
] as const;
export type StatusField = (typeof statusFields)[number];

/** A field of Clay's, or one of those that servers and rules fill. */
export function isStatusField(name: string): boolean {
  return (statusFields as readonly string[]).includes(name) || /^(?:gmcp|msdp|var|timer)\../i.test(name);
}

/** What there is to say of fields that this build does not know, as a newer one may; '' = nothing. */
export function unknownFields(side: string, format: string): string {
  const units = parseFormat(format);
  const names = 'fault' in units ? [] : [...new Set(fieldNames(units))].filter(name => !isStatusField(name));
  if (names.length === 0) return '';
  const fields = names.map(name => `{${name}}`).join(', ');
  const [no, them] = names.length === 1 ? ['no field', 'it'] : ['no fields', 'them'];
  return `status.${side} names ${fields}, which ${names.length === 1 ? 'is' : 'are'} ${no} of this build: nothing stands there for ${them}. /help status has the fields.`;
}
