import { expect, test } from 'vitest';
import {
  availableParallelism,
  current,
  isCancelled,
  park,
  parkTimeout,
  scope,
  sleep,
  spawn,
  spawnWith,
  yieldNow,
} from '../../thread/index.ts';
import { recordOf } from './heap-map.ts';
import { events, run } from './test-machine.ts';

const TOKEN = 64;
const CANCELLED = 8;

const double = (n: number): number => 2 * n;

test('spawn starts a simulated thread with the function itself, and join returns the very value', () => {
  const value = { shared: true };
  const { events: seen, result } = run(
    () => undefined,
    () => spawn((given: object) => ({ given, captured: value }) as never, value as never).join() as unknown,
  );
  expect(result).toEqual({ given: value, captured: value });
  expect((result as { captured: object }).captured).toBe(value);
  expect(seen).toEqual(['spawn 1', 'join 1']);
});

test('the forms of spawn with a module take the function as it is, and need no export', () => {
  const { result } = run(
    () => undefined,
    () => [spawn(import.meta, double, 4).join(), spawnWith({ name: 'doubler' }, double, 5).thread.toString()],
  );
  expect(result).toEqual([8, "'doubler' (#3)"]);
});

test('the name of an export alone is refused', () => {
  events(() => expect(() => spawn(import.meta, 'work')).toThrow(/must be given as a function/));
});

test('join throws what the thread threw', () => {
  const error = new Error('from the thread');
  const { result } = run(
    () => undefined,
    () => {
      try {
        spawn(() => {
          throw error;
        }).join();
      } catch (found) {
        return found;
      }
      return undefined;
    },
  );
  expect(result).toBe(error);
});

test('a handle can be awaited', async () => {
  let handle: PromiseLike<number> | undefined;
  const waited = run(
    () => undefined,
    () => {
      handle = spawn(() => 7);
      return handle.then((value) => value + 1);
    },
  ).result;
  expect(await waited).toBe(8);
});

test('a scope joins its threads, and throws the first error with the others', () => {
  const { events: seen } = run(
    () => undefined,
    () =>
      expect(() =>
        scope((s) => {
          s.spawn(() => {
            throw new Error('first');
          });
          s.spawn(() => {
            throw new Error('second');
          });
          s.spawn(() => 3);
        }),
      ).toThrow(expect.objectContaining({ message: 'first', others: [expect.objectContaining({ message: 'second' })] })),
  );
  expect(seen).toEqual(['spawn 1', 'spawn 2', 'spawn 3', 'join 1', 'join 2', 'join 3']);
});

test('a thread knows itself by a number of its own', () => {
  const { result } = run(
    () => undefined,
    () => [current().id, spawn(() => current().id).join(), spawnWith({ name: 'reader' }, () => current().name as never).join()],
  );
  expect(result).toEqual([1, 2, 'reader']);
});

test('unpark is one exchange at the token of the thread', () => {
  const word = recordOf(0) + TOKEN;
  expect(events(() => current().unpark())).toEqual([`exchange 4 @${word} release`]);
});

test('park takes the token, and sleeps without a spin if it is not there', () => {
  const word = recordOf(0) + TOKEN;
  const taking = events(() => {
    current().unpark();
    park();
  });
  expect(taking.slice(1)).toEqual([`load 4 @${word} relaxed`, `cas 4 @${word} acquire relaxed`]);
  expect(events(() => parkTimeout(5))).toEqual([
    `load 4 @${word} relaxed`,
    `cas 4 @${word} acquire acquire`,
    `wait 4 @${word} 5`,
    `load 4 @${word} relaxed`,
    `exchange 4 @${word} acquire`,
  ]);
});

test('the handle of a thread finds its words', () => {
  const seen = events(() => {
    const handle = spawn(() => 1);
    handle.thread.unpark();
    handle.cancel();
    expect(handle.isFinished).toBe(true);
    expect(handle.thread.isFinished).toBe(true);
    handle.terminate();
    handle.unref();
  });
  const record = recordOf(1);
  expect(seen).toEqual([
    'spawn 1',
    `exchange 4 @${record + TOKEN} release`,
    `store 4 @${record + CANCELLED} release`,
    `notify @${record + CANCELLED} Infinity`,
    `exchange 4 @${record + TOKEN} release`,
    'terminate 1',
  ]);
});

test('a cancelled thread sees it, with one load', () => {
  const { events: seen, result } = run(
    () => undefined,
    () => {
      current().cancel();
      return isCancelled();
    },
  );
  expect(result).toBe(true);
  expect(seen.at(-1)).toBe(`load 4 @${recordOf(0) + CANCELLED} acquire`);
});

test('to sleep lets time pass, and to yield is a pause', () => {
  expect(
    events(() => {
      sleep(20);
      yieldNow();
      expect(availableParallelism()).toBe(1);
    }),
  ).toEqual(['sleep 20', 'pause']);
});

test('threads cannot be started while the program is set up', () => {
  run(
    () => expect(() => spawn(() => 1)).toThrow(expect.objectContaining({ code: 'NOT_IN_SET_UP' })),
    () => {},
  );
});
