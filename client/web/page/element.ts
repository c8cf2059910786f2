/** Elements of the page. Whatever they say is text: nothing here is ever read as HTML. */

type Child = Node | string;

/** An element with attributes (`class`, `aria-label`, …) and what is in it; an empty attribute is left out. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string>> = {},
  ...children: (Child | readonly Child[])[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== '') made.setAttribute(name, value);
  for (const child of children) put(made, Array.isArray(child) ? child : [child as Child]);
  return made;
}

/** Adds them, however many there are. */
export function put(parent: Element, children: Iterable<Child>): void {
  for (const child of children) parent.append(child);
}

/** A button that does something. */
export function button(label: string, press: () => void, attributes: Readonly<Record<string, string>> = {}) {
  const made = element('button', { type: 'button', ...attributes }, label);
  made.addEventListener('click', press);
  return made;
}

/** An element that the page begins with. */
export function byId(id: string): HTMLElement {
  return document.getElementById(id) as HTMLElement;
}

/** Its text from now on. What it says already is no change: the page draws itself many times a second. */
export function setText(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

/** Calls for each click on it. */
export function onClick(id: string, press: () => void): void {
  byId(id).addEventListener('click', press);
}

export function isVisible(): boolean {
  return document.visibilityState === 'visible';
}
