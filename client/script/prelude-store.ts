/**
 * How a script's store is written as text, in parts: a piece of what scripts see (prelude.ts), in their own language. It is
 * JSON as JSON.stringify() writes it, and says one part after another, so that no turn has to hold all of it.
 */
export const STORE_PRELUDE = String.raw`// As JSON.stringify() writes it, in parts: what is small at once, the rest part by part.
const PART = 16384;
const SMALL = 400;
const AT_ONCE = 50;
const isNothing = value => value === undefined || typeof value === 'function' || typeof value === 'symbol';
function room(value, left) {
  if (typeof value === 'string') return left - 1 - value.length / 32;
  if (typeof value !== 'object' || value === null || typeof value.toJSON === 'function') return left - 1;
  if (keeping.before.size > 0 && keeping.before.has(original(value))) return -1;
  for (const one of Array.isArray(value) ? value : Object.values(value)) {
    left = room(one, left - 1);
    if (left < 0) break;
  }
  return left;
}
function someOf(value, names) {
  if (names === null) return value;
  const some = Object.create(null);
  for (const name of names) some[name] = value[name];
  return some;
}
function* written(given, indent, above) {
  const value = original(typeof given?.toJSON === 'function' ? given.toJSON('') : given);
  if (typeof value === 'string' && value.length > PART) return yield* longText(value);
  if (typeof value !== 'object' || value === null || room(value, SMALL) >= 0)
    return yield (stringify(value, null, 2) ?? 'null').replaceAll('\n', '\n' + indent);
  if (above.includes(value)) throw new TypeError('clay.store contains itself');
  above.push(value);
  // It may change while it is being written.
  const whole = () => keeping.before.get(value) ?? value;
  const isList = Array.isArray(value);
  const names = isList ? null : Object.keys(whole()).filter(name => !isNothing(whole()[name]));
  const inner = indent + '  ';
  const { length } = names ?? whole();
  let sign = isList ? '[' : '{';
  for (let at = 0; at < length; ) {
    const some = someOf(isList ? whole().slice(at, at + AT_ONCE) : whole(), names && names.slice(at, at + AT_ONCE));
    if (room(some, SMALL) >= 0) {
      at += AT_ONCE;
      const said = stringify(some, null, 2);
      if (said.length === 2) continue;
      yield sign + said.slice(1, -2).replaceAll('\n', '\n' + indent);
    } else {
      for (const end = Math.min(at + AT_ONCE, length); at < end; at++, sign = ',') {
        yield sign + '\n' + inner + (isList ? '' : stringify(names[at]) + ': ');
        const one = whole()[isList ? at : names[at]];
        yield* written(isNothing(one) ? null : one, inner, above);
      }
    }
    sign = ',';
  }
  yield sign === ',' ? '\n' + indent + (isList ? ']' : '}') : isList ? '[]' : '{}';
  above.pop();
}
function* longText(value) {
  yield '"';
  for (let at = 0; at < value.length; ) {
    let end = at + PART / 2;
    // Both halves of a letter stay together.
    if (end < value.length && (value.charCodeAt(end - 1) & 0xfc00) === 0xd800) end++;
    yield stringify(value.slice(at, end)).slice(1, -1);
    at = end;
  }
  yield '"';
}`;
