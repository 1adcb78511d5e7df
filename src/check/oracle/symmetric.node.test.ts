import { describe, expect, test } from 'vitest';
import { runTwinSeries, twinSeries } from './symmetric-campaign.ts';

/** Enough that leaving out the enqueueing of a wait, or the write of a read-modify-write, from what a twin depends on is noticed: programs 16 and 23. */
const PROGRAMS = 25;
const SEED = 1;
const LIMIT_MS = 120_000;

describe('exploring with and without symmetry agrees on random programs of equal threads', () => {
  test.each(twinSeries)(
    '$name',
    async (series) => {
      const { failures, plain, reduced } = await runTwinSeries(series, PROGRAMS, SEED, 1);
      expect(failures.join('\n\n')).toBe('');
      expect(reduced).toBeLessThan(plain);
    },
    LIMIT_MS,
  );
});
