import { describe, expect, test } from 'vitest';
import { parseTest } from '../parse/test.ts';
import { Histogram } from './histogram.ts';
import { interleavings } from './interleave.ts';
import { loopOf, whyNotRun } from './loop.ts';

const parse = (threads: string, observed: string, initial = '') => parseTest(`JS T\n{ ${initial} }\n${threads}\nlocations [${observed}]\n`);
const SB = parse(' P0 | P1 ;\n x[0] = 1 | y[0] = 1 ;\n r0 = y[0] | r0 = x[0] ;', '0:r0; 1:r0;');
const INSTANCES = 8;

/** Runs the threads one after the other, in an order. */
function outcomes(
  of: ReturnType<typeof parse>,
  order = of.js!.threads.map((_, thread) => thread),
): readonly (readonly [string, number, string])[] {
  const histogram = new Histogram(of, of.js!, INSTANCES);
  const loops = of.js!.threads.map((_, thread) => loopOf(of, of.js!, thread, histogram.memory, 0));
  histogram.prepare(() => 0.5);
  for (const thread of order) loops[thread]!(INSTANCES);
  histogram.collect();
  return histogram.seen().map(({ state, count, class: how }) => [state, count, how] as const);
}

describe('the loops of threads', () => {
  test('do in each instance what the test says', () => {
    expect(outcomes(SB)).toEqual([['0:r0=0; 1:r0=1;', INSTANCES, 'sequential']]);
    expect(outcomes(SB, [1, 0])).toEqual([['0:r0=1; 1:r0=0;', INSTANCES, 'sequential']]);
  });

  test.for([
    ['Atomics.store(x, 0, 7) ;\n r0 = Atomics.load(x, 0)', '0:r0; x[0];', '0:r0=7; x[0]=7;'],
    ['r0 = Atomics.add(x, 0, 2) ;\n r1 = Atomics.sub(x, 0, 1)', '0:r0; 0:r1; x[0];', '0:r0=5; 0:r1=7; x[0]=6;'],
    ['r0 = Atomics.exchange(x, 0, 9)', '0:r0; x[0];', '0:r0=5; x[0]=9;'],
    ['r0 = Atomics.compareExchange(x, 0, 5, 1)', '0:r0; x[0];', '0:r0=5; x[0]=1;'],
    ['r0 = Atomics.compareExchange(x, 0, 4, 1)', '0:r0; x[0];', '0:r0=5; x[0]=5;'],
    ['r0 = x[0] + 1 ;\n x[1] = r0 * 2', 'x[1];', 'x[1]=12;'],
    ['if (x[0] == 5) { x[0] = 1 } else { x[0] = 2 }', 'x[0];', 'x[0]=1;'],
  ] as const)('%s', ([code, observed, expected]) => {
    expect(outcomes(parse(` P0 ;\n ${code} ;`, observed, 'x[0] = 5'))).toEqual([[expected, INSTANCES, 'sequential']]);
  });
});

test('an outcome is classed by how it can come about at best', () => {
  expect([...interleavings(SB, SB.js!, [64, 64])]).toEqual([
    ['0:r0=0; 1:r0=1;', 'sequential'],
    ['0:r0=1; 1:r0=0;', 'sequential'],
    ['0:r0=1; 1:r0=1;', 'interleaved'],
  ]);
});

test('what cannot be run says why', () => {
  expect(whyNotRun(SB.js!)).toBeUndefined();
  expect(whyNotRun(parse(' P0 ;\n r0 = Atomics.notify(x, 0, 1) ;', '0:r0;').js!)).toBe('it waits or notifies, which is not run');
});
