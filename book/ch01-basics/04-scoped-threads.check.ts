/** Reading what nobody writes is no race; one writer among the readers makes it one. */
import { fails, holds, mustBe } from '../lib/claims.ts';
import { sum } from './04-scoped-threads.ts';

const newNumbers = (): Int32Array => {
  const numbers = new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT));
  numbers.set([1, 2]);
  return numbers;
};

holds({ js: 1, rc11: 1 }, 'two threads read the same numbers', () => {
  const numbers = newNumbers();
  return { threads: [() => sum(numbers), () => sum(numbers)], finally: ([a, b]) => mustBe(a + b, 6, 'both sums') };
});

fails({ js: 'dataRace', rc11: 'dataRace' }, 'one of them writes', () => {
  const numbers = newNumbers();
  return { threads: [() => sum(numbers), () => (numbers[0] = 5)] };
});
