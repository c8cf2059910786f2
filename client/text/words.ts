/** A command as one types it, in its words: what a shell would make of quotes and backslashes, and nothing else that it does. */

/** The words; null if a quote does not end. */
export function wordsOfCommand(text: string): string[] | null {
  const words: string[] = [];
  let word: string | null = null;
  let quote = '';
  for (const sign of text.match(/\\.|./gsu) ?? []) {
    const isEscaped = sign.length > 1 && sign.startsWith('\\');
    if (quote !== '' && sign === quote) quote = '';
    else if (quote === "'") word = (word ?? '') + sign;
    else if (isEscaped) word = (word ?? '') + sign.slice(1);
    else if (quote === '' && (sign === '"' || sign === "'")) {
      quote = sign;
      word ??= '';
    } else if (quote === '' && /\s/.test(sign)) {
      if (word !== null) words.push(word);
      word = null;
    } else word = (word ?? '') + sign;
  }
  if (word !== null) words.push(word);
  return quote === '' ? words : null;
}
