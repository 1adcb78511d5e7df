import type { Checkpoint } from '../../check/checkpoint.ts';
import type { Declared } from '../../check/declare.ts';
import type { ExploreOptions, ExploreResult } from '../../check/result.ts';
import type { Help, Helped } from '../check-messages.ts';
import { Claims } from './claims.ts';

/** Explores what it claims of a check that another thread has begun. Returns what it found; nothing if that cannot be sent. */
export async function help(
  declared: Declared,
  { memory, depth, knowledge, explorer }: Help,
  options: ExploreOptions,
  heartbeat: Int32Array,
  onCheckpoint: (checkpoint: Checkpoint) => void,
): Promise<ExploreResult | undefined> {
  const division = new Claims(memory, depth);
  try {
    const result = await declared.run({
      ...options,
      heartbeat,
      shared: { knowledge, division, onCheckpoint },
      onProgress: ({ executions, blocked }) => division.noteProgress(explorer, executions, blocked),
    });
    division.noteProgress(explorer, result.executions, result.blocked);
    return withoutCause(result);
  } catch {
    // Whoever explores alone then says why it cannot be done.
    division.stop(true);
    return undefined;
  }
}

/** What was thrown may be something that cannot be sent; its text is in the message. */
function withoutCause(result: ExploreResult): ExploreResult {
  if (result.error === null) return result;
  const { cause: _, ...error } = result.error;
  return { ...result, error };
}

/** Sends it, or says that it cannot be. */
export function sendHelped(send: (message: Helped) => void, result: ExploreResult | undefined): void {
  try {
    send({ type: 'helped', result });
  } catch {
    send({ type: 'helped', result: undefined });
  }
}
