import type { Mix } from './random-program.ts';

/** Mostly relaxed, since that is what differs between models. */
const ALL_ORDERS = ['relaxed', 'relaxed', 'relaxed', 'acquire', 'release', 'acqRel', 'seqCst'] as const;
const FEW = { threads: [2, 3], locations: [1, 2], statements: [4, 9] } as const;
/** On several locations, since the orders of writes to one are many. */
const SPREAD = { threads: [2, 3], locations: [2, 3], statements: [4, 8] } as const;
const ACCESSES = { load: 4, store: 4, rmw: 2, cas: 2 } as const;

/** Mixes for the oracle of interleavings. */
export const interleavingMixes: Readonly<Record<string, Mix>> = {
  accesses: { ...FEW, locations: [1, 3], orders: ['seqCst'], weights: { ...ACCESSES, if: 1, choose: 1, assume: 1 } },
  waits: { ...FEW, orders: ['seqCst'], weights: { load: 1, store: 2, rmw: 1, wait: 4, notify: 4, if: 1 } },
  'timed waits': { ...FEW, orders: ['seqCst'], weights: { store: 2, rmw: 1, wait: 2, 'timed-wait': 3, notify: 4, if: 1 } },
  spins: { ...FEW, orders: ['seqCst'], weights: { load: 1, store: 4, rmw: 2, cas: 1, await: 3, 'await-cas': 2 } },
  locks: { ...FEW, orders: ['seqCst'], statements: [4, 7], weights: { load: 3, store: 3, lock: 4 } },
  everything: {
    ...FEW,
    orders: ['seqCst'],
    weights: {
      load: 2,
      store: 3,
      rmw: 1,
      cas: 1,
      if: 1,
      choose: 1,
      await: 1,
      'await-cas': 1,
      lock: 1,
      wait: 2,
      'timed-wait': 1,
      notify: 3,
      fence: 1,
    },
  },
};

/** Mixes for the axiomatic oracles. */
export const axiomaticMixes: Readonly<Record<string, Mix>> = {
  orders: { ...SPREAD, orders: ALL_ORDERS, weights: { ...ACCESSES, fence: 2 } },
  litmus: { threads: [2, 4], locations: [2, 2], statements: [5, 9], orders: ALL_ORDERS, weights: { load: 4, store: 4, fence: 1 } },
  'sequentially consistent': { ...SPREAD, orders: ['seqCst', 'seqCst', 'relaxed'], weights: { ...ACCESSES, fence: 1 } },
  'control flow': { ...SPREAD, orders: ALL_ORDERS, weights: { ...ACCESSES, if: 1, choose: 1, assume: 1, await: 1 } },
  plain: { ...SPREAD, orders: ['plain', ...ALL_ORDERS], weights: { ...ACCESSES, fence: 1, if: 2 } },
};

/** Programs whose executions are only counted, and which may so be larger. */
export const straightLines: Mix = {
  threads: [2, 4],
  locations: [1, 3],
  statements: [8, 15],
  orders: ['seqCst'],
  weights: { load: 4, store: 2, rmw: 1 },
};
