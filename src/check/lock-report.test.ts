import { expect, test } from 'vitest';
import { explore, Lock, report } from 'lockwright/check';
import { Mutex, Semaphore } from 'lockwright/lock';

/** Each thread takes both, in an order of its own. */
const twoOrders = () => {
  const locks = [new Lock(), new Lock()];
  return {
    threads: [locks, locks.toReversed()].map(([first, second]) => () => {
      first!.lock();
      second!.lock();
      second!.unlock();
      first!.unlock();
    }),
  };
};

test('a deadlock of the checker’s locks says who holds which, and which step waits', async () => {
  const { error } = await explore(twoOrders);
  const text = report(error!);
  expect(text).toContain('thread 0 is waiting for lock 1 (now held by thread 1)');
  expect(text).toContain('last change of lock 0: free → held by thread 0 by thread 0');
  expect(text.match(/lock\(lock \d\) waits/g)).toHaveLength(2);
});

test('a lock that was taken after another thread gave it back says so, and nothing is out of date', async () => {
  const { traces } = await explore(
    () => {
      const lock = new Lock();
      const section = () => {
        lock.lock();
        lock.unlock();
      };
      return { threads: [section, section] };
    },
    { keepTraces: 1 },
  );
  const text = report({ trace: traces![0]!, places: [] });
  expect(text).toContain('lock(lock 0) after step 2');
  expect(text).not.toContain('does not see');
  expect(text).toMatch(/lock 0 {2}free {5}free/);
});

test('a lock of the library that was given a name is called by it', async () => {
  const { error } = await explore(() => {
    const [a, b] = [new Mutex({ name: 'accounts' }), new Semaphore(1, { name: 'seats' })];
    return {
      threads: [
        () => a.withLock(() => b.acquire()),
        () => {
          b.acquire();
          a.lock();
        },
      ],
    };
  });
  const text = report(error!);
  expect(text).toMatch(/accounts .*held by thread/);
  expect(text).toMatch(/seats/);
});
