/** A client that plays from a build of its own, which tests replace by others. */
import { deploy } from './builds.ts';
import type { Clay } from './clay.ts';
import { type Playing, type PlayingOptions, startPlaying } from './playing.ts';
import { temporaryDirectory } from './temporary.ts';

export interface Deployed extends Playing {
  /** Path of the clay.js that it was started from and that a reload looks up. */
  readonly script: string;
}

export async function playDeployed(options: PlayingOptions = {}): Promise<Deployed> {
  const script = deploy(temporaryDirectory('deploy'));
  return { ...(await startPlaying({ ...options, program: script })), script };
}

/** The text on screen, its rows joined. */
export function unwrapped(clay: Clay): string {
  return clay.screen().join(' ').replaceAll(/\s+/g, ' ');
}
