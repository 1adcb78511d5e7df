import type { McSource } from '../../scripts/lib/mc-syntax.ts';

/**
 * The programs that the checker is measured on, of any size: those that the papers about model checkers use. Most are small variations of the acceptance programs; the numbers in their
 * names are how many threads, rounds or cells they have.
 */
const zeros = (n: number): number[] => Array.from({ length: n }, () => 0);

/** N! executions. */
const ainc = (n: number): McSource => ({
  name: `ainc(${n})`,
  params: { N: n },
  init: { x: 0 },
  threads: [{ name: 'T', count: n, body: ['faa(x, 1, rlx)'] }],
  final: ['r = load(x, rlx)', 'assert(r == N)'],
});

/** N! executions. */
const writers = (n: number): McSource => ({
  name: `writers(${n})`,
  init: { x: 0 },
  threads: [{ name: 'W', count: n, body: ['store(x, me + 1, rlx)'] }],
});

/** 2^N executions. */
const readers = (n: number): McSource => ({
  name: `readers(${n})`,
  init: { x: 0 },
  threads: [
    { name: 'W', body: ['store(x, 42, rel)'] },
    { name: 'R', count: n, body: ['r = load(x, acq)'] },
  ],
});

const lastZero = (n: number): McSource => ({
  name: `lastzero(${n})`,
  params: { N: n },
  init: { a: zeros(n + 1) },
  threads: [
    { name: 'R', body: ['i = N', 'for k in 0..N + 1 { v = load(a[i], acq) if (v == 0) { break } i = i - 1 }'] },
    { name: 'W', count: n, body: ['v = load(a[me], acq)', 'store(a[me + 1], v + 1, rel)'] },
  ],
});

const fibRound = (mine: string): string => `for i in 0..K { a = load(x, acq) b = load(y, acq) store(${mine}, a + b, rel) }`;

function fib(k: number): McSource {
  return {
    name: `fib(${k})`,
    params: { K: k },
    init: { x: 1, y: 1 },
    threads: [
      { name: 'X', body: [fibRound('x')] },
      { name: 'Y', body: [fibRound('y')] },
    ],
  };
}

/** As in SV-COMP: a third thread reads both meanwhile. */
function fibBench(k: number): McSource {
  const { threads, ...rest } = fib(k);
  const most = fibonacci(2 * k + 2);
  const reader = { name: 'M', body: ['p = load(x, acq)', 'q = load(y, acq)', `assert(p <= ${most} && q <= ${most})`] };
  return { ...rest, name: `fib_bench(${k})`, threads: [...threads, reader] };
}

const fibonacci = (n: number): number => (n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2));

const casRotation = (n: number): McSource => ({
  name: `casrot(${n})`,
  init: { x: 0 },
  threads: [{ name: 'T', count: n, body: ['r = cas(x, me, me + 1, rlx)'] }],
});

const mutexIncrements = (n: number): McSource => ({
  name: `mutex(${n})`,
  params: { N: n },
  init: { x: 0 },
  mutexes: ['m'],
  threads: [{ name: 'T', count: n, body: ['lock(m)', 'r = load(x, na)', 'store(x, r + 1, na)', 'unlock(m)'] }],
  final: ['r = load(x, na)', 'assert(r == N)'],
});

const ticketLock = (n: number): McSource => ({
  name: `ticketlock(${n})`,
  params: { N: n },
  init: { next: 0, owner: 0, d: 0 },
  threads: [
    {
      name: 'T',
      count: n,
      body: [
        't = faa(next, 1, rlx)',
        'spin { o = load(owner, acq) } until (o == t)',
        'r = load(d, na)',
        'store(d, r + 1, na)',
        'store(owner, t + 1, rel)',
      ],
    },
  ],
  final: ['r = load(d, na)', 'assert(r == N)'],
});

const spinLock = (n: number): McSource => ({
  name: `spinlock(${n})`,
  params: { N: n },
  init: { l: 0, d: 0 },
  threads: [
    {
      name: 'T',
      count: n,
      body: ['spin { o = cas(l, 0, 1, acq) } until (o == 0)', 'r = load(d, na)', 'store(d, r + 1, na)', 'store(l, 0, rel)'],
    },
  ],
  final: ['r = load(d, na)', 'assert(r == N)'],
});

const push =
  'for i in 0..2 { t = load(top, acq) store(nx[me + 1], t, rlx) o = cas(top, t, me + 1, acqrel) if (o == t) { done = 1 break } }';
const pop =
  'for i in 0..2 { t = load(top, acq) if (t == 0) { break } n = load(nx[t], rlx) o = cas(top, t, n, acqrel) if (o == t) { break } }';

const treiber = (pushers: number, poppers: number): McSource => ({
  name: `treiber(${pushers}+${poppers})`,
  init: { top: 0, nx: zeros(pushers + 1) },
  threads: [
    { name: 'Push', count: pushers, body: [push, 'assume(done == 1)'] },
    { name: 'Pop', count: poppers, body: [pop] },
  ],
});

/** Does nothing: what starting takes. */
export const trivial: McSource = { name: 'trivial', init: { x: 0 }, threads: [{ name: 'T', body: ['store(x, 1, rlx)'] }] };

export const instances: readonly McSource[] = [
  ainc(7),
  ainc(8),
  ainc(9),
  writers(8),
  readers(13),
  lastZero(10),
  lastZero(15),
  fib(5),
  fib(6),
  fibBench(4),
  fibBench(5),
  fibBench(6),
  casRotation(8),
  mutexIncrements(6),
  ticketLock(4),
  spinLock(4),
  treiber(3, 1),
  treiber(3, 2),
];

export function findInstance(name: string): McSource {
  const found = [trivial, ...instances].find((instance) => instance.name === name);
  if (found === undefined) throw new Error(`There is no instance '${name}': there are ${instances.map((known) => known.name).join(', ')}`);
  return found;
}
