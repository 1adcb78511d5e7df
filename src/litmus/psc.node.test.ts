/** RC11's order of `seqCst` events: herd asks that a synchronization lies between accesses to different locations, GenMC and the checker do not. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { AccessOrder } from '../check/machine.ts';
import type { DataProgram, Statement } from '../check/oracle/program.ts';
import { compileModel } from './index.ts';
import { asGenMcHasIt, checkerOutcomes, labOutcomes } from './test-differential.ts';

const rc11 = readFileSync(new URL('../../litmus/models/rc11.cat', import.meta.url), 'utf8');
const asHerd = compileModel(rc11, 'rc11', () => undefined);
const asGenMc = compileModel(asGenMcHasIt(rc11), 'rc11-genmc', () => undefined);

const [X, Y] = [0, 1];
const load = (to: number, at: number, order: AccessOrder): Statement => ({ op: 'load', to, at, order });
const store = (at: number, value: number, order: AccessOrder): Statement => ({ op: 'store', at, value, order });
const program = (...threads: Statement[][]): DataProgram => ({ initial: [0, 0], locks: 0, threads });

const CASES: readonly (readonly [name: string, program: DataProgram, allowedByHerdOnly: readonly string[]])[] = [
  [
    'the writer goes on at the same location before it releases',
    program(
      [store(X, 1, 'seqCst'), store(X, 2, 'release')],
      [load(0, X, 'acquire'), load(1, Y, 'seqCst')],
      [store(Y, 1, 'seqCst'), load(0, X, 'seqCst')],
    ),
    [' | 2,0 | 0'],
  ],
  [
    'the same with a read-modify-write that releases',
    program(
      [store(X, 1, 'seqCst'), { op: 'rmw', to: 0, at: X, how: 'exchange', value: 2, order: 'acqRel' }],
      [load(0, X, 'acquire'), load(1, Y, 'seqCst')],
      [store(Y, 1, 'seqCst'), load(0, X, 'seqCst')],
    ),
    ['1 | 2,0 | 0'],
  ],
  [
    'the reader goes on at the same location after it acquires',
    program(
      [store(X, 1, 'seqCst'), store(Y, 1, 'release')],
      [load(0, Y, 'acquire'), load(1, Y, 'seqCst'), load(2, Y, 'relaxed')],
      [store(Y, 2, 'seqCst'), load(0, X, 'seqCst')],
    ),
    [' | 1,1,2 | 0'],
  ],
];

test.each(CASES)('%s: herd allows more', async (_name, cases, allowedByHerdOnly) => {
  const [herd, genMc, checker] = [labOutcomes(cases, asHerd), labOutcomes(cases, asGenMc), await checkerOutcomes(cases)];
  expect(genMc).toEqual(checker);
  expect([...herd].filter((outcome) => !genMc.includes(outcome))).toEqual(allowedByHerdOnly);
  expect([...genMc].filter((outcome) => !herd.includes(outcome))).toEqual([]);
});
