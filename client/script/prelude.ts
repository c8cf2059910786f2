/**
 * What scripts see, in their own language: it is evaluated in each interpreter before a script is, and stays in its memory
 * for as long as the script lives. So a build has to understand what a prelude of an older one says: what is said (protocol.ts)
 * may get more, never another meaning. docs/examples/clay.d.ts says what each part is for.
 */

import { STORE_PRELUDE } from './prelude-store.ts';

/** 2: what is kept is put in, and handed over, in parts; files and programs. 3: where groups stand in a line. */
export const PRELUDE_KNOWS = 3;

export const PRELUDE = String.raw`(ask => {
'use strict';
const { stringify, parse } = JSON;
const out = [];
// By number. No Maps: in this engine each number that one has as a key makes all that is asked of it take longer.
const handlers = Object.create(null);
const timers = Object.create(null);
let ids = 0;
let world = '';
let line = 0;
let storeData = {};
let isDirty = false;

// All begin as one: chance is each one's own (sfc32).
const seed = [1, 2, 3, 1];
function chance() {
  const sum = (seed[0] + seed[1] + seed[3]) | 0;
  seed[3] = (seed[3] + 1) | 0;
  seed[0] = seed[1] ^ (seed[1] >>> 9);
  seed[1] = (seed[2] + (seed[2] << 3)) | 0;
  seed[2] = (((seed[2] << 21) | (seed[2] >>> 11)) + sum) | 0;
  return sum >>> 0;
}
Math.random = () => (chance() * 2097152 + (chance() >>> 11)) / 9007199254740992;

// What is wanted at once: whatever is more is cut, or none of it would be heard.
const MOST_WANTS = 1000;
const MOST_UNITS = 20000;
const LONGEST = 10000;
let units = 0;
function want(...one) {
  units += one.length > 1 ? one[1].length : 0;
  if (out.length >= MOST_WANTS || units > MOST_UNITS) throw new Error('that is too much at a time');
  out.push(one);
}
const cut = words => (words.length > LONGEST ? words.slice(0, LONGEST) : words);
const text = value => (typeof value === 'string' ? value : String(value));
// What is told outside: to hand over more takes all steps, and it is cut there anyway.
const MOST_SAID = 32768;
function said(value) {
  const words = text(value);
  if (words.length > MOST_SAID) throw new RangeError('a text has ' + MOST_SAID + ' letters at most here, not ' + words.length);
  return words;
}
const worldOf = options => (options?.world === undefined ? world : text(options.world));

function forget(all, id) {
  if (!(id in all)) return false;
  return delete all[id];
}

const asked = (...question) => askedWith('', ...question);

// A long text goes beside the question.
function askedWith(long, ...question) {
  const told = long === '' ? ask(stringify(question)) : ask(stringify(question), long);
  if (told === '["",null]') return null;
  const [fault, answer] = parse(told);
  if (fault) throw new Error(fault);
  return answer;
}

function isFunction(fn, what) {
  if (typeof fn !== 'function') throw new TypeError(what + ' wants a function');
  return fn;
}

// Patterns as rules have them.
function patternOf(pattern, options = {}) {
  if (typeof pattern === 'string') return { patterns: [pattern], mode: options.mode ?? 'text', case: options.case ?? false };
  const all = Array.isArray(pattern) ? pattern : [pattern];
  const isRegExp = all.some(one => one instanceof RegExp);
  if (isRegExp && !all.every(one => one instanceof RegExp)) throw new TypeError('patterns are texts, or regular expressions, not both');
  if (!isRegExp) return { patterns: all.map(text), mode: options.mode ?? 'text', case: options.case ?? false };
  return { patterns: all.map(one => one.source), mode: 'regexp', case: !all.every(one => one.ignoreCase) };
}

// Names of options, as a rule knows them (true), or read by whoever takes them (false).
const known = (own, others) => Object.assign(Object.create(null), Object.fromEntries([...own.map(name => [name, true]), ...others.map(name => [name, false])]));
const OPTIONS = ['priority', 'fall', 'shots', 'chance', 'cooldown', 'worlds', 'style', 'on', 'name', 'when'];
const RULES = known(OPTIONS, ['mode', 'case']);
const WORLD = known([], ['world']);
const KNOWN = {
  trigger: RULES, alias: RULES, wait: known(OPTIONS, ['mode', 'case', 'within', 'world']), hook: known(['worlds'], []),
  send: WORLD, walk: WORLD, run: WORLD, echo: known([], ['world', 'style']),
};

// What nobody reads is told of: a slip in the name of a world would send to another one.
function noOption(what, name) {
  const names = Object.keys(KNOWN[what]);
  throw new TypeError('there is no option ' + name + ' here: there ' + (names.length > 1 ? 'are ' : 'is ') + names.join(', '));
}
const sure = (options, what) => options == null || each(options, what, null);
function each(options, what, spec) {
  if (typeof options !== 'object') throw new TypeError('options are an object, such as { ' + Object.keys(KNOWN[what])[0] + ': … }');
  const all = KNOWN[what];
  for (const name of Object.keys(options)) {
    const isOwn = all[name];
    if (isOwn === undefined) noOption(what, name);
    if (isOwn && options[name] !== undefined) spec[name] = options[name];
  }
}

function register(kind, spec, options, fn) {
  const id = ++ids;
  if (options != null) each(options, kind, spec);
  spec.kind = kind;
  asked('on', id, spec);
  handlers[id] = fn;
  return { remove: () => forget(handlers, id) && asked('off', id) };
}

// A line is made into a match with each call: what is seldom asked for is found out when it is, and each field takes its time.
const PLACES = Symbol('places'), TEXTS = Symbol('texts'), NAMES = Symbol('names');
function Match(whole, where) {
  this.text = whole;
  this.world = where;
}
// The one that this call is about.
let current = null;
function matchOf(whole, where, texts, names) {
  const match = new Match(whole, where);
  if (texts !== '') match[TEXTS] = texts;
  if (names !== '') match[NAMES] = names;
  return match;
}
const textsOf = match => (typeof match[TEXTS] === 'string' ? (match[TEXTS] = match[TEXTS].split('\u0001')) : match[TEXTS]);
function partOf(match, at) {
  const places = match[PLACES];
  if (places !== '') {
    const start = places.charCodeAt(2 * at);
    // 0: the group took no part.
    if (start > 0) return match.text.slice(start - 1, places.charCodeAt(2 * at + 1) - 1);
    return start === 0 ? '' : undefined;
  }
  if (match[TEXTS] !== '') return textsOf(match)[at];
  return at === 0 ? match.text : undefined;
}
function soon(match, what) {
  if (match !== current) throw new Error(what + ' comes too late: the line is on screen');
}
Match.prototype = {
  [PLACES]: '',
  [TEXTS]: '',
  [NAMES]: '',
  get length() {
    if (this[PLACES] !== '') return this[PLACES].length / 2;
    return this[TEXTS] === '' ? 1 : textsOf(this).length;
  },
  get groups() {
    const named = {};
    if (this[NAMES] !== '') this[NAMES].split('\u0001').forEach((name, at) => { if (name) named[name] = partOf(this, at); });
    return named;
  },
  gag() { soon(this, 'gag()'); want('gag'); },
  replace(words) { soon(this, 'replace()'); want('replace', cut(text(words))); },
  hilite(style, part = 'match') { soon(this, 'hilite()'); asked('hilite', text(style), part); },
  send(words) { clay.send(words, { world: this.world }); },
};
for (let at = 0; at < 100; at++) {
  const start = 2 * at, end = start + 1;
  // As partOf() does, without another call: it is what nearly all of them ask for.
  const get = function () {
    const places = this[PLACES];
    const from = places.charCodeAt(start);
    return from > 0 ? this.text.slice(from - 1, places.charCodeAt(end) - 1) : partOf(this, at);
  };
  Object.defineProperty(Match.prototype, at, { get });
}
// How a match is made, field by field: what no object is like any more would be found out anew for each.
Match.stages = [[], ['text'], ['text', 'world'], ['text', 'world', PLACES]].map(fields => {
  const one = Object.create(Match.prototype);
  for (const field of fields) one[field] = '';
  return one;
});

function start(ms, every, fn, name) {
  const delay = Math.max(every ? 10 : 0, Number(ms));
  if (!Number.isFinite(delay)) throw new TypeError('a time is a number of milliseconds');
  const id = ++ids;
  asked('timer', id, delay);
  timers[id] = { fn, world, every: every ? delay : 0, name };
  return { stop: () => forget(timers, id) && asked('stop', id) };
}

// What others do: whoever waits for it goes on when it is done.
const jobs = new Map();
function job(long, kind, what) {
  return new Promise((go, no) => {
    const id = ++ids;
    askedWith(long, 'job', id, kind, what, long.length);
    jobs.set(id, { go, no, world });
  });
}

const vars = new Proxy({}, {
  get: (_, name) => (typeof name === 'string' ? asked('var', name, world) : undefined),
  set(_, name, value) { asked('set', name, said(value), world); return true; },
  has: (_, name) => asked('var', name, world) !== '',
  deleteProperty(_, name) { asked('unset', name, world); return true; },
  ownKeys: () => asked('vars', world),
  getOwnPropertyDescriptor: (_, name) => (typeof name === 'string' && asked('vars', world).includes(name) ? { value: asked('var', name, world), writable: true, enumerable: true, configurable: true } : undefined),
});

const clay = {
  trigger: (pattern, fn, options) => register('trigger', patternOf(pattern, options), options, isFunction(fn, 'clay.trigger()')),
  alias(pattern, fn, options) {
    const word = typeof pattern === 'string' ? { patterns: ['^' + pattern.replace(/[^\w]/g, '\\$&') + '(?:\\s+(.*))?$'], mode: 'regexp', case: true } : patternOf(pattern, options);
    return register('alias', word, options, isFunction(fn, 'clay.alias()'));
  },
  hook: (event, fn, options) => register('hook', { event: text(event).toLowerCase() }, options, isFunction(fn, 'clay.hook()')),
  key: (name, fn) => register('key', { key: text(name) }, undefined, isFunction(fn, 'clay.key()')),
  command: (name, fn) => register('command', { command: text(name) }, undefined, isFunction(fn, 'clay.command()')),
  export: (name, fn) => register('export', { export: text(name) }, undefined, isFunction(fn, 'clay.export()')),
  after: (ms, fn) => start(ms, false, isFunction(fn, 'clay.after()')),
  every(ms, name, fn = name) {
    if (typeof name === 'string') for (const id of Object.keys(timers)) if (timers[id].name === name) { delete timers[id]; asked('stop', Number(id)); }
    return start(ms, true, isFunction(fn, 'clay.every()'), typeof name === 'string' ? name : undefined);
  },
  wait: ms => new Promise(go => start(ms, false, () => go())),
  line(pattern, options = {}) {
    return new Promise(go => {
      let timer;
      const done = match => { timer?.stop(); handler.remove(); go(match); };
      const handler = register('wait', { ...patternOf(pattern, options), worlds: options.world === undefined ? options.worlds : [text(options.world)] }, options, done);
      if (options.within === undefined) return;
      try {
        timer = start(options.within, false, () => done(null));
      } catch (error) {
        handler.remove();
        throw error;
      }
    });
  },
  send(words, options) { sure(options, 'send'); asked('send', said(words), worldOf(options), options?.world !== undefined); },
  echo(words, options) { sure(options, 'echo'); asked('echo', said(words), options?.style === undefined ? '' : text(options.style), worldOf(options)); },
  run(command, options) {
    if (Array.isArray(command)) return job('', 'run', command.map(text));
    sure(options, 'run');
    asked('run', said(command), worldOf(options));
  },
  walk(path, options) { sure(options, 'walk'); asked('walk', said(path), worldOf(options), options?.world !== undefined); },
  file: Object.freeze({
    read: path => job('', 'read', text(path)),
    write: (path, words) => job(text(words), 'write', text(path)),
  }),
  bell() { want('bell'); },
  notify(words) { want('notify', cut(text(words))); },
  gmcp: path => asked('told', 'gmcp.' + text(path), world),
  msdp: path => asked('told', 'msdp.' + text(path), world),
  get world() { return world; },
  get worlds() { return asked('worlds'); },
  vars,
  get store() { return watch(storeData); },
  set store(value) { replaceStore(value); },
};
Object.freeze(clay);
globalThis.clay = clay;
globalThis.console = Object.freeze({ log: (...all) => clay.echo(all.map(shown).join(' ')), error: (...all) => clay.echo(all.map(shown).join(' '), { style: 'red' }) });

function shown(value) {
  if (typeof value === 'string') return value;
  if (typeof value === 'function') return 'function ' + value.name;
  if (value instanceof Error) return String(value);
  try { return stringify(value) ?? String(value); } catch { return String(value); }
}

const kinds = {
  boot(store, name) {
    storeData = parse(store);
    for (let at = 0; at < name.length; at++) seed[at % 3] = (seed[at % 3] * 31 + name.charCodeAt(at)) | 0;
    seed[2] ^= Date.now();
    for (let at = 0; at < 12; at++) chance();
  },
  hook(id, where, about) {
    world = where;
    handlers[id]?.(parse(about));
  },
  command(id, where, args) {
    world = where;
    handlers[id]?.(args);
  },
  called(id, where, whole, groups, names) {
    world = where;
    // The line is on screen by now: it is not the one that this call is about.
    handlers[id]?.(matchOf(whole, where, groups, names));
  },
  timer(id, late) {
    const timer = timers[id];
    if (!timer) return;
    world = timer.world;
    // What was missed is done once, and the times after it are what they were.
    if (timer.every) asked('timer', id, timer.every - (late % timer.every));
    else delete timers[id];
    timer.fn();
  },
  job(id, how, said) {
    const one = jobs.get(id);
    if (!one) return;
    jobs.delete(id);
    world = one.world;
    if (how === 'fault') one.no(new Error(said));
    else one.go(how === 'json' ? parse(said) : how === 'text' ? said : undefined);
  },
  js(code, where) {
    world = where;
    const value = (0, eval)(code);
    if (!(value instanceof Promise)) return want('answer', cut(shown(value)));
    value.then(done => want('answer', cut(shown(done))));
  },
  // Some of what it has kept: more of what is at the path.
  piece(path, json) {
    const more = parse(json);
    let at = storeData;
    const names = parse(path);
    const last = names.pop();
    for (const name of names) at = at[name];
    if (typeof more === 'string') return void (at[last] += more);
    const into = last === undefined ? at : at[last];
    if (Array.isArray(more)) for (const one of more) into.push(one);
    else for (const name of Object.keys(more)) Object.defineProperty(into, name, { value: more[name], writable: true, enumerable: true, configurable: true });
  },
  keep(isFirst) {
    if (isFirst) {
      isDoubted = false;
      keeping = { before: new Map() };
      keeping.walk = written(storeData, '', []);
    }
    let part = '';
    try {
      for (let count = 0; part.length < PART && count < 500; count++) {
        const { done, value } = keeping.walk.next();
        if (done) keeping = null;
        if (done) break;
        part += value;
      }
    } catch (error) {
      keeping = null;
      throw error;
    }
    out.push(['part', part, keeping === null]);
  },
};

${STORE_PRELUDE}

// A number: a line for what has this number. Less than 0: its groups are told by where they stand, the start and the end of each and 1.
return (kind, a, b, c, d, e) => {
  if (kind !== undefined) {
    current = null;
    if (typeof kind === 'number') {
      world = a;
      const run = handlers[kind < 0 ? -kind : kind];
      if (run) {
        if (kind > 0) current = matchOf(b, a, c, d);
        else {
          current = new Match(b, a);
          if (c !== undefined) current[PLACES] = c;
          if (d !== undefined) current[NAMES] = d;
        }
        run(current);
      }
    } else kinds[kind](a, b, c, d, e);
    if (kind !== 'keep') doubt();
    // Nothing is to be taken, if nothing waits either.
    return out.length > 0 || isDirty ? true : undefined;
  }
  if (isDirty) want('dirty');
  isDirty = false;
  if (out.length === 0) return '';
  const said = stringify(out);
  out.length = 0;
  units = 0;
  return said;
};
})`;
