import type { LitmusTest } from '../program.ts';
import type { Judgement } from '../states.ts';
import type { Seen } from './histogram.ts';
import type { Suspect } from './suspect.ts';

export interface RunOptions {
  /** How long threads go through batches. Default 2. */
  readonly seconds?: number;
  /** How much longer the whole may take, with the start of the threads, before they are ended. Default 15. */
  readonly graceSeconds?: number;
}

/** What real threads did. */
export interface Run {
  readonly instances: number;
  readonly seconds: number;
  readonly cores: number;
  readonly seen: readonly SeenAndJudged[];
}

export interface SeenAndJudged extends Seen {
  /** Whether the model allows it: lists it, leaves the program undefined, or would list it if loops went round more often. */
  readonly allowed: boolean;
  /** Of an outcome that the model forbids: who is to blame. */
  readonly suspect?: Suspect;
}

/**
 * Runs a test on real threads for so many seconds, in Node, Bun, Deno, or a page that is cross-origin isolated. Costs a thread for each of
 * the test's; throws `CannotRun` with the reason where JavaScript cannot say what the test does.
 */
export async function runTest(test: LitmusTest, judgement: Judgement, options: RunOptions = {}): Promise<Run> {
  // Loaded only when it is used: who only judges need not wait for it.
  const { runThreads } = await import('./run-threads.ts');
  return runThreads(test, judgement, options);
}
