import type { SharedMemory } from '../realm/realm.ts';

/**
 * What threads tell the supervisor, and it passes on. Everything that shared memory can say is said there; these are for what only a message can
 * carry (ports, other memories) and what only an event loop can do (start and end workers).
 */
export type Message =
  /** Start a worker with this block, and let it begin with this record. */
  | {
      readonly kind: 'start';
      readonly record: number;
      readonly block: number;
      readonly name: string;
      readonly resourceLimits: ResourceLimits | undefined;
    }
  /** End the worker that runs this record. */
  | { readonly kind: 'end'; readonly record: number }
  /** What of a thread's arguments has no byte form, for the worker with `block`. By the thread's id: a record may be another thread's by the time this arrives. */
  | {
      readonly kind: 'arguments';
      readonly id: number;
      readonly block: number;
      readonly externals: readonly unknown[];
      readonly transfer: readonly object[];
    }
  /** What of a thread's result has no byte form, for its spawner. */
  | {
      readonly kind: 'result';
      readonly id: number;
      readonly block: number;
      readonly externals: readonly unknown[];
      readonly transfer: readonly object[];
    }
  /** The number that notes of held locks use for a memory of the user's own. */
  | { readonly kind: 'region'; readonly id: number; readonly memory: SharedMemory }
  /** A worker's name to watch: see `announceLife`. */
  | { readonly kind: 'alive'; readonly name: string }
  /** The worker that says so is to be ended, where it cannot end itself at once. */
  | { readonly kind: 'exit' };

export type ResourceLimits = Readonly<Record<string, number>>;

/** The first message of the supervisor and of each worker. */
export interface Start {
  readonly memory: SharedMemory;
  readonly block: number;
}
