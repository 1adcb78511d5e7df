import { describe, expect, test } from 'vitest';
import { allSeries, runSeries } from './campaign.ts';

/** `npm run check:fuzz` tries as many as you like. */
const PROGRAMS = 30;
const SEED = 1;
const LIMIT_MS = 120_000;

describe('explore agrees with the oracles on random programs', () => {
  test.each(allSeries)(
    '$name',
    async (series) => {
      const { failures } = await runSeries(series, PROGRAMS, SEED, { mostFailures: 1 });
      expect(failures.join('\n\n')).toBe('');
    },
    LIMIT_MS,
  );
});
