/** MsQueue in every execution: first in, first out; nothing is lost or taken twice, and whoever finds another in the middle goes on. */
import { linearizable } from 'lockwright/check';
import { struct, u32 } from 'lockwright/memory';
import { checkUnder, mustBe } from '../../lock/test-models.ts';
import { Epoch } from '../epoch/epoch.ts';
import { MsQueue } from './ms-queue.ts';

type Values = readonly number[];

const QUEUE = {
  initial: [] as Values,
  calls: {
    enqueue: (values: Values, value: number) => [[...values, value], undefined] as const,
    dequeue: (values: Values) => [values.slice(1), values[0]] as const,
  },
};

checkUnder({ js: 449, rc11: 557 }, 'it is a queue to a thread that puts in and one that takes out', () => {
  const history = linearizable(QUEUE);
  const queue = history.of(new MsQueue(u32));
  const putTwo = (): void => {
    queue.enqueue(1);
    queue.enqueue(2);
  };
  const takeTwo = (): void => {
    queue.dequeue();
    queue.dequeue();
  };
  return { threads: [putTwo, takeTwo], finally: history.judge };
});

checkUnder({ js: 950, rc11: 1250 }, 'it is a queue to two threads that put in and take out', () => {
  const history = linearizable(QUEUE);
  const queue = history.of(new MsQueue(u32));
  const both = (value: number) => (): void => {
    queue.enqueue(value);
    queue.dequeue();
  };
  return { threads: [both(1), both(2)], finally: history.judge };
});

checkUnder({ js: 1775, rc11: 1835 }, 'a thread that is slow meets no node that was freed', () => {
  const history = linearizable(QUEUE);
  const plain = new MsQueue(u32);
  const queue = history.of(plain);
  const takeAndFlush = (): void => {
    queue.enqueue(1);
    queue.dequeue();
    plain.epoch.collect();
    plain.epoch.collect();
  };
  return { threads: [() => queue.enqueue(2), takeAndFlush], finally: history.judge };
});

checkUnder(
  { js: 795, rc11: 795 },
  'a thread that dies in the middle leaves a queue',
  () => {
    const queue = new MsQueue(u32);
    queue.enqueue(1);
    const both = (): void => {
      queue.enqueue(2);
      queue.dequeue();
    };
    const takeAll = (): number => {
      let count = 0;
      while (queue.dequeue() !== undefined) count++;
      return count;
    };
    return {
      threads: [both, () => queue.enqueue(3)],
      finally: () => {
        queue.enqueue(4);
        const count = takeAll();
        if (count < 2 || count > 4) mustBe(count, 3, 'the values that were left');
      },
    };
  },
  { kill: 1, killThreads: [0] },
);

checkUnder(
  { js: 531, rc11: 531 },
  'a thread that dies before it moved the tail on leaves it on a node that is not freed',
  () => {
    const queue = new MsQueue(u32);
    const takeFreeAndPut = (): number | undefined => {
      if (queue.dequeue() === undefined) return undefined;
      queue.epoch.collect();
      queue.epoch.collect();
      queue.enqueue(2);
      return queue.dequeue();
    };
    return {
      threads: [() => queue.enqueue(1), takeFreeAndPut],
      finally: ([, last]) => mustBe(last === undefined || last === 2, true, `whether ${String(last)} was put in last`),
    };
  },
  { kill: 1, killThreads: [0] },
);

checkUnder(
  { js: 26, rc11: 26 },
  'a value is whole when it is taken out, also if who put it in was pinned before, so that its pin orders nothing',
  () => {
    const epoch = new Epoch();
    const queue = new MsQueue(struct({ a: u32, b: u32 }), { epoch });
    return {
      threads: [() => epoch.withPin(() => queue.enqueue({ a: 1, b: 2 })), () => JSON.stringify(queue.dequeue())],
      finally: ([, got]) => mustBe(got === undefined || got === '{"a":1,"b":2}', true, `whether ${String(got)} was put in`),
    };
  },
);

checkUnder({ js: 6630, rc11: 6630 }, 'two threads put in and a third takes out, all pinned before', () => {
  const epoch = new Epoch();
  const history = linearizable(QUEUE, { realTime: false });
  const queue = history.of(new MsQueue(u32, { epoch }));
  const pinned = (call: () => unknown) => () => epoch.withPin(call);
  return {
    threads: [pinned(() => queue.enqueue(1)), pinned(() => queue.enqueue(2)), pinned(() => queue.dequeue())],
    finally: () => {
      while (queue.dequeue() !== undefined);
      history.judge();
    },
  };
});
