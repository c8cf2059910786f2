/** "Test connection": a connection with what the fields of a world hold, which keeps nothing and says what it has met. */
import { endpoint } from '../../../../shared/fault.ts';
import type { WorldEditor } from '../../../state/dialog.ts';
import type { Event, Target } from '../../../state/events.ts';
import { defaultWorld } from '../../../state/settings.ts';
import type { State, Turn } from '../../../state/state.ts';
import type { FormButton } from '../form/form.ts';
import { valuesOf } from './editor-values.ts';

/** Id of the button. */
export const TRIAL = 'trial';
/** ms: a person waits for it. */
const CONNECT_TIMEOUT = 10_000;
const HANDSHAKE_TIMEOUT = 10_000;

export function startTrial(turn: Turn, dialog: WorldEditor): void {
  const id = turn.state.nextLink++;
  const target = targetOf(dialog);
  dialog.form.fault = null;
  dialog.trial = { id, told: `Trying ${endpoint(target.host, target.port)} ...`, isOver: false };
  turn.effects.push({ type: 'try', id, target });
}

/** Whichever dialog has asked. */
export function onTried({ state }: Turn, { id, told, fault }: Extract<Event, { type: 'tried' }>): void {
  for (const dialog of editorsIn(state)) {
    if (dialog.trial?.id !== id || dialog.trial.isOver) continue;
    const words = [...told, ...(fault ? [fault.sentence] : ['Nothing was sent, and nothing is kept.'])];
    dialog.trial = { id, told: words.join(' '), isOver: true };
    if (fault) dialog.form.fault = { id: TRIAL, text: words.join(' ') };
  }
}

/** What was being tried by another image is tried again. */
export function resumeTrials(turn: Turn): void {
  for (const dialog of editorsIn(turn.state)) {
    if (!dialog.trial || dialog.trial.isOver) continue;
    turn.effects.push({ type: 'try', id: dialog.trial.id, target: targetOf(dialog) });
  }
}

export function trialButton({ trial }: WorldEditor): FormButton {
  const about = trial?.told ?? 'Connects with what the rows hold, says how that went, and hangs up.';
  return { id: TRIAL, label: 'Test connection', letter: 't', about };
}

function editorsIn({ views }: State): WorldEditor[] {
  return Object.values(views).flatMap(({ dialogs }) =>
    dialogs.filter((dialog): dialog is WorldEditor => dialog.kind === 'world'),
  );
}

/** A connection of the client's own, whatever carries the world later: a session would have to be ended again. */
function targetOf({ form, name }: WorldEditor): Target {
  const values = { ...defaultWorld(), ...valuesOf(form.values) };
  return {
    world: name ?? '',
    host: values.host,
    port: values.port,
    tls: values.tls,
    connectTimeout: CONNECT_TIMEOUT,
    handshakeTimeout: HANDSHAKE_TIMEOUT,
    via: values.proxy,
    policy: values.tls_verify,
    legacy: values.tls_legacy,
    certificate: values.tls_cert,
    key: values.tls_key,
    proxy: null,
  };
}
