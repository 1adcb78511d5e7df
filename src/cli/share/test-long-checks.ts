/** Checks that take some seconds, for tests of `--cores`. */
import { check } from 'lockwright/check';

/** Two threads that each add both words to one of them, the second once less than `rounds` times, and a third that looks once: hundreds of thousands of executions. */
const fibonacci = (rounds: number, most: number) => () => {
  const x = new Int32Array(new SharedArrayBuffer(8));
  x.fill(1);
  const add = (mine: number, times: number) => (): void => {
    for (let i = 0; i < times; i++) Atomics.store(x, mine, Atomics.load(x, 0) + Atomics.load(x, 1));
  };
  const look = (): number => {
    const [a, b] = [Atomics.load(x, 0), Atomics.load(x, 1)];
    if (Math.max(a, b) > most) throw new Error(`saw ${Math.max(a, b)}`);
    return Math.sign(a - b);
  };
  return { threads: [add(0, rounds), add(1, rounds - 1), look] };
};

const LARGEST = 233;

void check('right', fibonacci(6, LARGEST));
void check('wrong', fibonacci(6, LARGEST - 1), { expect: 'exception' });
