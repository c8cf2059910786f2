/**
 * In the log, what Clay writes has parameters of SGR like all else, as builds without themes read and write them; on the
 * screen it has the styles of the theme.
 */
import type { Line } from '../../state/log.ts';
import type { StyledText } from '../../state/stream.ts';
import { styles } from '../../terminal/theme.ts';
import { COMMAND_STYLE, FAULT_STYLE, NOTICE_STYLE } from '../../world/lines/own.ts';
import { SENT_STYLE } from '../../world/lines/sent.ts';

const OWN: Readonly<Record<string, string>> = {
  [NOTICE_STYLE]: styles.notice,
  [FAULT_STYLE]: styles.fault,
  [COMMAND_STYLE]: styles.sent,
};

/** As /recall and /grep write it. */
const QUIET = '2';

/** The line with the styles of the theme where Clay or the user wrote it, and as it is where the game did. */
export function named(line: Line): Line {
  const { kind, sent, runs } = line;
  if (kind === 'clay')
    return { ...line, runs: runs.map(run => ({ ...run, style: OWN[run.style] ?? run.style })) };
  if (sent === undefined) return kind === 'again' ? { ...line, ...namedStart(line) } : line;
  const isSent = ({ at, style }: Line['runs'][number]) => at >= sent && style === SENT_STYLE;
  return { ...line, runs: runs.map(run => (isSent(run) ? { ...run, style: styles.sent } : run)) };
}

/** In a box: what Clay has put before a line, its time or its world, begins it and has a run of its own. */
export function namedStart(line: StyledText): StyledText {
  const [first, ...more] = line.runs;
  if (first?.at !== 0 || first.style !== QUIET) return line;
  return { ...line, runs: [{ ...first, style: styles.quiet }, ...more] };
}
