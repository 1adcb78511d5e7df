/** Atomics of every kind in the heap and in a buffer of one's own, orderings, waiting and waking: under every runtime. */
import {
  AtomicBool, AtomicF64, AtomicI16, AtomicI32, AtomicI64, AtomicI8, AtomicPtr, AtomicU16, AtomicU32, AtomicU64, AtomicU8, fence, LockwrightError,
  OrderingError, spinLoopHint, wait, waitAsync, wakeAll, wakeOne,
} from 'lockwright/atomic'; // prettier-ignore
import { check } from './lib/check.ts';

function code(attempt: () => unknown): string {
  try {
    attempt();
    return 'none';
  } catch (error) {
    return error instanceof LockwrightError ? error.code : String(error);
  }
}

const buffer = new SharedArrayBuffer(1024);
let offset = 0;
/** The next free place in the buffer. */
const place = (): number => (offset += 16);

for (const [where, kinds] of [
  ['the heap', [new AtomicI8(-128), new AtomicU8(), new AtomicI16(-32_768), new AtomicU16(), new AtomicI32(-(2 ** 31)), new AtomicU32()]],
  [
    'a buffer',
    [
      AtomicI8.at(buffer, place()),
      AtomicU8.at(buffer, place()),
      AtomicI16.at(buffer, place()),
      AtomicU16.at(buffer, place()),
      AtomicI32.at(buffer, place()),
      AtomicU32.at(buffer, place()),
    ],
  ],
] as const) {
  // prettier-ignore
  for (const atomic of kinds) {
    const bits = Number(/\d+/.exec(atomic.constructor.name));
    const signed = atomic.constructor.name.includes('I');
    const least = signed ? -(2 ** (bits - 1)) : 0;
    const most = signed ? 2 ** (bits - 1) - 1 : 2 ** bits - 1;
    atomic.store(least);
    const wrapped = atomic.fetchSub(1) === least && atomic.load() === most && atomic.fetchAdd(1) === most && atomic.load() === least;
    atomic.store(5);
    const logic = atomic.fetchNand(4) === 5 && atomic.load() === (signed ? ~4 : most - 4) && atomic.exchange(6) !== 6;
    const order = atomic.fetchMax(most) === 6 && atomic.fetchMin(least) === most && atomic.load() === least;
    const cas = atomic.compareExchange(1, 2) === least && atomic.compareExchange(least, 2) === least && atomic.fetchUpdate((v) => v * 2) === 2;
    check(`${atomic.constructor.name} in ${where} wraps, compares and exchanges`, wrapped && logic && order && cas && atomic.load() === 4);
  }
}
for (const big of [new AtomicI64(), AtomicI64.at(buffer, place())]) {
  check('AtomicI64 wraps', big.fetchSub(1n) === 0n && big.load() === -1n && big.fetchMax(3n) === -1n && big.load() === 3n);
}
for (const big of [new AtomicU64(), AtomicU64.at(buffer, place())]) {
  check('AtomicU64 wraps', big.fetchSub(1n) === 0n && big.load() === 2n ** 64n - 1n && big.fetchMin(3n) > 3n && big.load() === 3n);
}
for (const float of [new AtomicF64(0.5), AtomicF64.at(buffer, place())]) {
  float.store(0.5);
  const sum = float.fetchAdd(0.25) === 0.5 && float.load() === 0.75 && float.fetchMax(Number.NaN) === 0.75;
  check('AtomicF64 adds, and finds NaN', sum && Number.isNaN(float.compareExchange(Number.NaN, 1)) && float.load() === 1);
}
for (const flag of [new AtomicBool(true), AtomicBool.at(buffer, place())]) {
  flag.store(true);
  check('AtomicBool inverts', flag.fetchNot() && !flag.load() && !flag.fetchNand(true) && flag.load());
}
const pointer = new AtomicPtr();
check('AtomicPtr is 0 at first', pointer.compareExchange(0, 64) === 0 && pointer.load() === 64);

const word = new AtomicI32(1);
check(
  'a release load is refused',
  code(() => word.load('release' as never)) === 'BAD_ORDERING' && new OrderingError('a', 'b') instanceof LockwrightError,
);
check('a value out of range is refused', code(() => new AtomicU8().store(256)) === 'OUT_OF_RANGE');
check('a BigInt is refused', code(() => word.fetchAdd(1n as never)) === 'WRONG_TYPE');
fence('acquire');
spinLoopHint();

check('a wait for another value does not begin', wait(word, 2) === 'not-equal');
check('a wait times out', wait(word, 1, 1) === 'timed-out' && wait(new AtomicU64(1n), 1n, 1) === 'timed-out');
check('wakeOne finds nobody', !wakeOne(word) && wakeAll(word) === 0);
const waiting = waitAsync(word, 1);
word.store(2);
check('wakeOne wakes a promise', wakeOne(word) && (await waiting) === 'ok');
check('a promise times out, and keeps the program alive until then', (await waitAsync(word, 2, { timeoutMs: 20 })) === 'timed-out');
const stop = new AbortController();
const aborted = waitAsync(word, 2, { signal: stop.signal }).catch((error: unknown) => error);
const next = waitAsync(word, 2);
stop.abort(new Error('enough'));
check(
  'an aborted wait is rejected, and its wake-up goes to the next',
  (await aborted) instanceof Error && wakeOne(word) && (await next) === 'ok',
);
check(`the heap is served by ${word.region.ops.backend}`, true);
word.free();
check('a freed atomic cannot be freed again', code(() => word.free()) === 'DOUBLE_FREE');
