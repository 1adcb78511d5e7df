/** The stack in every execution: what threads push and pop has an order in which a stack would have given the same, values are whole, and no node is used after it was freed. */
import { linearizable, type Program } from 'lockwright/check';
import { struct, u32 } from 'lockwright/memory';
import { TreiberStack } from 'lockwright/shared';
import { checkUnder, mustBe } from '../../lock/test-models.ts';

type Values = readonly number[];

const specification = {
  initial: [] as Values,
  calls: {
    push: (values: Values, value: number): [Values, undefined] => [[...values, value], undefined],
    pop: (values: Values): [Values, number | undefined] => [values.slice(0, -1), values.at(-1)],
  },
};

type Called = Pick<TreiberStack<number>, 'push' | 'pop'>;

const calling =
  (values: Values, ...calls: readonly ((stack: Called) => unknown)[]) =>
  (): Program => {
    const history = linearizable(specification, { realTime: false });
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

const popTwice = (stack: Called): string => `${stack.pop()},${stack.pop()}`;
const pop = (stack: Called): unknown => stack.pop();

checkUnder(
  { js: 4, rc11: 4 },
  'two push',
  calling(
    [],
    (stack) => stack.push(1),
    (stack) => stack.push(2),
  ),
);
checkUnder({ js: 26, rc11: 26 }, 'two pop', calling([1, 2], pop, pop));
checkUnder(
  { js: 6, rc11: 6 },
  'one pushes, one pops',
  calling([1], (stack) => stack.push(2), popTwice),
);
checkUnder(
  { js: 86 },
  'a node that was popped and pushed again is not taken for the old one',
  calling([1, 2], pop, (stack) => {
    stack.pop();
    stack.pop();
    stack.push(3);
  }),
);

checkUnder({ js: 2, rc11: 2 }, 'a value is whole when it is popped', () => {
  const stack = new TreiberStack(struct({ a: u32, b: u32 }));
  return {
    threads: [() => stack.push({ a: 1, b: 2 }), () => JSON.stringify(stack.pop())],
    finally: ([, got]) => mustBe(got === undefined || got === '{"a":1,"b":2}', true, `whether ${got} was pushed`),
  };
});

checkUnder(
  { js: 350, rc11: 489 },
  'a thread that is killed in the middle has done what it did, or not, and the others go on',
  () => {
    const stack = new TreiberStack(u32);
    stack.push(1);
    const doomed = (): void => {
      stack.push(2);
      stack.pop();
    };
    return {
      threads: [doomed, () => stack.pop()],
      finally: ([, got]) => {
        const rest = [stack.pop(), stack.pop()].filter((value) => value !== undefined);
        mustBe(['1 ', '2 ', '2 1', '1 2'].includes(`${got} ${rest.join()}`), true, `whether ${got} and then ${rest.join()} is possible`);
      },
    };
  },
  { kill: 1, killThreads: [0] },
);
