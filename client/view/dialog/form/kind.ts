/** A kind of dialog that is a form (form.ts tells how one is made). */
import type { BoxDialogKind } from '../kind.ts';
import { formAnswer } from './answers.ts';
import { formBox } from './draw.ts';
import type { FormDialog, FormSpec } from './form.ts';
import { formKey } from './keys.ts';
import { firstStep, formQuestion } from './questions.ts';

export function formKind<D extends FormDialog>(spec: FormSpec<D>): BoxDialogKind<D> {
  const { describe, settle } = spec;
  return {
    covers: 'box',
    key: (turn, view, dialog, key) => formKey(turn, view, dialog, spec, key) ?? true,
    box: (state, view, dialog) => formBox(state, view, describe(state, view, dialog), dialog.form),
    asks: {
      first: (state, view, dialog) => firstStep(describe(state, view, dialog)),
      question: (state, view, dialog, step) => formQuestion(describe(state, view, dialog), dialog.form, step),
      answer: (turn, view, dialog, step, text) => formAnswer(turn, view, dialog, spec, step, text),
      fault: ({ form }) => form.fault?.text ?? '',
    },
    ...(settle && { settle }),
  };
}
