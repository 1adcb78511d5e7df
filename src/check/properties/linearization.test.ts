import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Call, findNoOrder, type Specification } from './linearization.ts';

type Queue = readonly number[];
const QUEUE: Specification<Queue> = {
  initial: [],
  calls: {
    put: (queue, value: number) => [[...queue, value], undefined],
    take: (queue) => [queue.slice(1), queue[0]],
  },
};

const call = (name: string, args: readonly unknown[], returned: unknown, after: readonly number[] = []): Call => ({
  by: 'thread',
  name,
  args,
  result: { returned },
  after,
});

test('calls that overlap may have either order', () => {
  expect(findNoOrder([call('take', [], 5), call('put', [5], undefined)], QUEUE)).toBeUndefined();
});

test('what had ended before comes before', () => {
  expect(findNoOrder([call('take', [], 5), call('put', [5], undefined, [0])], QUEUE)).toEqual({
    longest: [],
    next: [{ call: 0, expected: { returned: undefined } }],
  });
});

test('a queue that gives its second value first has no order, and the longest part of one is told', () => {
  const history = [call('put', [1], undefined), call('put', [2], undefined, [0]), call('take', [], 2, [1])];
  expect(findNoOrder(history, QUEUE)).toEqual({ longest: [0, 1], next: [{ call: 2, expected: { returned: 1 } }] });
});

test('a call that never ended may have had its effect, or not', () => {
  const pending: Call = { by: 'thread', name: 'put', args: [5], result: undefined, after: [] };
  expect(findNoOrder([pending, call('take', [], 5)], QUEUE)).toBeUndefined();
  expect(findNoOrder([pending, call('take', [], undefined)], QUEUE)).toBeUndefined();
  expect(findNoOrder([pending, call('take', [], 6)], QUEUE)).toMatchObject({
    longest: [0],
    next: [{ call: 1, expected: { returned: 5 } }],
  });
});

/** All orders, by brute force. */
function hasOrder(history: readonly Call[], state: Queue, left: readonly number[]): boolean {
  if (left.length === 0) return true;
  return left.some((i) => {
    const { name, args, result, after } = history[i]!;
    if (after.some((other) => left.includes(other))) return false;
    const [next, returned] = QUEUE.calls[name]!(state, ...args);
    return (
      result !== undefined &&
      'returned' in result &&
      result.returned === returned &&
      hasOrder(
        history,
        next,
        left.filter((other) => other !== i),
      )
    );
  });
}

const small = fc.integer({ min: 1, max: 2 });
const anyCall = fc.oneof(
  small.map((value) => call('put', [value], undefined)),
  fc.option(small, { nil: undefined }).map((value) => call('take', [], value)),
);
/** A call is after some of those that are before it in the list, so the order has no circles. */
const histories = fc
  .array(fc.tuple(anyCall, fc.array(fc.nat({ max: 5 }), { maxLength: 2 })), { maxLength: 6 })
  .map((list) => list.map(([one, after], i) => ({ ...one, after: [...new Set(after.filter((other) => other < i))] })));

test('it agrees with trying all orders', () => {
  fc.assert(
    fc.property(histories, (history) => {
      expect(findNoOrder(history, QUEUE) === undefined).toBe(hasOrder(history, [], [...history.keys()]));
    }),
  );
});
