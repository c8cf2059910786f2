/** What an image takes over from the one before it. */
import { resumeImports } from '../command/imports/commands.ts';
import type { ImageFacts } from '../state/events.ts';
import type { State, Turn } from '../state/state.ts';
import { TERMINAL } from '../state/view.ts';
import { resumeTrials } from '../view/dialog/worlds/trial.ts';
import { resumeSlowly } from '../view/paste/slowly.ts';
import { tellReloaded } from '../view/plain/settle.ts';
import { resumeGreps } from '../view/search/grep.ts';
import { resumeSpelling } from '../view/spelling/check.ts';
import { resumeSuggesting } from '../view/spelling/suggest.ts';
import { noteTrial } from '../view/status/reloaded.ts';
import { askForKeysAgain } from '../world/edits/mcp.ts';
import { resumeMaps } from '../world/map/ask.ts';
import { noteRoomsAgain } from '../world/map/here.ts';
import { resumeReplays } from '../world/replay/play.ts';
import { writeAgain } from '../world/rules/files.ts';
import { resumeSpeech } from '../world/rules/speech.ts';
import { prepareSoon } from '../world/scripts/due.ts';
import { resumeFiling } from '../world/scripts/filing.ts';
import { resumeJobs } from '../world/scripts/jobs/done.ts';
import { loadNext, resumeOpening } from '../world/scripts/loading/load.ts';
import { writeStoresAgain } from '../world/scripts/store/save.ts';
import { resumeSounds } from '../world/sound/play.ts';
import { askFilesAgain } from '../world/tinyfugue/asking.ts';
import { resumeStreams } from '../world/tinyfugue/streams/files.ts';
import { resumeWalks } from '../world/walk/walk.ts';
import { resumeStart } from './start/waiting.ts';

/** What was asked of another image and is not answered yet is asked again. */
export function resumeAsked(turn: Turn): void {
  // Of an image that crashed meanwhile: this one tries nothing.
  noteTrial(turn.state, false);
  resumeOpening(turn);
  resumeFiling(turn.state);
  loadNext(turn);
  resumeStart(turn);
  prepareSoon(turn);
  writeStoresAgain(turn);
  resumeJobs(turn);
  resumeImports(turn);
  resumeReplays(turn);
  resumeGreps(turn);
  resumeSlowly(turn);
  askForKeysAgain(turn);
  resumeWalks(turn.state);
  resumeMaps(turn);
  noteRoomsAgain(turn);
  resumeTrials(turn);
  resumeSpelling(turn.state);
  resumeSuggesting(turn);
  resumeSpeech(turn);
  resumeSounds(turn);
  writeAgain(turn);
  resumeStreams(turn);
  askFilesAgain(turn);
}

/** What this image knows of itself and of its terminal. */
export function takeImage(state: State, { version, reloads, ...terminal }: ImageFacts): void {
  Object.assign(state, { version, reloads });
  const view = state.views[TERMINAL];
  if (view) Object.assign(view, terminal);
  tellReloaded(state);
}
