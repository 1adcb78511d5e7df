import type { Named } from './lock-errors.ts';

/** Where the debug mode is told of locks as they are made, in a thread that has loaded it. Costs the making of a lock one load, and taking one nothing. */
export const debugHook: { made?: (lock: Named, isNew: boolean, name: string | undefined) => void } = {};
