/**
 * What a script keeps: how its changes are noticed, and how it is written as text, a piece of what scripts see (prelude.ts), in
 * their own language. It is JSON as JSON.stringify() writes it, one part after another, so that no turn has to hold all of it.
 */
export const STORE_PRELUDE = String.raw`// A copy that tells when something in it changes.
const proxies = new WeakMap();
const originals = new WeakMap();
const original = value => originals.get(value) ?? value;
const watched = {
  get(target, name, self) {
    const value = Reflect.get(target, name, self);
    return typeof value === 'object' && value !== null ? watch(value) : value;
  },
  set(target, name, value, self) { const kept = adopted(value); touch(target); return Reflect.set(target, name, kept); },
  deleteProperty(target, name) { touch(target); return Reflect.deleteProperty(target, name); },
  defineProperty(target, name, how) { adopted(how.value); touch(target); return Reflect.defineProperty(target, name, how); },
};
// What is being written, a part at a time: it is written as it was when that began.
let keeping = null;
function touch(target) {
  isDirty = true;
  if (keeping && !keeping.before.has(target)) keeping.before.set(target, Array.isArray(target) ? target.slice() : { ...target });
}
function watch(value) {
  let proxy = proxies.get(value);
  if (proxy) return proxy;
  proxies.set(value, (proxy = new Proxy(value, watched)));
  originals.set(proxy, value);
  return proxy;
}
// What a script puts in it may go on using as it is, past the watch: const s = (clay.store.s ??= {}). Whether that changes nobody
// tells, so that from then on each call may have changed it: it is written after that, once a second, and the host leaves a file alone
// that has it already.
let isShared = false;
let isDoubted = false;
function doubt() {
  if (!isShared || isDoubted) return;
  isDoubted = true;
  isDirty = true;
}
function adopted(value) {
  if (typeof value === 'bigint') throw new TypeError('clay.store keeps plain data, and no BigInt: String(it) is a text');
  if (typeof value !== 'object' || value === null || originals.has(value)) return original(value);
  if (value instanceof Map || value instanceof Set) throw new TypeError('clay.store keeps plain data, and no ' + (value instanceof Map ? 'Map: Object.fromEntries(it) is' : 'Set: [...it] is') + ' some');
  isShared = true;
  return value;
}
function replaceStore(value) {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new TypeError('clay.store is an object, such as { kills: 0 }');
  storeData = adopted(value);
  isDirty = true;
}

// As JSON.stringify() writes it, in parts: what is small at once, the rest part by part.
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
