import { check } from 'lockwright/check';

/** A check that is explored for seconds, and whose outcomes cannot be sent to another thread. */

const MANY = Symbol('many');
/** Of each thread. */
const ROUNDS = [4, 4, 3];

check('symbols', () => {
  const words = new Int32Array(new SharedArrayBuffer(4 * (ROUNDS.length + 1)));
  const thread = (rounds: number, n: number) => () => {
    for (let i = 0; i < rounds; i++) {
      Atomics.add(words, 0, 1);
      Atomics.load(words, n + 1);
    }
    return Atomics.load(words, 0) > ROUNDS.length ? MANY : 1;
  };
  return { threads: ROUNDS.map(thread) };
});
