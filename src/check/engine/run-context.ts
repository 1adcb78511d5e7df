import type { DeathNotes } from '../../realm/checked.ts';
import { WENT_ON } from './steps.ts';

/** What a run of a thread's code is for. */
export const EXPLORE = 0;
/** To learn one operation. */
export const LEARN = 1;
/** To see whether it goes on as it does if nothing changes. */
export const FROZEN = 2;
/** Its path is known to the end. */
export const REPLAY = 3;
/** What is asserted when all have ended. */
export const FINAL = 4;

/** The number that stands for what is asserted in the end. */
export const FINALLY = -1;
/** What is asserted in the end is in no tree. */
export const NO_PATH = -1;

/** One run of a thread's code: which it is, what for, and how far it has come. A run makes one. */
export interface Context {
  thread: number;
  mode: number;
  /** Nodes on the way, from the root, to where the run is to come. */
  path: number[];
  at: number;
  node: number;
  dead: boolean;
  /** What the last step came to. */
  came: number;
  clock: number;
  randoms: number;
  buffers: number;
  children: number;
  allocated: number;
  /** In FROZEN: how many operations more; the values that memory has. */
  left: number;
  frozen: Map<number, number> | undefined;
  /** In REPLAY: told of each operation. */
  onOperation: ((node: number) => void) | undefined;
  /** Promises of waits that are not settled. */
  pending: { resolve: (result: 'ok' | 'timed-out') => void; isTimed: boolean; ms: number }[];
  /** Closures of the threads that it spawned, by their number. */
  spawned: Map<number, () => unknown> | undefined;
  /** The thread whose closure is wanted: the run ends once it is spawned. */
  wanted: number;
  /** Looks at the clock; the step at the last one, and how many there were since that step. */
  looksAtClock: number;
  lookedAt: number;
  idleLooks: number;
  /** Names of the checker's own locks that it holds. */
  held: Set<string> | undefined;
  /** What our locks noted for the undertaker. */
  notes: DeathNotes | undefined;
  /** It was killed. From then on, and in the steps that its undertaker does for it, it cannot die again. */
  died: boolean;
  cannotDie: boolean;
  /** What the thread returned, in REPLAY. */
  result: unknown;
}

/** A run that is at its start. */
export function newContext(thread: number, mode: number, path: number[]): Context {
  return {
    thread,
    mode,
    path,
    at: 0,
    node: path[0] ?? 0,
    dead: false,
    came: WENT_ON,
    clock: 0,
    randoms: 0,
    buffers: 0,
    children: 0,
    allocated: 0,
    left: 0,
    frozen: undefined,
    onOperation: undefined,
    pending: [],
    spawned: undefined,
    wanted: -1,
    looksAtClock: 0,
    lookedAt: -1,
    idleLooks: 0,
    held: undefined,
    notes: undefined,
    died: false,
    cannotDie: false,
    result: undefined,
  };
}
