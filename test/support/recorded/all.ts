/** Every recorded session. */
import { charsetByDo, charsetByWill, texts } from './charset.ts';
import { mccp2, mccp3, mccp3Ended } from './compression.ts';
import { gmcp, msdp, mssp } from './data.ts';
import type { Recording } from './recording.ts';
import { environment, login, offers, prompts, terminalType, windowSize } from './telnet.ts';
import { colours, garbage, lineEnds } from './text.ts';

export const recordings: readonly Recording[] = [
  login,
  terminalType,
  windowSize,
  environment,
  prompts,
  offers,
  charsetByWill,
  charsetByDo,
  ...texts,
  gmcp,
  msdp,
  mssp,
  mccp2,
  mccp3,
  mccp3Ended,
  colours,
  lineEnds,
  garbage,
];
