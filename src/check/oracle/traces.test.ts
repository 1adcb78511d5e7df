import { describe, expect, test } from 'vitest';
import { interleavings } from './interleavings.ts';
import { straightLines } from './mixes.ts';
import type { Statement } from './program.ts';
import { randomProgram, seeded } from './random-program.ts';
import { increments, writers } from './test-litmus.ts';
import { countTraces } from './traces.ts';

const load = (at: number): Statement => ({ op: 'load', to: 0, at, order: 'seqCst' });

describe('the count of executions without their enumeration', () => {
  test('is n! for writers and for increments', () => {
    expect(countTraces(writers(7))).toBe(5040);
    expect(countTraces(increments(8))).toBe(40_320);
  });

  test('is that of GenMC for five rounds of fib_bench', () => {
    const rounds = (mine: number): Statement[] =>
      Array.from({ length: 5 }, (): Statement[] => [load(0), load(1), { op: 'store', at: mine, value: 1, order: 'seqCst' }]).flat();
    const threads = [rounds(0), rounds(1), [load(0), load(1)]];
    expect(countTraces({ initial: [1, 1], locks: 0, threads })).toBe(218_243);
  });

  test('is the number of graphs that all interleavings have, for random programs', () => {
    const mix = { ...straightLines, statements: [4, 9] as const };
    for (let seed = 0; seed < 150; seed++) {
      const program = randomProgram(seeded(seed), mix);
      expect({ seed, count: countTraces(program) }).toEqual({ seed, count: interleavings(program).graphs.size });
    }
  });
});
