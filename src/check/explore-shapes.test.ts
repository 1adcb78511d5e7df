/** Shapes of the literature beside those of `explore-litmus.test.ts`: which outcome each model allows, with accesses as strong as the test says. */
import { fence } from 'lockwright/atomic';
import type { ModelName } from 'lockwright/check';
import { expect, test } from 'vitest';
import { bounded, MODELS, words } from './test-explore.ts';

type Load = 'relaxed' | 'acquire' | 'seqCst';
type Store = 'relaxed' | 'release' | 'seqCst';
type Thread = (x: Int32Array) => unknown;

interface Shape {
  readonly name: string;
  readonly threads: readonly Thread[];
  /** What the threads return in the outcome that is asked for. */
  readonly outcome: readonly unknown[];
  /** The values that the words have in the end, where that is asked as well. */
  readonly last?: readonly number[];
  readonly allowedBy: readonly ModelName[];
}

const X = 0;
const Y = 1;
const Z = 2;
const get = (x: Int32Array, at: number, order: Load): number => Atomics.load(x, at, order);
const set = (x: Int32Array, at: number, value: number, order: Store): void => void Atomics.store(x, at, value, order);
const nothing = (): void => {};

const WEAK: readonly ModelName[] = ['tso', 'rc11'];
const RC11: readonly ModelName[] = ['rc11'];
const NONE: readonly ModelName[] = [];

/** Write-to-read causality: who reads what was read elsewhere sees what came before. */
const wrc = (write: Store, read: Load): readonly Thread[] => [
  (x) => set(x, X, 1, write),
  (x) => {
    const seen = get(x, X, read);
    set(x, Y, 1, write);
    return seen;
  },
  (x) => [get(x, Y, read), get(x, X, read)],
];

/** The same through a chain of two words. */
const isa2 = (write: Store, read: Load): readonly Thread[] => [
  (x) => {
    set(x, X, 1, write);
    set(x, Y, 1, write);
  },
  (x) => {
    const seen = get(x, Y, read);
    set(x, Z, 1, write);
    return seen;
  },
  (x) => [get(x, Z, read), get(x, X, read)],
];

/** Read-to-write causality: a reader between a write and a store buffer. */
const rwc = (write: Store, read: Load, reader: () => void, writer: () => void): readonly Thread[] => [
  (x) => set(x, X, 1, write),
  (x) => {
    const seen = get(x, X, read);
    reader();
    return [seen, get(x, Y, read)];
  },
  (x) => {
    set(x, Y, 1, write);
    writer();
    return get(x, X, read);
  },
];

const r = (write: Store, read: Load): readonly Thread[] => [
  (x) => {
    set(x, X, 1, write);
    set(x, Y, 1, write);
  },
  (x) => {
    set(x, Y, 2, write);
    return get(x, X, read);
  },
];

const s = (write: Store, read: Load): readonly Thread[] => [
  (x) => {
    set(x, X, 2, write);
    set(x, Y, 1, write);
  },
  (x) => {
    const seen = get(x, Y, read);
    set(x, X, 1, write);
    return seen;
  },
];

/** Rings of store buffers and of two writes, over three words. */
const ring = (thread: (x: Int32Array, mine: number, next: number) => unknown): readonly Thread[] =>
  [X, Y, Z].map((mine) => (x: Int32Array) => thread(x, mine, (mine + 1) % 3));

/** Each thread sees its own write before others do. */
const forwarding = (write: Store, read: Load): readonly Thread[] =>
  [
    [X, Y],
    [Y, X],
  ].map(([mine, other]) => (x: Int32Array) => {
    set(x, mine!, 1, write);
    return [get(x, mine!, read), get(x, other!, read)];
  });

const n6 = (write: Store): readonly Thread[] => [
  (x) => {
    set(x, X, 1, write);
    return [get(x, X, 'relaxed'), get(x, Y, 'relaxed')];
  },
  (x) => {
    set(x, Y, 2, write);
    set(x, X, 2, write);
  },
];

const buffering = (step: (x: Int32Array, mine: number) => void, fences: readonly [() => void, () => void] = [nothing, nothing]) =>
  [
    [X, Y],
    [Y, X],
  ].map(([mine, other], i) => (x: Int32Array) => {
    step(x, mine!);
    fences[i]!();
    return get(x, other!, 'relaxed');
  });

const iriw = (write: Store, first: Load, second: Load, between: () => void): readonly Thread[] => [
  (x) => set(x, X, 1, write),
  (x) => set(x, Y, 1, write),
  (x) => {
    const seen = get(x, X, first);
    between();
    return [seen, get(x, Y, second)];
  },
  (x) => {
    const seen = get(x, Y, first);
    between();
    return [seen, get(x, X, second)];
  },
];

const sc = (): void => fence('seqCst');

const shapes: readonly Shape[] = [
  { name: 'WRC, relaxed', threads: wrc('relaxed', 'relaxed'), outcome: [undefined, 1, [1, 0]], allowedBy: RC11 },
  { name: 'WRC, release and acquire', threads: wrc('release', 'acquire'), outcome: [undefined, 1, [1, 0]], allowedBy: NONE },
  { name: 'ISA2, relaxed', threads: isa2('relaxed', 'relaxed'), outcome: [undefined, 1, [1, 0]], allowedBy: RC11 },
  { name: 'ISA2, release and acquire', threads: isa2('release', 'acquire'), outcome: [undefined, 1, [1, 0]], allowedBy: NONE },
  {
    name: 'RWC, release and acquire',
    threads: rwc('release', 'acquire', nothing, nothing),
    outcome: [undefined, [1, 0], 0],
    allowedBy: WEAK,
  },
  { name: 'RWC, a fence in the writer', threads: rwc('release', 'acquire', nothing, sc), outcome: [undefined, [1, 0], 0], allowedBy: RC11 },
  { name: 'RWC, two fences', threads: rwc('relaxed', 'relaxed', sc, sc), outcome: [undefined, [1, 0], 0], allowedBy: NONE },
  { name: 'RWC, seqCst', threads: rwc('seqCst', 'seqCst', nothing, nothing), outcome: [undefined, [1, 0], 0], allowedBy: NONE },
  { name: 'R, release and acquire', threads: r('release', 'acquire'), outcome: [undefined, 0], last: [1, 2], allowedBy: WEAK },
  { name: 'R, seqCst', threads: r('seqCst', 'seqCst'), outcome: [undefined, 0], last: [1, 2], allowedBy: NONE },
  { name: 'S, relaxed', threads: s('relaxed', 'relaxed'), outcome: [undefined, 1], last: [2, 1], allowedBy: RC11 },
  { name: 'S, release and acquire', threads: s('release', 'acquire'), outcome: [undefined, 1], last: [2, 1], allowedBy: NONE },
  {
    name: '3.SB, release and acquire',
    threads: ring((x, mine, next) => (set(x, mine, 1, 'release'), get(x, next, 'acquire'))),
    outcome: [0, 0, 0],
    allowedBy: WEAK,
  },
  {
    name: '3.SB, fences',
    threads: ring((x, mine, next) => (set(x, mine, 1, 'relaxed'), sc(), get(x, next, 'relaxed'))),
    outcome: [0, 0, 0],
    allowedBy: NONE,
  },
  {
    name: '3.2W, relaxed',
    threads: ring((x, mine, next) => (set(x, mine, 1, 'relaxed'), set(x, next, 2, 'relaxed'))),
    outcome: [undefined, undefined, undefined],
    last: [1, 1, 1],
    allowedBy: RC11,
  },
  {
    name: '3.2W, fences',
    threads: ring((x, mine, next) => (set(x, mine, 1, 'relaxed'), sc(), set(x, next, 2, 'relaxed'))),
    outcome: [undefined, undefined, undefined],
    last: [1, 1, 1],
    allowedBy: NONE,
  },
  {
    name: '3.LB, relaxed',
    threads: ring((x, mine, next) => {
      const seen = get(x, mine, 'relaxed');
      set(x, next, 1, 'relaxed');
      return seen;
    }),
    outcome: [1, 1, 1],
    allowedBy: NONE,
  },
  {
    name: 'SB with its own writes read, release',
    threads: forwarding('release', 'acquire'),
    outcome: [
      [1, 0],
      [1, 0],
    ],
    allowedBy: WEAK,
  },
  {
    name: 'SB with its own writes read, seqCst',
    threads: forwarding('seqCst', 'seqCst'),
    outcome: [
      [1, 0],
      [1, 0],
    ],
    allowedBy: NONE,
  },
  { name: 'n6 of x86, release', threads: n6('release'), outcome: [[1, 0], undefined], last: [1, 2], allowedBy: WEAK },
  { name: 'n6 of x86, seqCst', threads: n6('seqCst'), outcome: [[1, 0], undefined], last: [1, 2], allowedBy: RC11 },
  {
    name: 'SB by exchanges with acqRel, which flush a store buffer',
    threads: buffering((x, mine) => void Atomics.exchange(x, mine, 1, 'acqRel')),
    outcome: [0, 0],
    allowedBy: RC11,
  },
  {
    name: 'SB with one fence',
    threads: buffering((x, mine) => set(x, mine, 1, 'relaxed'), [sc, nothing]),
    outcome: [0, 0],
    allowedBy: WEAK,
  },
  {
    name: 'SB with an add to a word of both between, which orders one after the other',
    threads: buffering((x, mine) => {
      set(x, mine, 1, 'relaxed');
      Atomics.add(x, Z, 0, 'acqRel');
    }),
    outcome: [0, 0],
    allowedBy: NONE,
  },
  {
    name: 'SB with an add to a word of its own between',
    threads: buffering((x, mine) => {
      set(x, mine, 1, 'relaxed');
      Atomics.add(x, Z + mine, 0, 'acqRel');
    }),
    outcome: [0, 0],
    allowedBy: RC11,
  },
  {
    name: 'IRIW, relaxed writes and fences',
    threads: iriw('relaxed', 'relaxed', 'relaxed', sc),
    outcome: [undefined, undefined, [1, 0], [1, 0]],
    allowedBy: NONE,
  },
  // What RC11 gives up, so that Power's compilation schemes are right.
  {
    name: 'IRIW-acq-sc',
    threads: iriw('seqCst', 'acquire', 'seqCst', nothing),
    outcome: [undefined, undefined, [1, 0], [1, 0]],
    allowedBy: RC11,
  },
  // The paper allows it; GenMC, which the checker follows, takes an update for two events, the read before the write, and so has `po ; hb ; po` from x to the update.
  {
    name: 'Z6.U',
    threads: [
      (x) => {
        set(x, X, 1, 'seqCst');
        set(x, Y, 1, 'release');
      },
      (x) => [Atomics.add(x, Y, 1, 'seqCst'), get(x, Y, 'relaxed')],
      (x) => {
        set(x, Y, 3, 'seqCst');
        return get(x, X, 'seqCst');
      },
    ],
    outcome: [undefined, [1, 3], 0],
    allowedBy: NONE,
  },
  {
    name: 'CoRR2: two readers that see two writes of a word in opposite order',
    threads: [
      (x) => set(x, X, 1, 'relaxed'),
      (x) => set(x, X, 2, 'relaxed'),
      (x) => [get(x, X, 'relaxed'), get(x, X, 'relaxed')],
      (x) => [get(x, X, 'relaxed'), get(x, X, 'relaxed')],
    ],
    outcome: [undefined, undefined, [1, 2], [2, 1]],
    allowedBy: NONE,
  },
  {
    name: 'CoRW2: a read of what comes after one’s own write',
    threads: [
      (x) => {
        const seen = get(x, X, 'relaxed');
        set(x, X, 1, 'relaxed');
        return seen;
      },
      (x) => set(x, X, 2, 'relaxed'),
    ],
    outcome: [2, undefined],
    last: [2],
    allowedBy: NONE,
  },
];

test.for(shapes.flatMap((shape) => MODELS.map((model) => [shape.name, model, shape] as const)))(
  '%s, under %s',
  async ([, model, shape]) => {
    const { threads, outcome, last, allowedBy } = shape;
    const result = await bounded(
      () => {
        const x = words();
        const isAsAsked = (results: readonly unknown[]): boolean =>
          JSON.stringify(results) === JSON.stringify(outcome) && (last ?? []).every((value, i) => Atomics.load(x, i) === value);
        return {
          threads: threads.map((thread) => () => thread(x)),
          finally: (results: readonly unknown[]) => {
            if (isAsAsked(results)) throw new Error('as asked for');
          },
        };
      },
      { model },
    );
    expect(result.error?.message).toBe(allowedBy.includes(model) ? 'as asked for' : undefined);
  },
);
