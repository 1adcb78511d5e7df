/** Borrows exclude as they should: writers all others, readers only writers. Who comes at a wrong moment is told, and never let in. */
import { AtomicI32 } from 'lockwright/atomic';
import { mutuallyExclusive } from 'lockwright/check';
import { hasOutcomes, holds, mustBe } from '../lib/claims.ts';
import { append, SharedCell } from './07-refcell.ts';

const newNumbers = (): Int32Array => new Int32Array(new SharedArrayBuffer(4 * Int32Array.BYTES_PER_ELEMENT));

function refused(attempt: () => unknown): boolean {
  try {
    attempt();
    return false;
  } catch (error) {
    if (/already (?:mutably )?borrowed/.test(String(error))) return true;
    throw error;
  }
}

holds({ js: 4, rc11: 4 }, 'two writers: no race, and what was let in is there', () => {
  const borrows = new AtomicI32(0);
  const numbers = newNumbers();
  const write = (number: number) => () => refused(() => append(borrows, numbers, number));
  return {
    threads: [write(1), write(2)],
    finally: (results) => {
      mustBe(numbers[0], results.filter((wasRefused) => !wasRefused).length, 'how many numbers there are');
      mustBe(borrows.load(), 0, 'the borrows at the end');
    },
  };
});

holds({ js: 6, rc11: 6 }, 'a writer and a reader exclude each other', () => {
  const cell = new SharedCell(new AtomicI32(0), newNumbers());
  const section = mutuallyExclusive('the borrowed numbers');
  const read = () => refused(() => cell.borrow((numbers) => section.shared(() => numbers[0])));
  const write = () => refused(() => cell.borrowMut((numbers) => section(() => (numbers[0] = 1))));
  return { threads: [read, write] };
});

holds({ js: 16, rc11: 16 }, 'readers are never refused', () => {
  const cell = new SharedCell(new AtomicI32(0), newNumbers());
  const read = () => refused(() => cell.borrow((numbers) => numbers[0]));
  return { threads: [read, read], finally: (results) => mustBe(results.includes(true), false, 'whether one was refused') };
});

hasOutcomes({ js: ['true,false', 'false,true', 'false,false'] }, 'who was refused', () => {
  const cell = new SharedCell(new AtomicI32(0), newNumbers());
  const read = () => refused(() => cell.borrow((numbers) => numbers[0]));
  const write = () => refused(() => cell.borrowMut((numbers) => (numbers[0] = 1)));
  return { threads: [read, write], outcome: String };
});
