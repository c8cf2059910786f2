/** What a script that was TinTin++ has of its own, as it stands in it: variables, tables and lists. */

export const VALUES: Readonly<Record<string, string>> = {
  variables: String.raw`
// Variables are those of /set, which rules have as well; what is in a table is there by all its names: hp_max.
const variables = {
  tables: new Map(),
  // Names first, then numbers: so TinTin++ has them.
  keysOf(table) {
    const all = [...table.keys()];
    const isNumber = key => /^\d+$/.test(key);
    return [...all.filter(key => !isNumber(key)).sort(), ...all.filter(isNumber).sort((a, b) => a - b)];
  },
  // +1 is the first that there is, -1 the last.
  keyIn(table, key) {
    if (!/^[+-]\d+$/.test(key) || table.has(key)) return key;
    const all = this.keysOf(table);
    return all[key < 0 ? all.length + Number(key) : key - 1] ?? key;
  },
  find(names) {
    const own = [];
    let at = this.tables;
    for (const name of names) {
      if (!(at instanceof Map)) return { own: names, value: undefined };
      own.push(own.length === 0 ? name : this.keyIn(at, name));
      at = at.get(own.at(-1));
    }
    return { own, value: at };
  },
  // Where rules see it; null: they have no such names.
  shared(names) {
    const name = names.length === 1 ? names[0] : names.join('_');
    return /^[A-Za-z_]\w{0,63}$/.test(name) ? name : null;
  },
  // What rules have is asked for once a call, and told at its end.
  known: new Map(),
  told: new Map(),
  read(name) {
    const here = this.known.get(name);
    if (here !== undefined) return here;
    this.end();
    const value = clay.vars[name];
    this.known.set(name, value);
    return value;
  },
  tell(name, value) {
    this.end();
    this.known.set(name, value);
    this.told.set(name, value);
  },
  end() {
    if (this.known.size > 0) return;
    Promise.resolve().then(() => {
      for (const [name, value] of this.told) clay.vars[name] = value;
      this.known.clear();
      this.told.clear();
    });
  },
  show(names, value, isGone = false) {
    if (value instanceof Map) for (const [key, one] of value) this.show([...names, key], one, isGone);
    else {
      const name = this.shared(names);
      if (name !== null) this.tell(name, isGone ? '' : value);
    }
  },
};`,
  get: `
function get(...names) {
  const { own, value } = variables.find(names);
  if (value instanceof Map) return table.text(value);
  const shared = variables.shared(own);
  return (shared !== null && variables.read(shared)) || value || '';
}`,
  set: `
function set(given, value) {
  const { own, value: before } = variables.find([given].flat());
  if (before instanceof Map) unset(own);
  let at = variables.tables;
  for (const name of own.slice(0, -1)) {
    if (!(at.get(name) instanceof Map)) at.set(name, new Map());
    at = at.get(name);
  }
  const made = value instanceof Map ? value : String(value);
  at.set(own.at(-1), made);
  variables.show(own, made);
}`,
  unset: `
function unset(given) {
  const { own, value } = variables.find([given].flat());
  variables.show(own, value ?? '', true);
  const at = own.length === 1 ? variables.tables : variables.find(own.slice(0, -1)).value;
  if (at instanceof Map) at.delete(own.at(-1));
}`,
  exists: `
const exists = (...names) => (variables.find(names).value !== undefined || get(...names) !== '' ? 1 : 0);`,
  keys: `
function keys(...names) {
  const { value } = variables.find(names);
  return value instanceof Map ? variables.keysOf(value) : [];
}`,
  values: `
const values = (...names) => keys(...names).map(key => get(...names, key));`,
  size: `
const size = (...names) => keys(...names).length;`,
  items: String.raw`
// {a}{b} and a;b are two.
function items(text) {
  const found = [];
  for (let at = 0; at < text.length; ) {
    if (/[\s;]/.test(text[at])) at++;
    else if (text[at] === '{') {
      let end = at;
      for (let depth = 0; end < text.length; end++) {
        if (text[end] === '{') depth++;
        else if (text[end] === '}' && --depth === 0) break;
      }
      found.push(text.slice(at + 1, end));
      at = end + 1;
    } else {
      const end = text.indexOf(';', at) < 0 ? text.length : text.indexOf(';', at);
      found.push(text.slice(at, end).trimEnd());
      at = end + 1;
    }
  }
  return found;
}`,
  braces: `
const braces = all => all.map(one => '{' + one + '}').join('');`,
  table: String.raw`
// {hp}{5}{mp}{3} as a table; another text is one.
function table(text) {
  if (!/^\s*\{/.test(text)) return text;
  const parts = items(text);
  return new Map(parts.filter((_, at) => at % 2 === 0).map((key, at) => [key, table(parts[at * 2 + 1] ?? '')]));
}
table.text = value => (value instanceof Map ? variables.keysOf(value).map(key => '{' + key + '}{' + table.text(value.get(key)) + '}').join('') : value);`,
  list: `
const list = {
  put(name, all) {
    const { own, value } = variables.find([name].flat());
    if (!(value instanceof Map)) return set(own, new Map(all.map((one, at) => [String(at + 1), one])));
    for (const key of [...value.keys()]) if (!(Number(key) <= all.length)) unset([...own, key]);
    for (const [at, one] of all.entries()) if (value.get(String(at + 1)) !== one) set([...own, String(at + 1)], one);
  },
  at: (all, index) => (Number(index) < 0 ? all.length + Number(index) : Number(index) - 1),
  all: name => values(...[name].flat()),
  create(name, ...more) { this.put(name, more.flatMap(items)); },
  add(name, ...more) { this.put(name, [...this.all(name), ...more.flatMap(items)]); },
  clear(name) { this.put(name, []); },
  collapse(name, between = '') { set(name, this.all(name).join(between)); },
  explode(name, between = '') { this.put(name, get(...[name].flat()).split(between)); },
  tokenize(name, text = '') { this.put(name, [...text]); },
  delete(name, index, count = 1) {
    const all = this.all(name);
    all.splice(this.at(all, index), Number(count));
    this.put(name, all);
  },
  insert(name, index, text) {
    const all = this.all(name);
    const at = this.at(all, index) + (Number(index) < 0 ? 1 : 0);
    all.splice(Number(index) > all.length ? 0 : at, 0, text);
    this.put(name, all);
  },
  set(name, index, text) {
    const all = this.all(name);
    if (all[this.at(all, index)] === undefined) return;
    all[this.at(all, index)] = text;
    this.put(name, all);
  },
  get(name, index) {
    const all = this.all(name);
    return all[this.at(all, index)] ?? '0';
  },
  find(name, pattern) { return String(this.all(name).findIndex(one => (typeof pattern === 'string' ? one === pattern : pattern.test(one))) + 1); },
  size: name => String(list.all(name).length),
  reverse(name) { this.put(name, this.all(name).reverse()); },
  sort(name, ...more) { this.put(name, [...this.all(name), ...more.flatMap(items)].sort()); },
  order(name, ...more) { this.put(name, [...this.all(name), ...more.flatMap(items)].sort((a, b) => Number.isNaN(Number(a)) - Number.isNaN(Number(b)) || a - b || (a < b ? -1 : a > b ? 1 : 0))); },
  shuffle(name) {
    const all = this.all(name);
    for (let at = all.length - 1; at > 0; at--) {
      const other = Math.floor(Math.random() * (at + 1));
      [all[at], all[other]] = [all[other], all[at]];
    }
    this.put(name, all);
  },
};`,
};
