import type { SharedMemory } from '../realm/realm.ts';

/** What has no byte form, of the arguments or the result of the thread with that id. (Not by its record: that may be another thread's by the time this arrives.) */
interface Externals {
  readonly id: number;
  readonly externals: readonly unknown[];
  readonly transfer: readonly object[];
}

/**
 * What threads tell the supervisor, and it passes on. Everything that shared memory can say is said there; these are for what only a message can
 * carry (ports, other memories) and what only an event loop can do (start and end workers).
 */
export type Message =
  /** A worker is needed for a thread that is in the queue, and may have this block. With a record: for that thread alone, since no other worker has its limits. */
  | { readonly kind: 'start'; readonly block: number; readonly record: number; readonly resourceLimits: ResourceLimits | undefined }
  /** End the worker that runs this record. */
  | { readonly kind: 'end'; readonly record: number; readonly id: number }
  /** For whichever worker wants them. */
  | (Externals & { readonly kind: 'arguments' })
  /** The worker that says so is about to run the thread with that id, and needs its arguments. */
  | { readonly kind: 'want'; readonly id: number }
  /** For the thread that spawned it, whose block this is. */
  | (Externals & { readonly kind: 'result'; readonly block: number })
  /** The number that notes of held locks use for a memory of the user's own. */
  | { readonly kind: 'region'; readonly id: number; readonly memory: SharedMemory }
  /** A worker has come up; its name to watch: see `announceLife`. */
  | { readonly kind: 'alive'; readonly name: string }
  /** The worker that says so is to be ended, where it cannot end itself at once. */
  | { readonly kind: 'exit' };

export type ResourceLimits = Readonly<Record<string, number>>;

/** The first message of the supervisor and of each worker. */
export interface Start {
  readonly memory: SharedMemory;
  readonly block: number;
  /** Whether the worker is for one thread only. */
  readonly once: boolean;
}
