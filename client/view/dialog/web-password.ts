/** The password of the browser view, asked for where nobody sees it: it is in no scrollback and no input history. */
import { changeSetting } from '../../settings/change.ts';
import { parseSettingValue } from '../../settings/value.ts';
import type { WebPasswordDialog } from '../../state/dialog.ts';
import type { State, Turn } from '../../state/state.ts';
import type { View } from '../../state/view.ts';
import { sayHere } from '../../world/world.ts';
import { refuse, refused } from './form/focus.ts';
import { type Form, formState } from './form/form.ts';
import { formKind } from './form/kind.ts';
import { closeDialog, openDialog } from './stack.ts';

const KEY = 'web.password';

export function askWebPassword(view: View): void {
  openDialog(view, { kind: 'web password', form: formState({ password: '', again: '' }, 'password') });
}

export const webPasswordKind = formKind<WebPasswordDialog>({
  describe,
  press(turn, view, dialog, id, form) {
    if (id !== 'save' && id !== 'remove') return void closeDialog(view, dialog);
    const { password = '', again = '' } = dialog.form.values;
    if (id === 'save') {
      if (refused(form, dialog.form)) return;
      if (password === '') return void refuse(form, dialog.form, 'password', 'Type the new password.');
      if (password !== again)
        return void refuse(form, dialog.form, 'again', 'This is not the same password.');
    }
    closeDialog(view, dialog);
    keep(turn, id === 'save' ? password : '');
  },
});

function keep(turn: Turn, password: string): void {
  changeSetting(turn, ['web', 'password'], password);
  const done =
    password === '' ? 'The password is gone: links alone log browsers in.' : 'The password is set.';
  sayHere(turn, `${done} Browsers that are logged in stay so; /web logout all ends that.`);
}

function describe({ settings }: State): Form {
  const isSet = settings.web.password !== '';
  return {
    title: 'Password of the browser view',
    rows: [
      {
        kind: 'text',
        text: 'Browsers log in by it as well as by the link of /web link. Only a hash of it is kept.',
      },
      {
        kind: 'field',
        ...{ id: 'password', label: 'New password' },
        field: { type: 'secret', check: faultIn },
      },
      { kind: 'field', id: 'again', label: 'Once more', field: { type: 'secret' } },
    ],
    buttons: [
      { id: 'save', label: 'Save', letter: 's' },
      ...(isSet ? [{ id: 'remove', label: 'Remove it', letter: 'r' }] : []),
      { id: 'cancel', label: 'Cancel', letter: 'c' },
    ],
  };
}

function faultIn(text: string): string | null {
  const parsed = parseSettingValue(KEY, text);
  return 'fault' in parsed ? parsed.fault : null;
}
