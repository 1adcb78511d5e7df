import { describe, expect, test } from 'vitest';
import { axiomatic } from './axiomatic.ts';
import * as litmus from './test-litmus.ts';
import { interleavings } from './interleavings.ts';
import { axiomaticMixes } from './mixes.ts';
import { programText } from './program-text.ts';
import { randomProgram, seeded } from './random-program.ts';

const MODELS = ['sc', 'tso', 'rc11'] as const;

describe('the axiomatic oracles', () => {
  test.each([
    ['store buffering, relaxed', litmus.storeBuffering('relaxed'), [3, 4, 4]],
    ['store buffering, seqCst', litmus.storeBuffering('seqCst'), [3, 3, 3]],
    ['store buffering with fences', litmus.storeBufferingFenced, [3, 3, 3]],
    ['IRIW, acquire and release', litmus.iriw('acquire', 'release'), [15, 15, 16]],
    ['IRIW, seqCst', litmus.iriw('seqCst', 'seqCst'), [15, 15, 15]],
    ['message passing, relaxed', litmus.messagePassing('relaxed', 'relaxed'), [3, 3, 4]],
    ['message passing, acquire and release', litmus.messagePassing('acquire', 'release'), [3, 3, 3]],
    ['message passing, guarded', litmus.guardedMessagePassing('acquire', 'release'), [2, 2, 2]],
    ['message passing, guarded and relaxed', litmus.guardedMessagePassing('relaxed', 'relaxed'), [2, 2, 3]],
    ['load buffering', litmus.loadBuffering('relaxed'), [3, 3, 3]],
    ['2+2W', litmus.twoPlusTwoWrites('relaxed'), [3, 3, 4]],
    ['three writes and three reads of one location', litmus.coherence(3, 3, 'relaxed'), [20, 20, 20]],
    ['four writers', litmus.writers(4), [24, 24, 24]],
    ['four increments', litmus.increments(4), [24, 24, 24]],
    ['six rotating compare-exchanges', litmus.casRotation(6), [144, 144, 144]],
    ['a spin lock of two', litmus.casSpinLock(2), [2, 2, 2]],
  ])('count the executions of %s under SC, TSO and RC11', (_, program, counts) => {
    expect(MODELS.map((model) => axiomatic(program, model).graphs.size)).toEqual(counts);
  });

  test('RC11 finds the race of message passing without release and acquire, and none with', () => {
    expect(axiomatic(litmus.guardedMessagePassing('relaxed', 'relaxed'), 'rc11').race).toBe(true);
    expect(axiomatic(litmus.guardedMessagePassing('acquire', 'release'), 'rc11').race).toBe(false);
  });

  test('a release sequence of RC11 goes on with later stores of the same thread', () => {
    expect(axiomatic(litmus.releaseSequence, 'rc11').race).toBe(false);
  });

  test('SC by axioms is SC by interleaving, for random programs', () => {
    for (const [name, mix] of Object.entries(axiomaticMixes)) {
      for (let seed = 0; seed < 50; seed++) {
        const program = randomProgram(seeded(seed), mix);
        const { graphs, outcomes, blocked, livelock } = axiomatic(program, 'sc');
        const expected = interleavings(program);
        expect({ name, seed, text: programText(program), graphs, outcomes, blocked, livelock }).toEqual({
          name,
          seed,
          text: programText(program),
          graphs: expected.graphs,
          outcomes: expected.outcomes,
          blocked: expected.blocked,
          livelock: expected.livelock,
        });
      }
    }
  });

  test('the models allow more and more: SC, then TSO, then RC11 where all is relaxed', () => {
    const mix = { ...axiomaticMixes['litmus']!, orders: ['relaxed'] as const };
    for (let seed = 0; seed < 50; seed++) {
      const program = randomProgram(seeded(seed), mix);
      const [sc, tso, rc11] = MODELS.map((model) => axiomatic(program, model).graphs);
      expect(sc!.isSubsetOf(tso!)).toBe(true);
      if (!program.threads.flat().some(({ op }) => op === 'fence')) expect(tso!.isSubsetOf(rc11!)).toBe(true);
    }
  });
});
