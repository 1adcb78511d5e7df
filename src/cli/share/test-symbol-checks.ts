import { check } from 'lockwright/check';

/** A check that is explored for seconds, and whose outcomes cannot be sent to another thread. */

const MANY = Symbol('many');
const THREADS = 3;
const ROUNDS = 4;

check('symbols', () => {
  const words = new Int32Array(new SharedArrayBuffer(4 * (THREADS + 1)));
  const thread = (own: number) => () => {
    for (let i = 0; i < ROUNDS; i++) {
      Atomics.add(words, 0, 1);
      Atomics.load(words, own);
    }
    return Atomics.load(words, 0) > THREADS ? MANY : 1;
  };
  return { threads: [thread(1), thread(2), thread(3)] };
});
