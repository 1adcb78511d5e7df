import { LockError, MemoryError, ThreadError } from '../../realm/errors.ts';
import type { DeathNotes } from '../../realm/checked.ts';
import type { Machine, SimBuffer } from '../machine.ts';
import { MOST_THREADS } from '../realm/heap-map.ts';
import { tooManyThreads, UnusableProgramError } from '../unusable.ts';
import { ABORT } from './abort.ts';
import { ALL_BITS } from './orders.ts';
import { RunAccesses } from './run-accesses.ts';
import { FINAL, FINALLY, FROZEN } from './run-context.ts';
import * as t from './trie.ts';

const RANDOM_STEP = 0.618_033_988_749_895; // the golden ratio: its multiples spread evenly
/** Longer than any time-out, short enough to be a date. */
const MUCH_TIME_MS = 2 ** 40;
/** Looks at the clock with nothing else between them, after which it is taken that the thread waits for it to go on. */
const MOST_IDLE_LOOKS = 100;

/** The rest of the machine: threads, memory that is allocated, time and chance. The third layer of {@link Runner}; what depends on the number of the thread notes that, since twins are then none. */
export abstract class RunMachine extends RunAccesses implements Machine {
  choose(n: number): number {
    return this.values.decode(this.op(t.CHOOSE, -1, n, 0, 0, 0, 0)) as number;
  }

  assume(condition: boolean): void {
    if (!condition) this.op(t.ASSUME, -1, 0, 0, 0, 0, 0);
  }

  lock(name: string): void {
    this.op(t.LOCK, this.locations.named('lock', name), 0, 0, 0, 0, 0);
    (this.c.held ??= new Set()).add(name);
  }

  unlock(name: string): void {
    const c = this.c;
    if (!c.dead && c.held?.delete(name) !== true) {
      const what = c.thread === FINALLY ? '`finally`' : `thread ${c.thread}`;
      throw new LockError('NOT_HELD', `${name}.unlock(): ${what} does not hold it. Only who has taken a lock may give it back`);
    }
    this.op(t.UNLOCK, this.locations.named('lock', name), 0, 0, 0, 0, 0);
  }

  newBuffer(byteLength: number, maxByteLength: number | undefined): SimBuffer {
    if (this.c.dead) throw ABORT;
    this.toldApart();
    return this.surroundings.newBuffer(this.c.thread, this.c.buffers++, byteLength, maxByteLength);
  }

  allocate(bytes: number, alignment: number): number {
    const c = this.c;
    if (c.dead) throw ABORT;
    this.toldApart();
    const address = this.surroundings.allocate(c.thread, c.allocated, bytes, alignment);
    c.allocated = address + bytes;
    // A look ahead is no run: what it comes to is in no tree.
    if (c.mode === FINAL) this.ending.allocated(address, bytes);
    else if (c.mode !== FROZEN) this.known.blocks.note(address, bytes, c.node);
    return address;
  }

  free(address: number): void {
    if (!this.c.dead && this.c.mode !== FROZEN && !this.#isBlock(address))
      throw new MemoryError('NOT_ALLOCATED', `free(${address}): no allocated block begins at this address`);
    this.op(t.FREE, -1, address, 0, 0, 0, 0);
  }

  #isBlock(address: number): boolean {
    const isFinals = this.c.mode === FINAL && this.ending.bytesOf(address) !== undefined;
    return isFinals || this.known.blocks.has(address) || this.surroundings.bytesOf(address) !== undefined;
  }

  random(): number {
    this.toldApart();
    this.c.randoms++;
    return (this.c.randoms * RANDOM_STEP + this.c.thread * RANDOM_STEP * RANDOM_STEP) % 1;
  }

  /** Time stands still between two operations; but a thread that does nothing but look at the clock is let go on, and one that loops until a time has come has a choice at each look. */
  now(): number {
    const c = this.c;
    if (c.dead) throw ABORT;
    if (this.timed.has(c.thread) && c.mode !== FINAL) {
      if (this.values.decode(this.op(t.TIME, -1, 0, 0, 0, 0, 0)) === 1) c.clock += MUCH_TIME_MS;
      return c.clock;
    }
    if (c.at === c.path.length - 1) c.looksAtClock++;
    if (c.lookedAt !== c.at) {
      c.lookedAt = c.at;
      c.idleLooks = 0;
    } else if (++c.idleLooks > MOST_IDLE_LOOKS) c.clock++;
    return c.clock;
  }

  currentThread(): number {
    this.toldApart();
    return this.c.thread;
  }

  spawn(fn: () => unknown, name?: string): number {
    const c = this.c;
    if (c.dead) throw ABORT;
    this.toldApart();
    if (c.mode === FINAL) return this.op(t.SPAWN, -1, 0, 0, 0, 0, 0);
    const key = `${c.thread}:${c.children++}`;
    let child = this.known.childNumbers.get(key);
    if (child === undefined) {
      child = this.known.threadCount++;
      this.known.childNumbers.set(key, child);
      this.known.parents[child] = c.thread;
    }
    this.known.names[child] = name;
    // Its code can only be had by running that of its spawner.
    if (this.known.asyncThreads.has(c.thread)) this.known.asyncThreads.add(child);
    if (child >= MOST_THREADS) this.fail(new UnusableProgramError(tooManyThreads('it spawns more')));
    if (child >= this.explorer.graph.threads) {
      this.beginAnew('there are more threads than was thought');
      this.abort();
    }
    (c.spawned ??= new Map()).set(child, fn);
    const trie = this.trie;
    // The root of the child's tree belongs to this node: its closure may hold what its spawner had read.
    let root = trie.kind[c.node] === t.SPAWN ? trie.a[c.node]! : t.NONE;
    if (root === t.NONE) {
      root = trie.newNode(t.NONE, 0);
      trie.extra.set(root, c.node);
    }
    if (c.wanted === child && c.at >= c.path.length - 1) this.abort();
    this.op(t.SPAWN, -1, root, child, 0, 0, 0);
    return child;
  }

  join(thread: number): { threw: boolean; value: unknown } {
    const leaf = this.values.decode(this.op(t.JOIN, -1, thread, 0, 0, 0, 0)) as number;
    if (this.trie.kind[leaf] === t.KILLED) {
      return { threw: true, value: new ThreadError('TERMINATED', `thread ${thread} was terminated before it returned`) };
    }
    return { threw: this.trie.kind[leaf] === t.THROW, value: this.trie.extra.get(leaf) };
  }

  isFinished(thread: number): boolean {
    if (this.c.mode === FINAL) return true;
    if (!this.sayWhenTheyEnd) {
      this.known.asksWhoEnded = true;
      this.beginAnew('a thread asks whether another one has ended');
      this.abort();
    }
    return this.op(t.LOAD, this.endOf(thread), 0, 0, ALL_BITS, 0, 0) !== this.values.encode(0);
  }

  /** The word that a thread sets when it ends. */
  protected endOf(thread: number): number {
    return this.locations.named('end', `end of thread ${thread}`);
  }

  sleep(ms: number): void {
    if (this.c.dead) throw ABORT;
    this.c.clock += ms;
  }

  terminate(thread: number): void {
    if (this.c.dead) throw ABORT;
    if (!this.terminates) {
      this.known.terminates = true;
      this.beginAnew('a thread terminates another one');
      this.abort();
    }
    this.op(t.STORE, this.terminationOf(thread), this.values.encode(1), 0, ALL_BITS, 0, 0);
  }

  /** The word that is set when the thread is told to end; below 0 if none ever is, or not this one. */
  terminationOf(thread: number): number {
    if (!this.terminates || this.known.parents[thread] === undefined) return -1;
    return this.locations.named('termination', `thread ${thread} is to end`);
  }

  notes(): DeathNotes | undefined {
    this.toldApart();
    const c = this.c;
    return c.dead || c.mode === FINAL || c.cannotDie ? undefined : (c.notes ??= { held: [], pending: undefined, sleptOn: undefined });
  }
}
