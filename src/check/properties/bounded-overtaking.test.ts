import { expect, test } from 'vitest';
import { spawn } from 'lockwright/thread';
import { boundedOvertaking, explore, type Queue } from '../index.ts';

const words = (): Int32Array => new Int32Array(new SharedArrayBuffer(4));

/** Each takes the lock so often. */
function program(makeLock: (queue: Queue) => { lock(): void; unlock(): void }, most: number, times: readonly number[]) {
  return () => {
    const queue = boundedOvertaking(most);
    const { lock, unlock } = makeLock(queue);
    return {
      threads: times.map((count) => () => {
        for (let i = 0; i < count; i++) {
          lock();
          unlock();
        }
      }),
    };
  };
}

/** First come, first served. */
function ticketLock(queue: Queue) {
  const [next, serving] = [words(), words()];
  return {
    lock() {
      queue.asks();
      const ticket = Atomics.add(next, 0, 1);
      queue.waits();
      while (Atomics.load(serving, 0) !== ticket);
      queue.enters();
    },
    unlock: () => void Atomics.add(serving, 0, 1),
  };
}

/** Whoever is quicker. */
function spinLock(queue: Queue) {
  const word = words();
  return {
    lock() {
      queue.asks();
      if (Atomics.exchange(word, 0, 1) !== 0) {
        queue.waits();
        while (Atomics.exchange(word, 0, 1) !== 0);
      }
      queue.enters();
    },
    unlock: () => void Atomics.store(word, 0, 0),
  };
}

test('in a ticket lock nobody who waits is overtaken', async () => {
  expect((await explore(program(ticketLock, 0, [2, 1]))).verdict).toBe('correct');
});

test('in a spin lock a thread that waits is overtaken, and the error says by whom', async () => {
  const { error } = await explore(program(spinLock, 0, [2, 1]));
  expect(error!.kind).toBe('assertion');
  expect(error!.message).toContain(
    'thread 1 was overtaken 1 time, the last time by thread 0, which asked after thread 1 had begun to wait: at most 0 allowed',
  );
});

test('it counts: who takes the lock three times overtakes twice, and not three times', async () => {
  expect((await explore(program(spinLock, 1, [3, 1]))).error!.message).toContain('thread 1 was overtaken 2 times');
  expect((await explore(program(spinLock, 2, [3, 1]))).verdict).toBe('correct');
});

test('the bound is a whole number', () => {
  expect(() => boundedOvertaking(-1)).toThrow('most must be a whole number of at least 0, but is -1');
});

function spawning(): void {
  const queue = boundedOvertaking(0);
  spawn(() => queue.asks());
}

test('a program that spawns its threads is refused, since it would miss some', async () => {
  expect((await explore(spawning)).error!.message).toContain('needs a program that returns its threads');
});
