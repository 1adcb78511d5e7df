/** What threads.node.test.ts and its workers agree on. */

/** A job, and the memory to do it in. */
export interface Job {
  readonly memory: SharedArrayBuffer | WebAssembly.Memory;
  readonly kind: 'count' | 'wait' | 'wait64' | 'ping';
  readonly times: number;
}

export const BEGIN = 0;
export const COUNT_32 = 8;
export const COUNT_64 = 16;
export const COUNT_8 = 24;
export const SUM = 32;
export const MOST = 40;
export const UPDATED = 44;
export const WORD = 48;
export const WORD_64 = 56;
export const READY = 64;
export const BYTES = 65_536;
