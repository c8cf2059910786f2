/** The colours of the status bar, by what they say, as the themes have them. What each says is to be read as well. */
import { styles } from '../../terminal/theme.ts';

export const STYLES = {
  plain: styles.bar,
  /** How far one is from the end. */
  strong: styles.barStrong,
  /** It waits for the user. */
  alert: styles.barAlert,
  connected: styles.barGood,
  /** Connecting, or waiting to. */
  underWay: styles.barWarn,
  disconnected: styles.barBad,
  /** A connection whose server nobody vouches for. */
  unverified: styles.barWarn,
  failed: styles.barBad,
  news: styles.barNews,
  /** A world in which one of the user's words has come up. */
  highlight: styles.barNews,
  /** A world that only Clay has said something in. */
  quiet: styles.barQuiet,
  /** A gauge that is nearly empty. */
  low: styles.barBad,
} as const;
