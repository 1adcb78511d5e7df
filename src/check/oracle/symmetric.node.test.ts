import { describe, expect, test } from 'vitest';
import { interleavingMixes } from './mixes.ts';
import { seeded } from './random-program.ts';
import { compareTwins, randomTwins } from './symmetric.ts';

/** Enough that leaving out the enqueueing of a wait, or the write of a read-modify-write, from what a twin depends on is noticed: programs 16 and 23. */
const PROGRAMS = 40;
const SMALL = { threads: [1, 2], statements: [2, 5] } as const;
const MOST_THREADS = 4;
const LIMIT_MS = 120_000;

describe('exploring with and without symmetry agrees on random programs of equal threads', () => {
  test.each(Object.entries(interleavingMixes))(
    '%s',
    async (_, mix) => {
      let saved = 0;
      for (let seed = 1; seed <= PROGRAMS; seed++) {
        const twins = randomTwins(seeded(seed), { ...mix, ...SMALL }, MOST_THREADS);
        const { differences, plain, reduced } = await compareTwins(twins, seed % 2 === 0 ? 'tso' : 'js', seed % 4 === 3 ? 8 : 4);
        expect(differences.join('\n')).toBe('');
        saved += plain - reduced;
      }
      expect(saved).toBeGreaterThan(0);
    },
    LIMIT_MS,
  );
});
