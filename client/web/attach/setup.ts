/** What an attached terminal is told besides its screen: modes, keyboard, title. It is known by what it was sent. */
import type { State, Turn } from '../../state/state.ts';
import type { View } from '../../state/view.ts';
import type { Browser, TerminalSetup } from '../../state/web.ts';
import { encodeFor } from '../../terminal/charset/encode.ts';
import { keyboardOff, keyboardOn } from '../../terminal/keyboard/protocol.ts';
import { ENTER, KEYPAD_OFF, KEYPAD_ON, leaving, MOUSE_ON, mouseOff } from '../../terminal/modes.ts';
import { createOutside } from '../../terminal/outside/title.ts';
import { hasWideCells } from '../../terminal/profile.ts';
import { outsideOf } from '../../view/attention/title.ts';
import { wantsMouse } from '../../view/dialog/kinds.ts';
import { drawOn, tellProgram } from './channel.ts';

/** Sets the terminal up as its view wants it; where that has changed, how to leave it in order, too. */
export function setUp({ state }: Turn, browser: Browser): void {
  const { tty } = browser;
  const view = tty && state.views[tty.view];
  // What is printed needs nothing.
  if (!tty || !view || view.plain || browser.mode !== 'open') return;
  const { setup } = tty;
  const wanted = wantedOf(state, view);
  const change = changeOf(setup, wanted, view);
  tty.setup = wanted;
  if (farewellOf(setup) !== farewellOf(wanted))
    tellProgram(browser, { t: 'farewell', text: farewellOf(wanted) });
  if (change !== '') drawOn(browser, encoded(state, view, change));
}

function wantedOf(state: State, view: View): TerminalSetup {
  return {
    mouse: wantsMouse(state, view.id),
    keypad: state.settings.keypad_walk,
    keyboard: view.keys.keyboard ?? 'legacy',
    ...outsideOf(state, view.id),
  };
}

/** As the terminal is when it is entered. */
const ENTERED: TerminalSetup = { mouse: false, keypad: false, keyboard: 'legacy', title: null, focus: false };

function changeOf(setup: TerminalSetup | null, wanted: TerminalSetup, { device }: View): string {
  const before = setup ?? ENTERED;
  const off = mouseOff(device?.wheelIsApart === true);
  // The wheel may be the terminal's in two ways: which one is said in any case.
  const mouse = before.mouse === wanted.mouse && setup ? '' : wanted.mouse ? MOUSE_ON : off;
  const keypad = before.keypad === wanted.keypad ? '' : wanted.keypad ? KEYPAD_ON : KEYPAD_OFF;
  const isSpoken = before.keyboard === wanted.keyboard;
  const keyboard = isSpoken ? '' : keyboardOff(before.keyboard) + keyboardOn(wanted.keyboard);
  return `${setup ? '' : ENTER}${createOutside(before).set(wanted)}${mouse}${keypad}${keyboard}`;
}

function farewellOf(setup: TerminalSetup | null): string {
  return setup ? leaving(setup.keyboard, setup.title !== null) : '';
}

/** As the terminal of the view takes it. */
export function encoded(state: State, view: View, text: string): Uint8Array {
  const { settings } = state;
  const charset = { charset: view.device?.charset, plainLines: hasWideCells(view, settings) };
  return Buffer.from(encodeFor(charset, text) as string);
}
