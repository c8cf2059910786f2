/** Dialogs on a view without a screen: what they ask goes into the queue, what is entered answers it. */
import type { Turn } from '../../state/state.ts';
import type { Asking, Plain } from '../../state/terminal.ts';
import type { View } from '../../state/view.ts';
import type { Asks, Order, Question } from '../dialog/kind.ts';
import { type OpenDialog, shownDialogs, topDialog } from '../dialog/kinds.ts';
import { isShort } from '../dialog/pager/asks.ts';
import { closeDialog } from '../dialog/stack.ts';
import { keysAsked } from './keys.ts';
import { tellPlain } from './tell.ts';

/** A view that has no screen. */
export type PlainView = View & { readonly plain: Plain };

/** Asks what the dialog on top has to ask, once; what is read in one go is told, and done. */
export function settleAsking({ state }: Turn, view: PlainView): void {
  const { plain } = view;
  for (let open = topDialog(view); open; open = topDialog(view)) {
    const { dialog } = open;
    if (dialog.kind !== 'pager' || !isShort(view, dialog)) break;
    tellPlain(state, view, questionOf(open, state, view, '').lines);
    closeDialog(view, dialog);
  }
  const open = topDialog(view);
  if (!open) {
    plain.asking = null;
    return;
  }
  const depth = shownDialogs(view).length;
  const { asking } = plain;
  const isSame = asking?.kind === open.dialog.kind && asking.depth === depth && !isAnother(asking, open);
  if (!isSame) ask(state, view, open, asksOf(open).first?.(state, view, open.dialog) ?? '', true);
  tellFault(state, view, open);
}

function asksOf({ kind }: OpenDialog): Asks<OpenDialog['dialog']> {
  return kind.asks ?? keysAsked;
}

function questionOf(open: OpenDialog, state: Turn['state'], view: View, step: string): Question {
  return asksOf(open).question(state, view, open.dialog, step);
}

function ask(state: Turn['state'], view: PlainView, open: OpenDialog, step: string, whole: boolean): void {
  const { lines, prompt, secret = false } = questionOf(open, state, view, step);
  if (whole) tellPlain(state, view, lines);
  const { kind } = open.dialog;
  const text = textOf(open);
  const asking: Asking = {
    ...{ kind, depth: shownDialogs(view).length, step, prompt, secret, fault: '' },
    ...(text !== '' && { text }),
  };
  view.plain.asking = asking;
}

/** One text has taken the place of another. A build before did not say which it was. */
function isAnother({ text }: Asking, open: OpenDialog): boolean {
  return text !== undefined && text !== textOf(open);
}

/** Which text is read; '': the dialog is none. */
function textOf({ dialog }: OpenDialog): string {
  if (dialog.kind !== 'pager') return '';
  return `${dialog.title} ${dialog.lines.length} ${dialog.lines[0]?.text ?? ''} ${dialog.lines.at(-1)?.text ?? ''}`;
}

/** What has come to be wrong since, such as a connection that was tried. */
function tellFault(state: Turn['state'], view: PlainView, open: OpenDialog): void {
  const { asking } = view.plain;
  const fault = asksOf(open).fault?.(open.dialog) ?? '';
  if (!asking || fault === asking.fault) return;
  asking.fault = fault;
  if (fault !== '') tellPlain(state, view, [fault]);
}

/** A line was entered while a dialog asks. Returns a command that is to be run. */
export function answerAsking(turn: Turn, view: PlainView, text: string): Order | undefined {
  const { state } = turn;
  const open = topDialog(view);
  const { asking } = view.plain;
  if (!open || !asking) return undefined;
  const { says, step, again, order } = asksOf(open).answer(turn, view, open.dialog, asking.step, text);
  tellPlain(state, view, says);
  const now = topDialog(view);
  // Another one has come up, or this one was left: what it asks, `settleAsking` finds out.
  if (now?.dialog !== open.dialog) view.plain.asking = null;
  else ask(state, view, open, step, again);
  return order;
}
