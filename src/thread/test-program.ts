/** Whole programs for program.node.test.ts: `node test-program.ts NAME` runs one. Node, Bun and Deno. */
import { AtomicI32, wait, wakeAll } from '../atomic/index.ts';
import { current, park, parkAsync, sleep, sleepAsync, spawn, spawnWith } from './index.ts';

const place = import.meta;

export function loop(): void {
  for (;;) sleep(1000);
}

export function spin(): void {
  for (;;);
}

export function printLater(text: string): void {
  sleep(50);
  console.log(text);
}

export async function printLaterAsync(text: string): Promise<void> {
  await sleepAsync(50);
  console.log(text);
}

export function printAndTell(text: string, printed: AtomicI32): void {
  console.log(text);
  console.error(`${text} (error)`);
  process.stdout.write(`${text} (stream)\n`);
  printed.fetchAdd(1);
  wakeAll(printed);
  park();
}

export function printMuch(lines: number): void {
  for (let n = 0; n < lines; n++) console.log(`${n} ${'x'.repeat(100)}`);
}

export function fail(message: string): never {
  throw new RangeError(message);
}

export function spawnFailing(): void {
  spawn(place, fail, 'of a forgotten thread');
}

export function exit(code: number): void {
  process.exit(code);
}

export function fillMemory(): number {
  const kept: number[][] = [];
  for (;;) kept.push(Array.from({ length: 10_000 }, (_, n) => n));
}

export function overflow(depth: number): number {
  return depth > 1e9 ? 0 : 1 + overflow(depth + 1);
}

export function printWhenSpawnedByThread(): void {
  spawn(place, printLater, 'of a grandchild');
}

const limits = (): unknown => process.getBuiltinModule('node:worker_threads').resourceLimits.maxOldGenerationSizeMb;

const programs: Record<string, () => unknown> = {
  unreferenced() {
    spawn(place, loop).unref();
    spawnWith({ keepAlive: false }, place, spin);
    console.log('main has ended');
  },
  referenced() {
    spawn(place, printLater, 'the thread has ended');
    spawn(place, printLaterAsync, 'the async thread has ended');
    console.log('main has ended');
  },
  async referencedTwice() {
    await spawn(place, printLater, 'first');
    setTimeout(() => spawn(place, printLater, 'second'), 50);
  },
  grandchild() {
    spawn(place, printWhenSpawnedByThread);
  },
  async awaiting() {
    console.log(await spawnWith({ keepAlive: false }, (x: number) => x + 1, 1));
    setTimeout(() => current().unpark(), 20).unref();
    await parkAsync();
    console.log('unparked');
  },
  /** The first thread blocks before its event loop has ever run. */
  console() {
    const printed = new AtomicI32(0);
    console.log('before');
    const handle = spawn(place, printAndTell, 'from the thread', printed);
    while (printed.load() === 0) wait(printed, 0);
    console.log('after');
    handle.thread.unpark();
    handle.join();
    process.exit(0);
  },
  muchOutput() {
    spawn(place, printMuch, 2000).join();
    process.exit(0);
  },
  nobodyJoins() {
    spawn(place, fail, 'of a child');
    sleep(500);
    spawn(place, spawnFailing).join();
  },
  async collected() {
    spawnFailing();
    for (let n = 0; n < 50; n++) {
      (globalThis as { gc?: () => void }).gc!();
      await sleepAsync(10);
    }
    process.removeAllListeners('exit'); // where it would be printed too
  },
  exitsInThread() {
    try {
      spawn(place, exit, 3).join();
    } catch (error) {
      console.log((error as { code: string }).code, /exit code 3/.test((error as Error).message));
    }
  },
  exitsWhileThreadsRun() {
    const handles = [spawn(place, loop), spawn(place, spin), spawn(place, printMuch, 1)];
    handles[2]!.join();
    process.exit(4);
  },
  uncaughtInMain() {
    spawn(place, loop);
    throw new RangeError('in main');
  },
  outOfMemory() {
    const limited = spawnWith({ resourceLimits: { maxOldGenerationSizeMb: 20, maxYoungGenerationSizeMb: 4 } }, place, fillMemory);
    try {
      limited.join();
    } catch (error) {
      console.log((error as { code: string }).code);
    }
    console.log(spawn((x: number) => x + 1, 1).join());
  },
  overflow() {
    try {
      spawn(place, overflow, 0).join();
    } catch (error) {
      console.log((error as Error).name);
    }
  },
  limitsEndWithTheirThread() {
    console.log(spawnWith({ resourceLimits: { maxOldGenerationSizeMb: 30 } }, limits).join());
    console.log(spawn(limits).join() === 30);
  },
};

if (import.meta.main) await programs[process.argv[2]!]!();
