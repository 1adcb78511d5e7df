import { realm } from '../realm/realm.ts';

/**
 * With the pauses between, 1 to 2 µs. Sleeping and being woken costs 9 µs and more, and what is done under a lock is mostly shorter than that. For a mutex any count from 0 to 100 was equal for
 * sections of some ns, and 1000 was worse; 100 is a guess among the equal ones.
 */
const LOOKS = 100;

/** How often a thread looks at a word that another thread is to change, with a pause each time, before it sleeps on it. On one processor nobody can change it meanwhile, so never. */
export function looksBeforeSleep(): number {
  return realm.availableParallelism() > 1 ? LOOKS : 0;
}
