/** Nobody reads what was freed, or one number without the other, and no reader waits. */
import { AtomicU32 } from 'lockwright/atomic';
import { holds, mustBe } from '../lib/claims.ts';
import { newPointer, readPair, updatePair } from './02-rcu.ts';

const newTurns = (count: number): AtomicU32[] => Array.from({ length: count }, () => new AtomicU32(0));

holds({ js: 15, rc11: 15 }, 'a reader who reads twice, and an update', () => {
  const pointer = newPointer(1, 1);
  const turns = newTurns(1);
  const readTwice = (): string => [readPair(pointer, turns[0]!), readPair(pointer, turns[0]!)].join();
  return {
    threads: [readTwice, () => updatePair(pointer, turns)],
    finally: ([seen]) => mustBe(seen, 'true,true', 'whether it saw the same'),
  };
});

holds({ js: 25, rc11: 25 }, 'two readers and an update', () => {
  const pointer = newPointer(1, 1);
  const turns = newTurns(2);
  return {
    threads: [...turns.map((turn) => () => readPair(pointer, turn)), () => updatePair(pointer, turns)],
    finally: ([one, other]) => mustBe(`${one},${other}`, 'true,true', 'whether they saw the same'),
  };
});

holds({ js: 9 }, 'a reader and two updates', () => {
  const pointer = newPointer(1, 1);
  const turns = newTurns(1);
  const updateTwice = (): void => {
    updatePair(pointer, turns);
    updatePair(pointer, turns);
  };
  return { threads: [() => readPair(pointer, turns[0]!), updateTwice], finally: ([seen]) => mustBe(seen, true, 'whether it saw the same') };
});
