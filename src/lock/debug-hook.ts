import type { Named } from './lock-errors.ts';

/** How a thread came to begin what happens once. */
export type Began = 'mayWait' | 'tried' | 'promise';

/**
 * Where the debug mode is told of what cannot be followed by way of methods, in a thread that has loaded it: of locks as they are made, of waits for a word, and of what happens once. Costs a load each,
 * where a lock is made, or a thread is about to sleep, or begins an initialiser; taking a lock costs nothing.
 */
export const debugHook: {
  made?: (lock: Named, isNew: boolean, name: string | undefined) => void;
  /** This thread is about to sleep until another changes the word. Returns what is to be called when it is awake. */
  sleeps?: (thing: Named, isTimed: boolean) => () => void;
  /** This thread is to do what happens once, until {@link ended}. */
  began?: (thing: Named, how: Began) => void;
  ended?: (thing: Named) => void;
  /** Who has it, or waits for it, in sentences: for who frees it meanwhile. */
  usersOf?: (thing: Named) => string[];
} = {};
