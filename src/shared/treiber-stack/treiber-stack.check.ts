/** TreiberStack in every execution: nothing is lost or popped twice, values are whole, and no node is used again while a thread may have it. */
import { linearizable, type Program } from 'lockwright/check';
import { struct, u32 } from 'lockwright/memory';
import { checkUnder, mustBe } from '../../lock/test-models.ts';
import { TreiberStack } from './treiber-stack.ts';

type Values = readonly number[];

const STACK = {
  initial: [] as Values,
  calls: {
    push: (values: Values, value: number) => [[...values, value], undefined] as const,
    pop: (values: Values) => [values.slice(0, -1), values.at(-1)] as const,
  },
};

type Called = Pick<TreiberStack<number>, 'push' | 'pop'>;

const calling =
  (values: Values, ...calls: readonly ((stack: Called) => unknown)[]) =>
  (): Program => {
    const history = linearizable(STACK);
    const stack = history.of(new TreiberStack(u32));
    for (const value of values) stack.push(value);
    return {
      threads: calls.map((call) => () => call(stack)),
      finally: () => {
        while (stack.pop() !== undefined);
        history.judge();
      },
    };
  };

const push = (value: number) => (stack: Called) => stack.push(value);
const pop = (stack: Called): unknown => stack.pop();
const pushAndPop = (value: number) => (stack: Called) => {
  stack.push(value);
  stack.pop();
};

checkUnder({ js: 6, rc11: 6 }, 'two threads push', calling([], push(1), push(2)));
checkUnder({ js: 30, rc11: 30 }, 'two threads pop', calling([1, 2], pop, pop));
checkUnder({ js: 554, rc11: 814 }, 'two threads push and pop', calling([], pushAndPop(1), pushAndPop(2)));

checkUnder(
  { js: 190, rc11: 190 },
  'a node that was popped and pushed again is not taken for the old one',
  calling([1, 2], pop, (stack) => {
    stack.pop();
    stack.pop();
    stack.push(3);
  }),
);

checkUnder({ js: 1157, rc11: 1249 }, 'a thread that is slow in a pop meets no node that was freed, however many the other pops', () => {
  const history = linearizable(STACK);
  const plain = new TreiberStack(u32);
  const stack = history.of(plain);
  const popTwo = (): void => {
    stack.pop();
    plain.epoch.collect();
    plain.epoch.collect();
    stack.push(2);
  };
  stack.push(1);
  return { threads: [() => stack.pop(), popTwo], finally: history.judge };
});

checkUnder({ js: 2, rc11: 2 }, 'a value is whole when it is popped', () => {
  const stack = new TreiberStack(struct({ a: u32, b: u32 }));
  return {
    threads: [() => stack.push({ a: 1, b: 2 }), () => JSON.stringify(stack.pop())],
    finally: ([, got]) => mustBe(got === undefined || got === '{"a":1,"b":2}', true, `whether ${got} was pushed`),
  };
});

checkUnder(
  { js: 572, rc11: 865 },
  'a thread that dies in the middle leaves a stack',
  () => {
    const stack = new TreiberStack(u32);
    stack.push(1);
    const doomed = (): void => {
      stack.push(2);
      stack.pop();
    };
    const popAll = (): number[] => {
      const all: number[] = [];
      for (let value = stack.pop(); value !== undefined; value = stack.pop()) all.push(value);
      return all;
    };
    return {
      threads: [doomed, popAll],
      finally: ([, popped]) => {
        const all = [...(popped as number[]), ...popAll()].join();
        mustBe(['1', '2', '2,1', '1,2'].includes(all), true, `whether ${all} is possible`);
        mustBe(stack.isEmpty, true, 'whether it is empty');
      },
    };
  },
  { kill: 1, killThreads: [0] },
);
