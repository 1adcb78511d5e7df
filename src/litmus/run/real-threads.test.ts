import { describe, expect, test } from 'vitest';
import { availableParallelism } from '../../thread/index.ts';
import { parseTest } from '../parse/test.ts';
import { runTest } from './run.ts';

const SB = parseTest(`C SB
{ }
P0 (int* x, int* y) { *x = 1; int r0 = *y; }
P1 (int* x, int* y) { *y = 1; int r0 = *x; }
exists (0:r0=0 /\\ 1:r0=0)
`);
const FOR_EVER = parseTest('C T\n{ }\nP0 (int* x) { while (*x == 0) { } }\nP1 (int* x) { int r0 = *x; }\nexists (1:r0=0)\n');
const BROKEN = parseTest('C T\n{ }\nP0 (int* x) { int r0 = *x; }\nP1 (int* x, int** p) { int* q = *p; int r0 = *q; }\nexists (0:r0=0)\n');
/** A busy machine may run the threads one after the other for a while. */
const MOST_TRIES = 20;
const judged = (...states: readonly string[]) => ({ verdict: 'Ok', states, undefinedBehaviour: false, flags: [] }) as const;

describe('a test on real threads', () => {
  test('has each instance in one outcome, and says which ones the model allows', async () => {
    const { instances, seen } = await runTest(SB, judged('0:r0=0; 1:r0=1;', '0:r0=1; 1:r0=0;'), { seconds: 0.1 });
    expect(instances).toBeGreaterThan(0);
    expect(seen.reduce((sum, { count }) => sum + count, 0)).toBe(instances);
    for (const { state, allowed, class: how } of seen) expect([state, allowed]).toEqual([state, how === 'sequential']);
  });

  // The buffers of stores are a matter of the processor, and both threads need one at the same time.
  test.skipIf(availableParallelism() < 2)('shows that stores wait in buffers', async () => {
    let weak = 0;
    for (let tries = 0; weak === 0 && tries < MOST_TRIES; tries++) {
      const { seen } = await runTest(SB, judged(), { seconds: 0.5 });
      weak = seen.find(({ class: how }) => how === 'weak')?.count ?? 0;
    }
    expect(weak).toBeGreaterThan(0);
  });

  test('is ended if it does not end', async () => {
    await expect(runTest(FOR_EVER, judged(), { seconds: 0.1, graceSeconds: 0.5 })).rejects.toThrow(
      'cannot be run: its threads were ended after 0.6 s',
    );
  });

  test('is ended if one of its threads fails, which is told', async () => {
    await expect(runTest(BROKEN, judged(), { seconds: 10 })).rejects.toThrow('it accesses 4 bytes at an address that is no element');
  });
});
