/** What was entered before, and the way through it; what is being written is kept meanwhile. */

const LIMIT = 1000;

export interface History {
  set(inputs: readonly string[]): void;
  add(text: string): void;
  /** The next older or newer one; null: there is none. `written`: what stands in the input. */
  go(step: -1 | 1, written: string): string | null;
}

export function createHistory(): History {
  let inputs: string[] = [];
  let at = 0;
  let draft = '';
  return {
    set(all) {
      inputs = [...all];
      at = inputs.length;
    },
    add(text) {
      if (text.trim() !== '' && inputs.at(-1) !== text) inputs.push(text);
      inputs = inputs.slice(-LIMIT);
      [at, draft] = [inputs.length, ''];
    },
    go(step, written) {
      const to = at + step;
      if (to < 0 || to > inputs.length) return null;
      if (at === inputs.length) draft = written;
      at = to;
      return inputs[at] ?? draft;
    },
  };
}
