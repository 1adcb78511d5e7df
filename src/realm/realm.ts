import type { CheckedHooks } from './checked.ts';
import type { Ops } from './ops.ts';
import type { FenceOrdering } from './ordering.ts';

/**
 * The realm: everything that a primitive may ask of its host. The real one stands on `Atomics`, WebAssembly and the clock; a checked
 * run replaces it, and so explores our own code as it stands.
 */
export interface Realm {
  /** The memory operations for `memory`, made once per memory and thread. */
  opsFor(memory: SharedMemory): Ops;
  /** Milliseconds on a monotonic clock. */
  now(): number;
  /** Whether this agent may block now: never on a page's main thread; see may-block.ts. */
  canBlock(): boolean;
  /** Tells the processor that this is a spin loop. About 20 ns on x86-64; nothing where the engine has no `Atomics.pause`. */
  pause(): void;
  /** How many threads the machine runs at once. At least 1. */
  availableParallelism(): number;
  /** A fence among atomic operations: at run time an exchange on a scratch word. */
  fence(order: FenceOrdering): void;
  /** Keeps this agent's event loop alive until the returned function is called (once). Does nothing in a page. */
  keepAlive(): () => void;
  /** What simulated threads and their heap are; undefined for real ones. */
  readonly checked?: CheckedHooks | undefined;
}

/** What of a `WebAssembly.Memory` is used. Said here, since TypeScript knows WebAssembly only with the library `dom`, which programs for Node do without. */
export interface WasmMemory {
  readonly buffer: ArrayBuffer | SharedArrayBuffer;
  grow(pages: number): number;
}

/** A memory that several threads can see: a `WebAssembly.Memory` must have been made as a shared one. */
export type SharedMemory = SharedArrayBuffer | WasmMemory;

/** Words of {@link ThreadState.cache}: four for each of 64 size classes. */
export const CACHE_WORDS = 256;

/**
 * What belongs to one thread: reached through the realm's {@link current}, so that simulated threads of a checked run each have their own.
 */
export interface ThreadState {
  /** Address of this thread's block in the heap (see `memory/thread-block.ts`), or 0 before the first use of the heap. */
  block: number;
  /** This thread's lists of free blocks: a view of a part of its block. All zeros before the first use of the heap; empty for a simulated thread, which has none. */
  cache: Int32Array;
  /** Address of the record of the spawned thread that runs here (see `thread/record.ts`), or 0. */
  record: number;
}

/** The state of the thread that runs now. */
export let current: ThreadState = newThreadState();

/** The state of a thread that has not used the heap yet. */
function newThreadState(): ThreadState {
  return { block: 0, cache: new Int32Array(CACHE_WORDS), record: 0 };
}

const watchers: ((state: ThreadState) => void)[] = [];

/** Has `watcher` told of the current thread's state now, and whenever another thread is current or its block is new. */
export function watchCurrent(watcher: (state: ThreadState) => void): void {
  watchers.push(watcher);
  watcher(current);
}

/** Makes `state` the current thread's. For the thread bootstrap and the checker only. */
export function setCurrent(state: ThreadState): void {
  current = state;
  for (const watcher of watchers) watcher(state);
}

/** The realm in force. A live binding: read it at each use. */
export let realm: Realm;

/**
 * Whether the realm in force is that of a checked run. A field of a constant, to be asked on hot paths: V8 takes one that was given its value once for a constant, too, and so it costs nothing there.
 */
export const run: { isChecked?: boolean } = {};

const realmWatchers: ((realm: Realm) => void)[] = [];

/** Has `watcher` told of each realm that is put in force from now on. For what must be swapped with it, such as the heap. */
export function watchRealm(watcher: (realm: Realm) => void): void {
  realmWatchers.push(watcher);
}

/** Tells nobody any more. For a tool that loads the rooms above anew in the same thread, as `scripts/mutants` does: those of before would still have a say. */
export function forgetWatchers(): void {
  watchers.length = 0;
  realmWatchers.length = 0;
}

/** Replaces the realm; returns the one before. For the host's start and the checker only. */
export function setRealm(next: Realm): Realm {
  const before = realm;
  realm = next;
  // None: where a checker alone is loaded, there was none before a checked run, and is none after it.
  const isChecked = (next as Realm | undefined)?.checked !== undefined;
  if (run.isChecked !== isChecked) run.isChecked = isChecked;
  for (const watcher of realmWatchers) watcher(next);
  return before;
}
