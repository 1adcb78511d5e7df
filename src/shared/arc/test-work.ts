/** What the threads of the tests of Arc run. */
import { type AtomicI32, wakeAll } from '../../atomic/index.ts';
import { u32 } from '../../memory/index.ts';
import type { Mutex } from '../../lock/index.ts';
import { sleep } from '../../thread/index.ts';
import { Arc, type Weak } from '../index.ts';

export const work = new URL('./test-work.ts', import.meta.url);

/** Reads, through clones too, and ends with nothing. */
export function readOften(arc: Arc<number>, times: number): number {
  using mine = arc;
  let sum = 0;
  for (let i = 0; i < times; i++) {
    using copy = mine.clone();
    sum += copy.value;
  }
  return sum;
}

/** Returns what it got, and one more of it. */
export function giveBack(arc: Arc<number>): Arc<number>[] {
  return [arc, arc.clone()];
}

/** Ends without disposing of anything. */
export function keepAll(arc: Arc<number>, weak: Weak<number>): number {
  return arc.value + weak.upgrade()!.value;
}

export function upgradeOnce(weak: Weak<number>): number | undefined {
  using mine = weak;
  using arc = mine.upgrade();
  return arc?.value;
}

/** Says that it is there, and lives until it is ended. */
export function haveAndStay(arc: Arc<any>, weak: Weak<any> | undefined, here: AtomicI32): void {
  const more = weak?.upgrade();
  here.fetchAdd(1);
  wakeAll(here);
  for (;;) sleep(more?.value === arc ? 1 : 1000);
}

export function countUnderLock(arc: Arc<Mutex<number>>, times: number): void {
  using mine = arc;
  const { value: mutex } = mine;
  for (let i = 0; i < times; i++) mutex.withLock((guard) => (guard.value += 1));
}

/** Upgrades, clones and sends on, again and again, as long as there is something. Returns how often there was. */
export function churn(weak: Weak<number>, rounds: number): number {
  using mine = weak;
  let found = 0;
  for (let i = 0; i < rounds; i++) {
    using arc = mine.upgrade();
    if (arc === undefined) continue;
    using copy = arc.clone();
    using again = copy.downgrade();
    using third = again.upgrade();
    if (third === undefined) throw new Error('an Arc was there, and its Weak found nothing');
    found++;
  }
  return found;
}

let kept: Arc<number> | undefined;

/** Keeps what it gets in a variable of the module, which a later thread of the same worker finds. */
export function keepInModule(arc: Arc<number>): void {
  kept = arc;
}

export function useKept(): string {
  if (kept === undefined) return 'another worker';
  try {
    return String(kept.value);
  } catch (error) {
    return (error as { code: string }).code;
  }
}

export function makeOne(): Arc<number> {
  return new Arc(u32, 7);
}
