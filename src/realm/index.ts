/** Floor 1: the one seam to the host, and what a checked run replaces. */
export * from './errors.ts';
export * from './ordering.ts';
export { LIST_SLOW, type AsyncWait, type Ops } from './ops.ts';
export type { CheckedHooks, ThreadResult } from './checked.ts';
export { current, realm, setCurrent, setRealm, type Realm, type SharedMemory, type ThreadState } from './realm.ts';
export { chooseBackend, hostRealm, requireSharedMemory } from './host.ts';
