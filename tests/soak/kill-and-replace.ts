/** What soak programs share: threads that are killed at random and replaced, and a look whether those that are left go on. */
import type { AtomicU32 } from '../../src/atomic/index.ts';
import { type JoinHandle, sleepAsync } from '../../src/thread/index.ts';

/** Nobody that makes no step for so long makes one ever. */
const PATIENCE_MS = 20_000;
const MOST_LIFE_MS = 40;
const PULSE_MS = 2;

export const random = (n: number): number => Math.floor(Math.random() * n);

/** What the threads of a run tell, and are told. */
export interface Progress {
  /** They count what they have done. */
  readonly rounds: AtomicU32;
  /** 1: they are to return. */
  readonly isOver: AtomicU32;
}

export interface Soak {
  readonly threads: number;
  readonly seconds: number;
  /** Called now and then: for what threads wait for that only others could give. */
  readonly pulse?: () => void;
}

/** What came of it. */
export interface Soaked {
  /** What went wrong. */
  readonly faults: string[];
  readonly kills: number;
}

/** Starts threads, each with its place, and kills and replaces them until the time is over. */
export async function killAndReplace(
  start: (place: number) => JoinHandle<void>,
  { rounds, isOver }: Progress,
  { threads, seconds, pulse = () => {} }: Soak,
): Promise<Soaked> {
  const running: (JoinHandle<void> | undefined)[] = [];
  const faults: string[] = [];
  const begin = (place: number): void => {
    const handle = start(place);
    running[place] = handle;
    handle.then(undefined, (error: unknown) => running[place] === handle && faults.push(String(error)));
  };
  for (let place = 0; place < threads; place++) begin(place);
  const end = performance.now() + seconds * 1000;
  let kills = 0;
  let before = 0;
  let lastProgress = performance.now();
  while (performance.now() < end && faults.length === 0) {
    await sleepAsync(random(MOST_LIFE_MS));
    pulse();
    const now = rounds.load();
    if (now === before) {
      // Not before somebody has got so far: on a busy machine, a thread takes long to begin.
      if (performance.now() - lastProgress > PATIENCE_MS) faults.push(`nobody went on for ${PATIENCE_MS} ms`);
      continue;
    }
    before = now;
    lastProgress = performance.now();
    const place = random(threads);
    const victim = running[place]!;
    running[place] = undefined;
    victim.terminate();
    kills++;
    begin(place);
  }
  isOver.store(1);
  const pulses = setInterval(pulse, PULSE_MS);
  const ended = Promise.allSettled(running).then(() => true);
  if (!(await Promise.race([ended, sleepAsync(PATIENCE_MS)]))) faults.push(`threads that wait had not ended after ${PATIENCE_MS} ms`);
  clearInterval(pulses);
  console.log(`  ${before} rounds of ${threads} threads, ${kills} killed`);
  return { faults, kills };
}

/** Soaks one kind after the other, tells what went wrong, and ends the program: with exit code 1 if anything did. */
export async function soakKinds(kinds: readonly string[], soak: (kind: string) => Promise<readonly string[]>): Promise<never> {
  let wrong = 0;
  for (const kind of kinds) {
    console.log(kind);
    const faults = await soak(kind);
    for (const fault of new Set(faults)) console.log(`  WRONG: ${fault}`);
    wrong += faults.length;
  }
  process.exit(wrong === 0 ? 0 : 1);
}
