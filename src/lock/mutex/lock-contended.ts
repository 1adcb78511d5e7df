import { current, realm } from '../../realm/realm.ts';
import { looksBeforeSleep } from '../../memory/looks-before-sleep.ts';
import { CONTENDED, isMine, sleepOn, takeAs } from '../../memory/owner-word.ts';
import * as errors from '../lock-errors.ts';
import type { OwnedLock } from '../owned-lock.ts';

/**
 * The slow path of locking: waits until this thread has the lock, or `deadline` (on the realm's clock) has passed. Returns whether it has it.
 *
 * After Drepper's mutex 2 and 3: spin while there is hope, say that one is about to sleep, sleep, and begin again.
 */
export function lockContended(mutex: OwnedLock<any, any>, call: string, deadline: number): boolean {
  const { region, address } = mutex;
  const { ops } = region;
  if (realm.checked?.lockAware === true && deadline === Infinity) return takeAsOneStep(mutex);
  // What this thread writes when it takes the lock. Once it has slept, others may be asleep as well, and the flag that it found has gone with the unlock
  // that woke it: it must put the flag back, or its own unlock would leave them behind. If it was the last one, that costs a needless wake-up.
  let mine = current.block;
  let looks = looksBeforeSleep();
  for (;;) {
    // A load, not a compare-and-swap each time: a load shares the cache line, while even a vain exchange takes it away from the owner.
    let word = ops.load32(address, 'relaxed');
    if (word === 0) {
      if (takeAs(region, address, mine) === 0) return true; // `acquire` in there: pairs with the release of the unlock
      continue;
    }
    errors.refusePoisonedOrFreed(mutex, word);
    if (isMine(region, address, word)) throw errors.selfDeadlock(mutex);
    // Where some sleep already, spinning would only be jumping the queue.
    if (looks > 0 && (word & CONTENDED) === 0) {
      looks--;
      realm.pause();
      continue;
    }
    if (!realm.canBlock()) throw errors.cannotBlock(mutex, call, 'await lockAsync(), or tryLock()');
    if ((word & CONTENDED) === 0) {
      // Fails if the word has changed at all: then the lock may be free, and nobody would wake a thread that sleeps on a free lock.
      if (ops.cas32(address, word, word | CONTENDED, 'relaxed', 'relaxed') !== word) continue;
      word |= CONTENDED;
    }
    // Here, and not before: this thread may have used up the one wake-up of an unlock, and then another thread locked without a flag. Giving up only
    // while the word has the flag hands that wake-up on: the owner will wake the next sleeper.
    const left = deadline - realm.now();
    if (!(left > 0)) return false;
    // Falls asleep only if the word is still as it was: an unlock in between has changed it, so its wake-up cannot be missed.
    sleepOn(region, address, word, left);
    mine = current.block | CONTENDED;
  }
}

/**
 * What waiting for the lock comes to, for checks of programs that are about something else (`lockAware`): nothing happens until the lock is free, and then it is this thread's. A loop that
 * only looks is one step to the checker, so executions that differ in who slept and who was woken are one.
 */
function takeAsOneStep(mutex: OwnedLock<any, any>): boolean {
  const { region, address } = mutex;
  for (;;) {
    const found = takeAs(region, address, current.block);
    if (found === 0) return true;
    errors.refusePoisonedOrFreed(mutex, found);
    if (isMine(region, address, found)) throw errors.selfDeadlock(mutex);
  }
}
