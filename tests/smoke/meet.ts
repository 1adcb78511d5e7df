/** What threads do once, and where they wait for each other, in every runtime: prints `ok N - sentence` lines, ends with exit code 0 if all hold. */
import { AtomicI32 } from 'lockwright/atomic';
import { Barrier, LazyLock, Latch, Once, OnceLock, OwnerDiedError, WaitGroup } from 'lockwright/lock';
import { array, f64, struct, u32 } from 'lockwright/memory';
import { sleep, spawn } from 'lockwright/thread';
import { check } from './lib/check.ts';

const THREADS = 4;
const ROUNDS = 500;
const FOREVER_MS = 60_000;

export function initialise(once: Once, runs: AtomicI32, ready: Latch): number {
  ready.arriveAndWait(); // so that all come at once
  once.call(() => runs.fetchAdd(1));
  return runs.load();
}

export function agree(cell: OnceLock<{ a: number; b: number }>, n: number): number {
  const { a, b } = cell.getOrInit(() => ({ a: n, b: n / 2 }));
  return a === 2 * b ? a : -1;
}

/** Returns how often this thread was the leader; -1 if a sum was wrong. */
export function addInRounds(barrier: Barrier, sum: AtomicI32, parties: number): number {
  let led = 0;
  for (let round = 1; round <= ROUNDS; round++) {
    sum.fetchAdd(1);
    if (barrier.wait() === 'leader') led++;
    if (sum.load() !== round * parties) return -1;
    barrier.wait();
  }
  return led;
}

export function work(group: WaitGroup, done: AtomicI32): void {
  const pledge = group.pledge();
  done.fetchAdd(1);
  pledge.keep();
}

export function initialiseForEver(once: Once, begun: Latch): void {
  once.call(() => {
    begun.countDown();
    sleep(FOREVER_MS);
  });
}

export function pledgeForEver(group: WaitGroup, pledged: Latch): void {
  group.pledge();
  pledged.countDown();
  sleep(FOREVER_MS);
}

/** What `run` throws. */
function thrownBy(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  return undefined;
}

/** The tests proper; the functions above also run in threads, which load this module. */
if (import.meta.main) {
  const numbers = Array.from({ length: THREADS }, (_, n) => n);

  const [once, runs, ready] = [new Once(), new AtomicI32(0), new Latch(THREADS)];
  const seen = numbers.map(() => spawn(import.meta, initialise, once, runs, ready)).map((thread) => thread.join());
  check('threads that come at once initialise once, and all see it', seen.every((count) => count === 1) && once.isDone);

  const cell = new OnceLock(struct({ a: u32, b: f64 }));
  const values = numbers.map((n) => spawn(import.meta, agree, cell, n)).map((thread) => thread.join());
  check(
    'threads that make different values agree on one',
    values.every((value) => value === cell.get()!.a),
  );

  const lazy = new LazyLock(array(f64, 8), () => Array.from({ length: 8 }, (_, i) => i / 2));
  const sevenths = numbers.map(() => spawn((l: typeof lazy) => l.get().get(7), lazy)).map((thread) => thread.join());
  check('a lazy value travels with the text of its function', sevenths.every((value) => value === 3.5) && lazy.isSet);

  const [barrier, sum] = [new Barrier(THREADS), new AtomicI32(0)];
  const led = numbers.map(() => spawn(import.meta, addInRounds, barrier, sum, THREADS)).map((thread) => thread.join());
  check('threads meet round after round, with one leader in each', !led.includes(-1) && led.reduce((a, b) => a + b) === ROUNDS);

  const [group, done] = [new WaitGroup(), new AtomicI32(0)];
  group.add(THREADS);
  for (const _ of numbers) spawn(import.meta, work, group, done);
  const promised = await group.waitAsync();
  group.wait();
  check('a group waits for all that was added', promised && done.load() === THREADS);

  const [doomed, begun] = [new Once(), new Latch(1)];
  const initialiser = spawn(import.meta, initialiseForEver, doomed, begun);
  begun.wait();
  initialiser.terminate();
  check('the death of an initialiser is told to who waits for it', thrownBy(() => doomed.wait()) instanceof OwnerDiedError);
  check('and it can be done anew', doomed.clearPoison() && doomed.tryCall(() => {}));

  const [left, pledged] = [new WaitGroup(), new Latch(1)];
  left.add();
  const pledger = spawn(import.meta, pledgeForEver, left, pledged);
  pledged.wait();
  pledger.terminate();
  check('a pledge that a death breaks is told to who waits for it', thrownBy(() => left.wait()) instanceof OwnerDiedError);
}
