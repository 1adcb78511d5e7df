import { readFileSync } from 'node:fs';
import wabtInit from 'wabt';
import type { DeathNotes } from '../../realm/checked.ts';
import { HELD_BASE, HELD_ENTRY_BYTES, HELD_LIMIT, HELD_TOP, SHARE_BYTES } from '../../realm/block-words.ts';
import { JsOps } from '../../realm/backend/js-ops.ts';
import type { Ops } from '../../realm/ops.ts';
import { CheckedQueue } from './checked-queue.ts';

/**
 * The three texts of the whole operations on queues, ops.wat, js-queue-ops.ts and checked-queue.ts, run so that each access to a shared word is a call: what it does is written down, and its answer is the test's. Their notes are real.
 */

export type QueueOperation = 'claimInRing' | 'claimInPages' | 'publishClaimed' | 'countClaimed';
type Operation = (...args: number[]) => number;

/** An access to a word that other threads may change: what is done, with what, and where; returns what is found there. */
export type Access = (what: string, address: number) => number;

const unheard: Access = () => 0;

/** One of the texts. */
export interface QueueText {
  readonly name: string;
  readonly operations: Readonly<Record<QueueOperation, Operation>>;
  /** Sees the accesses from now on. */
  listen(access: Access): void;
  /** What the thread has noted: numbers, two for an entry. */
  notes: number[];
  lastClaim(): number;
}

/** Where the block of the thread lies, and its list: in the texts that have one. */
export const BLOCK = 1024;
const LIST = BLOCK + 128;
const LIST_BYTES = 8 * SHARE_BYTES;
/** So large that whatever the test answers is an address: the texts differ in what they do beyond the end. */
const PAGES = 64;

/** The list of a thread in real memory. */
class NotesInMemory {
  readonly #words: Int32Array<SharedArrayBuffer>;

  constructor(words: Int32Array<SharedArrayBuffer>) {
    this.#words = words;
    words[(BLOCK >>> 2) + HELD_BASE] = LIST;
    words[(BLOCK >>> 2) + HELD_LIMIT] = LIST + LIST_BYTES;
  }

  get all(): number[] {
    return [...this.#words.subarray(LIST >>> 2, this.#words[(BLOCK >>> 2) + HELD_TOP]! >>> 2)];
  }

  set all(notes: readonly number[]) {
    this.#words.set(notes, LIST >>> 2);
    this.#words[(BLOCK >>> 2) + HELD_TOP] = LIST + (notes.length / 2) * HELD_ENTRY_BYTES;
  }
}

function newMemory(): [memory: WebAssembly.Memory, words: Int32Array<SharedArrayBuffer>] {
  const memory = new WebAssembly.Memory({ initial: PAGES, maximum: PAGES, shared: true });
  return [memory, new Int32Array(memory.buffer as unknown as SharedArrayBuffer)];
}

const IMPORTS = `(import "lockwright" "memory" (memory 0 65536 shared))
  (import "shared" "load" (func $load (param i32) (result i32)))
  (import "shared" "store" (func $store (param i32 i32)))
  (import "shared" "add" (func $add (param i32 i32) (result i32)))
  (import "shared" "cas" (func $cas (param i32 i32 i32) (result i32)))`;

const CALLS: Readonly<Record<string, string>> = { load: '$load', store: '$store', 'rmw.add': '$add', 'rmw.cmpxchg': '$cas' };

/** The WebAssembly, with a call of ours in the place of each atomic instruction. */
export async function wasmText(): Promise<QueueText> {
  const source = readFileSync(new URL('../../realm/backend/ops.wat', import.meta.url), 'utf8');
  const functions = source.slice(source.indexOf('  (func (export "claimInRing")'));
  const text = functions.replaceAll(/\(i32\.atomic\.([a-z.]+) /g, (_, name: string) => `(call ${CALLS[name]!} `);
  const wabt = await wabtInit();
  const { buffer } = wabt.parseWat('queue.wat', `(module ${IMPORTS}\n${text}`, { threads: true }).toBinary({});
  const [memory, words] = newMemory();
  let access = unheard;
  const shared = {
    load: (p: number) => access('load', p),
    store: (p: number, value: number) => void access(`store ${value} at`, p),
    add: (p: number, value: number) => access(`add ${value} to`, p),
    cas: (p: number, expected: number, next: number) => access(`exchange ${expected} for ${next} at`, p),
  };
  const module = new WebAssembly.Module(buffer as Uint8Array<ArrayBuffer>);
  const instance = new WebAssembly.Instance(module, { lockwright: { memory }, shared });
  const notes = new NotesInMemory(words);
  return {
    name: 'ops.wat',
    operations: instance.exports as unknown as Record<QueueOperation, Operation>,
    listen: (to) => void (access = to),
    get notes() {
      return notes.all;
    },
    set notes(next) {
      notes.all = next;
    },
    lastClaim: () => notes.all.at(-4)!,
  };
}

/** What stands for `Atomics` while the text in JavaScript runs. */
function atomicsThat(access: () => Access): Partial<typeof Atomics> {
  return {
    load: (_: unknown, index: number) => access()('load', index * 4),
    store: (_: unknown, index: number, value: number) => access()(`store ${value | 0} at`, index * 4),
    add: (_: unknown, index: number, value: number) => access()(`add ${value} to`, index * 4),
    compareExchange: (_: unknown, index: number, expected: number, next: number) =>
      access()(`exchange ${expected | 0} for ${next | 0} at`, index * 4),
  } as Partial<typeof Atomics>;
}

/**
 * The back end in JavaScript, with an array that tells of plain looks at the words of `shared` as if they were atomic: the first guess is one.
 *
 * @param replaceAtomics puts another `Atomics` in the place of the global one
 */
export function jsText(shared: readonly number[], replaceAtomics: (atomics: Partial<typeof Atomics>) => void): QueueText {
  const [memory, words] = newMemory();
  const ops = new JsOps(memory as never) as Ops;
  let access = unheard;
  const watched = new Proxy(words, {
    get: (target, key) => (shared.includes(Number(key) * 4) ? access('load', Number(key) * 4) : Reflect.get(target, key, target)),
    set: (target, key, value) => Reflect.set(target, key, value),
  });
  (ops as unknown as { i32: typeof words }).i32 = watched;
  const notes = new NotesInMemory(words);
  const atomics = atomicsThat(() => access);
  const within =
    (name: QueueOperation): Operation =>
    (...args) => {
      replaceAtomics(atomics);
      return (ops[name] as Operation)(...args);
    };
  return {
    name: 'js-queue-ops.ts',
    operations: {
      claimInRing: within('claimInRing'),
      claimInPages: within('claimInPages'),
      publishClaimed: within('publishClaimed'),
      countClaimed: within('countClaimed'),
    },
    listen: (to) => void (access = to),
    get notes() {
      return notes.all;
    },
    set notes(next) {
      notes.all = next;
    },
    lastClaim: () => ops.lastClaim(BLOCK),
  };
}

/** What a checked run does. */
export function checkedText(): QueueText {
  let access = unheard;
  const notes: DeathNotes = { held: [], pending: undefined, sleptOn: undefined };
  const ops = {
    load32: (p: number) => access('load', p),
    store32: (p: number, value: number) => void access(`store ${value | 0} at`, p),
    add32: (p: number, value: number) => access(`add ${value} to`, p),
    cas32: (p: number, expected: number, next: number) => access(`exchange ${expected | 0} for ${next | 0} at`, p),
  };
  const queue = new CheckedQueue(ops as Partial<Ops> as Ops, () => notes);
  return {
    name: 'checked-queue.ts',
    operations: {
      claimInRing: (...args) => queue.claimInRing(...(args as Parameters<CheckedQueue['claimInRing']>)),
      claimInPages: (...args) => queue.claimInPages(...(args as Parameters<CheckedQueue['claimInPages']>)),
      publishClaimed: (...args) => queue.publishClaimed(...(args as Parameters<CheckedQueue['publishClaimed']>)),
      countClaimed: (...args) => queue.countClaimed(...(args as Parameters<CheckedQueue['countClaimed']>)),
    },
    listen: (to) => void (access = to),
    get notes() {
      return notes.held.flat();
    },
    set notes(next) {
      notes.held = Array.from({ length: next.length / 2 }, (_, i) => [next[2 * i]!, next[2 * i + 1]!] as const);
    },
    lastClaim: () => queue.lastClaim,
  };
}
