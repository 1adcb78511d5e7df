/** How our own primitives run in a checked run: everything that they ask of the realm goes to the machine. */
export { CheckedHeap, type SetUpBlock } from './checked-heap.ts';
export { CheckedOps } from './checked-ops.ts';
export { CheckedRealm, type CheckedRealmOptions } from './checked-realm.ts';
export { DescribedWords, type DescribedWord } from './described-words.ts';
export { FINALLY, HEAP_BYTES, MOST_THREADS, placeInArena, recordOf, SET_UP } from './heap-map.ts';
export { beginRun, enterChecked, leaveChecked, resumeRun, runningThread, suspendRun, switchThread } from './install.ts';
export { NOT_IN_SET_UP } from './set-up-access.ts';
export { blockOf, threadOf, ThreadStates } from './thread-states.ts';
