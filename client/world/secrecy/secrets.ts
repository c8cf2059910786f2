/**
 * Passwords that went by. Until the server has them they are kept like everything else, for a crash; from then on they
 * are to be in no file of Clay's: what was recorded of them is replaced by a new checkpoint.
 */
import type { State, Turn } from '../../state/state.ts';
import { isScheduled, schedule } from '../../state/timers.ts';
import type { Link, World } from '../../state/world.ts';
import { keepNewest, waitingIn } from '../outbox.ts';

/** The proxy has read by then (ms) what the kernel has taken for it. */
const READ_BY_PROXY = 2000;

/** What is being recorded has a secret. */
export function noteSecret(state: State): void {
  state.secrets = true;
}

/** What was just queued for the world ends with a secret. */
export function noteSecretSent({ state }: Turn, { link }: World): void {
  if (!link) return;
  link.secretEnd = link.sent + waitingIn(link);
  noteSecret(state);
}

/** At the end of each turn: asks for what was recorded to be forgotten, once nothing depends on it. */
export function forgetSecrets({ state, effects }: Turn): void {
  if (isTyped(state)) state.secrets = true;
  if (!state.secrets || isAwaited(state)) return;
  state.secrets = false;
  effects.push({ type: 'forget' });
}

/** The proxy has what was sent: it need not be sent again. */
export function forgetSent(link: Link | null): void {
  if (link?.secretEnd === undefined) return;
  keepNewest(link, Math.max(0, link.sent - link.secretEnd));
  delete link.secretEnd;
}

/** Whether somebody still types one, or a server has not got one yet. */
function isAwaited(state: State): boolean {
  // Each of them is looked at: timers are set.
  const onTheWay = Object.values(state.worlds).filter(world => isOnTheWay(state, world));
  return isTyped(state) || onTheWay.length > 0;
}

/** In an input line, or in a form. */
function isTyped({ views }: State): boolean {
  return Object.values(views).some(
    ({ editor, dialogs }) =>
      (editor.masked && editor.text !== '') || dialogs.some(dialog => 'form' in dialog && dialog.form.secret),
  );
}

function isOnTheWay(state: State, world: World): boolean {
  const { link } = world;
  if (link?.secretEnd === undefined) return false;
  if (link.sent < link.secretEnd) return true;
  if (link.session === null) {
    delete link.secretEnd;
    return false;
  }
  if (!isScheduled(state, 'secret', world)) schedule(state, 'secret', world, READ_BY_PROXY);
  return true;
}
