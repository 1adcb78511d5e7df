/** A page that tries each way to spawn, and leaves what came of it in `globalThis.results`. */
import { AtomicI32 } from 'lockwright/atomic';
import { judge, parseTest, runTest, compileModel } from 'lockwright/litmus';
import { Mutex } from 'lockwright/lock';
import { u32 } from 'lockwright/memory';
import { park, scope, spawn, spawnWith } from 'lockwright/thread';
// oxlint-disable-next-line import/default -- Vite makes it
import workUrl from './work.ts?worker&url';

const work = new URL(workUrl, import.meta.url);
const results: Record<string, unknown> = {};

async function attempt(name: string, action: () => unknown): Promise<void> {
  try {
    results[name] = await action();
  } catch (error) {
    results[name] = `${(error as Error).name}: ${(error as Error).message}`;
  }
}

const LITMUS = `C SB
{ }
P0 (atomic_int* x, atomic_int* y) { atomic_store(x, 1); int r0 = atomic_load(y); }
P1 (atomic_int* x, atomic_int* y) { atomic_store(y, 1); int r0 = atomic_load(x); }
exists (0:r0=0 /\\ 1:r0=0)
`;
const SC = 'acyclic po | rf | co | fr as sc';

async function runLitmus(): Promise<unknown> {
  const test = parseTest(LITMUS);
  const judged = judge(
    test,
    compileModel(SC, 'sc', () => undefined),
  );
  const { instances, seen } = await runTest(test, judged, { seconds: 0.2 });
  return [judged.verdict, seen.reduce((sum, { count }) => sum + count, 0) === instances, seen.every(({ allowed }) => allowed)];
}

async function tryAll(): Promise<void> {
  const counter = new AtomicI32(0);
  const lock = new Mutex(u32, 0);

  await attempt('litmus test', runLitmus);
  await attempt('text', () => spawn((x: number) => x + 1, 1));
  await attempt('text with handles', async () => {
    await spawn(
      (c, l) => {
        c.fetchAdd(2);
        l.withLock((guard) => {
          guard.value += 3;
        });
      },
      counter,
      lock,
    );
    return [counter.load(), (await lock.lockAsync()).value];
  });
  lock.unlock();
  await attempt('module', () => spawn(work, 'square', 3));
  await attempt('module with handles', async () => {
    const counts = await scope(async (s) =>
      Promise.all([1, 2].map((n) => s.spawnWith({ name: `thread ${n}` }, work, 'count', lock, 1000))),
    );
    return [counts, await lock.withLockAsync(({ value }) => value)];
  });
  await attempt('thread of a thread', () => spawn(work, 'spawnOne'));
  await attempt('error', () => spawn(work, 'die', lock));
  await attempt('poison', () => lock.lockAsync());
  await attempt('terminated', async () => {
    const handle = spawnWith({ name: 'parked' }, () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0));
    handle.terminate();
    return handle;
  });
}

if (crossOriginIsolated) {
  await tryAll();
} else {
  await attempt('spawn', () => spawn((x: number) => x + 1, 1));
  await attempt('module', () => spawn(work, 'square', 3));
  await attempt('scope', () => scope((s) => s.spawn(work, 'square', 3)));
  await attempt('park', () => park());
  await attempt('lock', () => new Mutex());
}
Object.assign(globalThis, { results, isDone: true });
