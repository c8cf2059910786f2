/** What the user has chosen for this browser: it stays here, and is nobody else's. */

export interface Choices {
  theme: 'auto' | 'light' | 'dark';
  /** Size of the text (px). */
  size: number;
  /** What calls for the user: one of their words, or whatever a game says. */
  calls: 'highlights' | 'activity';
  notify: boolean;
  sound: boolean;
  /** Worlds in which the keyboard of a phone suggests words. */
  suggest: string[];
}

const KEY = 'clay.choices';
const USUAL: Choices = {
  theme: 'auto',
  size: 15,
  calls: 'highlights',
  notify: false,
  sound: false,
  suggest: [],
};

export const choices: Choices = { ...USUAL, ...stored() };

function stored(): Partial<Choices> {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Choices>;
  } catch {
    return {};
  }
}

/** Changes some, and puts them in force. */
export function choose(changed: Partial<Choices>): void {
  Object.assign(choices, changed);
  localStorage.setItem(KEY, JSON.stringify(choices));
  applyChoices();
}

export function applyChoices(): void {
  const root = document.documentElement;
  root.dataset.theme = choices.theme;
  root.style.setProperty('--size', `${choices.size}px`);
}
