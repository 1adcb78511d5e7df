/** Once with real threads and promises, in each kind of memory. Runs in Node and in a page, whose main thread may not block. */
import { expect, test } from 'vitest';
import { AtomicI32 } from '../../atomic/index.ts';
import { heldEntries } from '../../memory/held-list.ts';
import { current, realm } from '../../realm/realm.ts';
import { spawn } from '../../thread/index.ts';
import { CannotBlockError, Once, OwnerDiedError } from '../index.ts';
import { codeOf, memories, OFFSET, reaches } from '../test-real-threads.ts';

const THREADS = 4;
const ROUNDS = 100;
const everywhere = Object.keys(memories);

function make(memory: string): Once {
  const own = memories[memory]!();
  return own === undefined ? new Once() : Once.at(own, OFFSET);
}

const failing = (): never => {
  throw new RangeError('not today');
};

const countAll = (list: Once[], runs: AtomicI32): void => {
  for (const once of list) once.call(() => runs.fetchAdd(1));
};

/** Starts a thread that is in the middle of it until it is terminated. */
async function stuck(once: Once): Promise<{ terminate(): void; gone: Promise<unknown> }> {
  const begun = new AtomicI32(0);
  const handle = spawn(
    (o: Once, b: AtomicI32) =>
      o.callAsync(() => {
        b.store(1);
        return new Promise<never>(() => {});
      }),
    once,
    begun,
  );
  await reaches(begun, 1);
  return { terminate: () => handle.terminate(), gone: Promise.resolve(handle).catch((error: unknown) => error) };
}

test.for(everywhere)('in %s: it is done once, and then costs nothing', async (memory) => {
  const once = make(memory);
  let runs = 0;
  expect([once.isDone, once.isPoisoned, once.waitFor(0)]).toEqual([false, false, false]);
  once.call(() => runs++);
  expect(once.tryCall(() => runs++)).toBe(true);
  once.wait();
  expect([once.tryCallFor(() => runs++, 0), await once.tryCallForAsync(() => runs++, 0)]).toEqual([true, true]);
  expect([runs, once.isDone, once.waitFor(0)]).toEqual([1, true, true]);
  expect(heldEntries(current.block)).toEqual([]);
});

test.for(everywhere)('in %s: an initialiser that throws has not done it', async (memory) => {
  const once = make(memory);
  expect(() => once.call(failing)).toThrow('not today');
  expect(() => once.tryCall(failing)).toThrow('not today');
  await expect(once.callAsync(() => Promise.reject(new RangeError('nor tomorrow')))).rejects.toThrow('nor tomorrow');
  expect([once.isDone, once.isPoisoned, heldEntries(current.block)]).toEqual([false, false, []]);
  once.call(() => {});
  expect(once.isDone).toBe(true);
});

test.for(everywhere)('in %s: threads that all come at once do each of many things once', async (memory) => {
  const own = memories[memory]!();
  const rounds = Array.from({ length: ROUNDS }, (_, i) => (own === undefined ? new Once() : Once.at(own, i * Once.byteLength)));
  const counts = new AtomicI32(0);
  await Promise.all(Array.from({ length: THREADS }, () => spawn(countAll, rounds, counts)));
  expect(counts.load()).toBe(ROUNDS);
  for (const once of rounds) expect(once.isDone).toBe(true);
});

test.for(everywhere)('in %s: promises and threads wait for one that takes its time', async (memory) => {
  const once = make(memory);
  const gate = Promise.withResolvers<void>();
  const doing = once.callAsync(() => gate.promise);
  expect(codeOf(() => once.call(() => {}))).toBe('SELF_DEADLOCK');
  expect(once.tryCall(() => expect.fail('another is at it'))).toBe(false);
  const waiting = [
    spawn((o: Once) => o.wait(), once),
    spawn((o: Once) => o.call(() => {}), once),
    once.waitAsync(),
    once.callAsync(() => {}),
  ];
  expect(await once.waitAsync({ timeoutMs: 1 })).toBe(false);
  expect(await once.tryCallForAsync(() => expect.fail('another is at it'), 1)).toBe(false);
  const soon = once.tryCallForAsync(() => expect.fail('another is at it'), 100_000);
  const controller = new AbortController();
  const aborted = once.callAsync(() => {}, { signal: controller.signal });
  controller.abort(new RangeError('enough'));
  await expect(aborted).rejects.toThrow('enough');
  if (realm.canBlock()) expect(once.waitFor(1)).toBe(false);
  else expect(() => once.wait()).toThrow(CannotBlockError);
  gate.resolve();
  await doing;
  await Promise.all(waiting);
  expect([once.isDone, await soon]).toEqual([true, true]);
});

test.for(everywhere)('in %s: a promise with a limit of time does it if nobody has', async (memory) => {
  const once = make(memory);
  await expect(once.tryCallForAsync(failing, 1)).rejects.toThrow('not today');
  expect(await once.tryCallForAsync(() => Promise.resolve(), 0)).toBe(true);
  expect(once.isDone).toBe(true);
});

test.for(everywhere)('in %s: the death of the thread that is at it is told to all, until the poison is cleared', async (memory) => {
  const once = make(memory);
  const { terminate, gone } = await stuck(once);
  const waits = Promise.allSettled([once.waitAsync(), once.callAsync(() => {}), spawn((o: Once) => o.call(() => {}), once)]);
  terminate();
  for (const result of await waits) expect(result).toMatchObject({ status: 'rejected', reason: { code: 'OWNER_DIED' } });
  await gone;
  expect([once.isDone, once.isPoisoned]).toEqual([false, true]);
  expect(() => once.call(() => {})).toThrow(OwnerDiedError);
  expect(() => once.tryCall(() => {})).toThrow(/clearPoison/);
  expect(codeOf(() => once.waitFor(1))).toBe('OWNER_DIED');
  expect([once.clearPoison(), once.clearPoison()]).toEqual([true, false]);
  once.call(() => {});
  expect(once.isDone).toBe(true);
});

test('what new, at and the calls refuse', async () => {
  const sab = new SharedArrayBuffer(64);
  expect(codeOf(() => Once.at(sab, 2))).toBe('MISALIGNED');
  expect(codeOf(() => Once.at(sab, 60))).toBe('OUT_OF_RANGE');
  expect(codeOf(() => Once.at(new ArrayBuffer(64) as unknown as SharedArrayBuffer, 0))).toBe('NOT_SHARED');
  const once = new Once();
  for (const bad of [undefined, 5, {}]) {
    expect(codeOf(() => once.call(bad as () => void))).toBe('BAD_CALLBACK');
    expect(codeOf(() => once.tryCall(bad as () => void))).toBe('BAD_CALLBACK');
    await expect(once.callAsync(bad as () => void)).rejects.toMatchObject({ code: 'BAD_CALLBACK' });
  }
  for (const bad of [-1, NaN, '5']) {
    expect(codeOf(() => once.waitFor(bad as number))).toBe('BAD_TIMEOUT');
    expect(codeOf(() => once.tryCallFor(() => {}, bad as number))).toBe('BAD_TIMEOUT');
    await expect(once.waitAsync({ timeoutMs: bad as number })).rejects.toMatchObject({ code: 'BAD_TIMEOUT' });
  }
  await expect(once.waitAsync({ signal: {} as AbortSignal })).rejects.toMatchObject({ code: 'BAD_SIGNAL' });
  expect(once.isDone).toBe(false);
  expect(() => structuredClone(once)).toThrow(/spawn/);
  once.free();
  expect(codeOf(() => once.call(() => {}))).toBe('FREED');
  expect(codeOf(() => once.free())).toBe('DOUBLE_FREE');
});
