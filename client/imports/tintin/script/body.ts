/** Bodies of what is registered: functions of JavaScript, with their arguments and local variables. */
import { type Scope, within } from './scope.ts';

/** `head` opens it, `tail` closes it; local variables stand at its beginning. */
export function registered(
  head: string,
  body: readonly string[],
  locals: Iterable<string>,
  tail: string,
): string[] {
  const own = [...new Set(locals)];
  const declared = own.length > 0 ? [`  let ${own.map(name => `${name} = ''`).join(', ')};`] : [];
  return [head, ...declared, ...body.map(line => `  ${line}`), tail];
}

/**
 * The body of something new, with arguments of its own. Within a body that has arguments its own are one sign further in: `%%1`.
 * Throws an Error with a reason.
 */
export function bodyOf(
  body: string,
  scope: Scope,
  argument: Scope['argument'],
  inLine = false,
): { lines: string[]; locals: Iterable<string> } {
  const isNested = scope.inBody && scope.argument !== null;
  if (isNested && scope.inner !== null)
    throw new Error('what a body makes within what a body makes has no counterpart');
  const locals = new Map<string, string>();
  const lines = scope.file.translate(
    body,
    within(scope, {
      ...(isNested ? { inner: argument } : { argument, inner: null }),
      ...{ locals, inLine, inLoop: false, inBody: true, found: null },
    }),
  );
  if (lines.length === 0) throw new Error('it does nothing');
  return { lines, locals: locals.values() };
}
