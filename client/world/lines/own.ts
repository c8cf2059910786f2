/** Lines of Clay's own. */
import type { Line } from '../../state/log.ts';
import { printable } from '../../stream/printable.ts';

/** How they begin; the screen makes a sign of it that no server can make (view/sign.ts). */
export const MARK = '% ';
export const NOTICE_STYLE = '36';
/** Something has failed, or was not understood. */
export const FAULT_STYLE = '31';
export const COMMAND_STYLE = '2';

export function ownLine(text: string, time: number, style = NOTICE_STYLE): Line {
  return { text: MARK + printable(text), runs: [{ at: 0, style }], time, kind: 'clay' };
}

/** Sets what stands above it off from what comes; it needs no sign. */
export function blankLine(time: number): Line {
  return { text: '', runs: [], time, kind: 'clay' };
}

/** A command, above what it says. */
export function commandLine(text: string, time: number): Line {
  return ownLine(text, time, COMMAND_STYLE);
}
