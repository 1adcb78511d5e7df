import type { Region } from './region.ts';

/**
 * A word that threads have pledged to change: a count of those who are to come, or are still at work. Its lowest bit says that one of them died with its
 * pledge. Costs nothing but that bit.
 */
export const BROKEN = 1;

/**
 * Says that a thread which had pledged to change the word will not, and wakes all who wait for it. Whether what it pledged was done just before its death
 * nobody can tell, so they are told in any case; a word that says all has come already is not looked at for the bit.
 */
export function breakPledged(region: Region, p: number): void {
  region.ops.or32(p, BROKEN, 'release');
  region.ops.notify(p, Infinity);
}
