import { realm } from '../../realm/realm.ts';
import { debugHook } from '../debug-hook.ts';
import type { Named } from '../lock-errors.ts';
import { gaveBack, Taking } from './follow.ts';
import { usersOf } from './users.ts';

/** What happens once is held by the thread whose initialiser runs. */
const ONCE = new Set(['Once', 'OnceLock', 'LazyLock']);

const modeOf = ({ kind }: Named): 'exclusive' | 'notice' => (ONCE.has(kind) ? 'exclusive' : 'notice');

/** Follows what has no lock() and unlock(): initialisers that run once, and blocked waits for them, and for latches, groups and barriers. Some 10 µs each. */
export function followWords(): void {
  debugHook.sleeps = (thing, isTimed) => {
    if (realm.checked !== undefined) return () => {};
    const taking = new Taking(thing, modeOf(thing));
    if (taking.mode === 'exclusive') taking.checkOrder();
    taking.begin(isTimed ? 'timed' : 'blocked');
    return () => taking.end();
  };
  debugHook.began = (thing, how) => {
    if (realm.checked !== undefined) return;
    const taking = new Taking(thing, 'exclusive');
    if (how === 'mayWait') taking.checkOrder();
    taking.took(thing, how === 'promise');
  };
  debugHook.ended = gaveBack;
  debugHook.usersOf = usersOf;
}
