/** What a script that was TinTin++ has of its own, as it stands in it: arithmetic and conditions, with patterns. */

export const EXPRESSIONS: Readonly<Record<string, string>> = {
  reckon: String.raw`
// Expressions as TinTin++ reckons them, each read once. What is filled in is a number or text, never a sign of the expression.
const ORDER = ['d', '** // * / %', '+ -', '<< >>', '<= >= < >', '=== !== == !=', '&', '^', '|', '&&', '^^', '||'].map(one => one.split(' '));
const TOKEN = /\s*(?:((?:\d[\d,]*)?\.?\d+\.?)([KM]?)(?=d\s*[\d\u0001(]|[^\w.]|$)|(\u0001)|"((?:\\[^]|[^"\\])*)"|(\{)|(d(?=\s*[\d\u0001(]))|([A-Za-z_]\w*|\d\w*)|(===|!==|\*\*|\/\/|<<|>>|<=|>=|==|!=|&&|\^\^|\|\||[^\s\w]))/y;
const parsed = new WeakMap();
function parse(raw) {
  const all = raw.join('\u0001').trim();
  let values = 0;
  let decimals = 0;
  const parts = text => text.split(/(\u0001)/).filter(one => one !== '').map(one => (one === '\u0001' ? values++ : one));
  const tokens = [];
  for (TOKEN.lastIndex = 0; TOKEN.lastIndex < all.length; ) {
    const [found, number, unit, value, quoted, brace, dice, word, sign] = TOKEN.exec(all) ?? [];
    if (found === undefined) throw new Error('an expression has no sense: ' + all.slice(0, 40));
    if (number !== undefined) {
      decimals = Math.max(decimals, number.split('.')[1]?.length ?? 0);
      tokens.push({ number: Number(number.replace(/,/g, '')) * ({ K: 1000, M: 1000000 }[unit] ?? 1) });
    } else if (value !== undefined) tokens.push({ value: values++ });
    else if (quoted !== undefined) tokens.push({ text: parts(quoted) });
    else if (brace !== undefined) {
      let end = TOKEN.lastIndex;
      for (let depth = 1; end < all.length; end++) if (all[end] === '{') depth++; else if (all[end] === '}' && --depth === 0) break;
      tokens.push({ text: parts(all.slice(TOKEN.lastIndex, end)) });
      TOKEN.lastIndex = end + 1;
    } else if (word !== undefined) tokens.push({ number: NaN });
    else if (sign !== ',') tokens.push({ sign: dice ?? sign });
  }
  let at = 0;
  function one() {
    const token = tokens[at++];
    if (token === undefined) throw new Error('an expression ends too soon: ' + all.slice(0, 40));
    if (token.sign === undefined) return token;
    if (token.sign === '(') {
      const inner = level(ORDER.length - 1);
      at++;
      return inner;
    }
    if (!'-+~!'.includes(token.sign)) throw new Error('an expression has no sense at ' + token.sign + ': ' + all.slice(0, 40));
    return { before: token.sign, right: one() };
  }
  function level(of) {
    if (of < 0) return one();
    let left = level(of - 1);
    while (at < tokens.length && ORDER[of].includes(tokens[at].sign)) left = { between: tokens[at++].sign, left, right: level(of - 1) };
    return left;
  }
  return { tree: tokens.length === 0 ? { number: 0 } : level(ORDER.length - 1), decimals };
}
function reckon(raw, given) {
  let known = parsed.get(raw);
  if (!known) parsed.set(raw, (known = parse(raw)));
  let { decimals } = known;
  for (const one of given) {
    const text = String(one);
    const point = text.indexOf('.');
    if (point >= 0 && !Number.isNaN(Number(text))) decimals = Math.max(decimals, text.length - point - 1);
  }
  const round = value => (decimals === 0 || !Number.isFinite(value) ? value : Number(value.toFixed(decimals)));
  const words = parts => parts.map(part => (typeof part === 'number' ? given[part] : part.replace(/\\([^])/g, '$1'))).join('');
  const whole = value => Math.trunc(value) || 0;
  function of(node) {
    if (node.number !== undefined) return node.number;
    if (node.text !== undefined) return 0;
    if (node.value !== undefined) {
      const text = String(given[node.value]).replace(/,/g, '');
      return text.trim() === '' ? NaN : Number(text);
    }
    if (node.before !== undefined) {
      const value = of(node.right);
      return { '-': -value, '+': value, '~': -1 - value, '!': Number.isNaN(value) ? value : value ? 0 : 1 }[node.before];
    }
    const sign = node.between;
    const left = textIn(node.left);
    if (left !== undefined) return compare(sign, left, textIn(node.right)) ? 1 : 0;
    return round(Number(work(sign, of(node.left), of(node.right))));
  }
  // A value may have its quotation marks with it.
  const textIn = ({ text, value }) => text ?? (value !== undefined && /^".*"$/s.test(given[value]) ? [given[value].slice(1, -1)] : undefined);
  function compare(sign, left, right) {
    if (right === undefined) return sign === '!=' || sign === '!==';
    const text = words(left);
    if (sign === '==') return like(text, right, given);
    if (sign === '!=') return !like(text, right, given);
    const other = words(right);
    return { '<': text < other, '<=': text <= other, '>': text > other, '>=': text >= other, '===': text === other, '!==': text !== other }[sign] ?? false;
  }
  function work(sign, a, b) {
    switch (sign) {
      case '+': return a + b;
      case '-': return a - b;
      case '*': return a * b;
      case '<': return a < b;
      case '<=': return a <= b;
      case '>': return a > b;
      case '>=': return a >= b;
      case '==': case '===': return a === b;
      case '!=': case '!==': return a !== b;
      case '&&': return a && b ? 1 : 0;
      case '||': return a || b ? 1 : 0;
      case '^^': return !a !== !b;
      case '/': return b === 0 ? 0 : decimals > 0 ? a / b : whole(whole(a) / whole(b));
      case '%': return b === 0 ? a : decimals > 0 ? a % b : whole(a) % whole(b);
      case '**': return a ** b;
      case '//': return b === 3 ? Math.cbrt(a) : Math.sqrt(a);
      case '<<': return whole(a) * 2 ** whole(b);
      case '>>': return Math.floor(whole(a) / 2 ** whole(b));
      case '&': return BigInt(whole(a)) & BigInt(whole(b));
      case '^': return BigInt(whole(a)) ^ BigInt(whole(b));
      case '|': return BigInt(whole(a)) | BigInt(whole(b));
      default: return Array.from({ length: Math.min(whole(a), 100) }, () => 1 + Math.floor(Math.random() * b)).reduce((sum, one) => sum + one, 0);
    }
  }
  const number = of(known.tree);
  return { number: Number.isNaN(number) ? 0 : number, decimals };
}`,
  like: String.raw`
// Whether all of a text is like a pattern: %* and its like, regular expressions in braces.
const KINDS = { '*': '.*?', '+': '.+?', '?': '.?', '.': '.', w: '\\w*?', W: '\\W*?', d: '\\d*?', D: '\\D*?', s: '\\s*?', S: '\\S*?', a: '[^]*?' };
const patterns = new Map();
function like(text, parts, given) {
  const plain = one => one.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  const key = parts.join('\u0001');
  const isFixed = parts.every(one => typeof one === 'string');
  let pattern = isFixed ? patterns.get(key) : undefined;
  if (pattern === undefined) {
    let source = '';
    let flags = 's';
    let depth = 0;
    for (const part of parts) {
      if (typeof part === 'number') {
        source += depth > 0 ? given[part] : plain(String(given[part]));
        continue;
      }
      for (const [one, number, kind] of part.matchAll(/%(\d\d?)|%([^\d])|\\[^]|[^]/g)) {
        if (one === '{' || one === '}') {
          if (one === '{') source += depth++ === 0 ? '(?:' : one;
          else source += --depth === 0 ? ')' : one;
        } else if (depth > 0) source += one;
        else if (number !== undefined) source += '.*?';
        else if (kind === 'i') flags = 'si';
        else if (kind !== undefined) source += KINDS[kind] ?? plain(one);
        else source += plain(one.length === 2 ? one[1] : one);
      }
    }
    pattern = new RegExp('^(?:' + source + ')$', flags);
    if (isFixed) patterns.set(key, pattern);
  }
  return pattern.test(text);
}`,
  math: `
function math(strings, ...given) {
  const { number, decimals } = reckon(strings.raw ?? strings, given);
  return number.toFixed(decimals).replace(/^-(?=[0.]*$)/, '');
}`,
  holds: `
const holds = (strings, ...given) => reckon(strings.raw, given).number !== 0;`,
};
