/** WorkStealingDeque in every execution: each value goes to one thread, whole, though the owner and thieves are after the same one. */
import { linearizable } from 'lockwright/check';
import { struct, u32 } from 'lockwright/memory';
import { checkUnder, mustBe } from '../../lock/test-models.ts';
import { WorkStealingDeque } from './work-stealing-deque.ts';

type Values = readonly number[];

const dequeOf = (capacity: number) => ({
  initial: [] as Values,
  calls: {
    push: (values: Values, value: number) =>
      values.length < capacity ? ([[...values, value], true] as const) : ([values, false] as const),
    pop: (values: Values) => [values.slice(0, -1), values.at(-1)] as const,
    steal: (values: Values) => [values.slice(1), values[0]] as const,
  },
});

checkUnder({ js: 175, rc11: 175 }, 'the owner and a thief are after the last value', () => {
  const history = linearizable(dequeOf(2));
  const deque = history.of(new WorkStealingDeque(u32, 2));
  const pushAndPop = (): void => {
    deque.push(1);
    deque.pop();
    deque.push(2);
    deque.pop();
  };
  return { threads: [pushAndPop, () => deque.steal()], finally: history.judge };
});

checkUnder({ js: 5371, rc11: 5413 }, 'the owner pushes and pops while two thieves steal', () => {
  const history = linearizable(dequeOf(2));
  const deque = history.of(new WorkStealingDeque(u32, 2));
  const pushAndPop = (): void => {
    deque.push(1);
    deque.push(2);
    deque.pop();
  };
  return { threads: [pushAndPop, () => deque.steal(), () => deque.steal()], finally: history.judge };
});

checkUnder({ js: 3, rc11: 3 }, 'a slot is used again only when what was in it was copied', () => {
  const deque = new WorkStealingDeque(struct({ a: u32, b: u32 }), 1);
  const pushTwo = (): void => {
    deque.push({ a: 1, b: 1 });
    deque.push({ a: 2, b: 2 });
  };
  const stealOne = (): boolean => {
    const value = deque.steal();
    return value === undefined || value.a === value.b;
  };
  return { threads: [pushTwo, stealOne], finally: ([, isWhole]) => mustBe(isWhole, true, 'whether it was whole') };
});

checkUnder(
  { js: 23, rc11: 23 },
  'what a dead owner left is stolen, and can be adopted',
  () => {
    const deque = new WorkStealingDeque(u32, 2);
    const pushAndPop = (): void => {
      deque.push(1);
      deque.pop();
    };
    return {
      threads: [pushAndPop, () => deque.steal()],
      finally: ([, stolen]) => {
        deque.adopt();
        mustBe(deque.push(3), true, 'whether there is room');
        const left = [deque.pop(), deque.pop()];
        mustBe(left[0], 3, 'what was pushed last');
        if (stolen === 1) mustBe(left[1], undefined, 'what is left of one that was stolen');
      },
    };
  },
  { kill: 1, killThreads: [0] },
);
