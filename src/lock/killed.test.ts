/** Threads that are killed at any store while they take, hold, wait for and give back locks. */
import { expect, test } from 'vitest';
import { allocate, free } from '../memory/index.ts';
import { killAtEachStore } from '../thread/kill.test-help.ts';
import { Mutex } from './mutex/mutex.ts';

/** So many fit into the block of a thread. */
const FIRST_ROOM = 96;
const ROOM_BYTES = 2 * FIRST_ROOM * 8;

test('a thread that is killed while it makes room for more locks than before still has them, so all of them are poisoned', () => {
  const deaths = killAtEachStore({
    before: () => Array.from({ length: FIRST_ROOM + 1 }, () => new Mutex()),
    begin(mutexes) {
      free(allocate(ROOM_BYTES)); // so that it has some of that size
      for (const mutex of mutexes.slice(1)) mutex.lock();
    },
    run: ([last]) => last!.lock(),
    after(mutexes, isDead) {
      const poisoned = mutexes.filter((mutex) => mutex.isPoisoned).length;
      expect(poisoned).toBeGreaterThanOrEqual(FIRST_ROOM);
      if (!isDead) expect(poisoned).toBe(FIRST_ROOM + 1);
      for (const mutex of mutexes) {
        mutex.clearPoison();
        mutex.free();
      }
    },
    cost: { blocks: 1, bytes: ROOM_BYTES }, // the room that it had taken and not begun to use, or not given back
  });
  expect(deaths).toBeGreaterThan(6);
});
