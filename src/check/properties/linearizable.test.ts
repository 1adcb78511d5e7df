import { expect, test } from 'vitest';
import { explore, linearizable, Lock, type ExploreOptions, type Program } from '../index.ts';

const words = (count = 1): Int32Array => new Int32Array(new SharedArrayBuffer(4 * count));

const COUNTER = {
  initial: 0,
  calls: { add: (sum: number, n: number) => [sum + n, sum] as const, get: (sum: number) => [sum, sum] as const },
};
const REGISTER = {
  initial: 0,
  calls: { write: (_: number, value: number) => [value, undefined] as const, read: (value: number) => [value, value] as const },
};

const atomicCounter = () => {
  const word = words();
  return { add: (n: number) => Atomics.add(word, 0, n), get: () => Atomics.load(word, 0) };
};
/** Loses what comes between. */
const splitCounter = () => {
  const word = words();
  return {
    add(n: number) {
      const sum = Atomics.load(word, 0);
      Atomics.store(word, 0, sum + n);
      return sum;
    },
    get: () => Atomics.load(word, 0),
  };
};

const counting = (make: typeof atomicCounter) => (): Program => {
  const history = linearizable(COUNTER);
  const counter = history.of(make());
  return { threads: [() => counter.add(1), () => counter.add(2)], finally: history.judge };
};

test.for(['js', 'sc', 'tso', 'rc11'] as const)(
  'under %s an atomic counter is linearizable, and one that adds in two steps is not',
  async (model) => {
    expect((await explore(counting(atomicCounter), { model })).verdict).toBe('correct');
    expect((await explore(counting(splitCounter), { model })).error).toMatchObject({ kind: 'assertion' });
  },
);

const countingInSteps = (): Program => {
  const history = linearizable(COUNTER);
  const counter = history.of(splitCounter());
  return { threads: [() => counter.add(1), () => counter.add(2)], finally: history.judge };
};

test('the error shows the calls, what was over before what, and how far one gets', async () => {
  const { error } = await explore(countingInSteps);
  expect(error!.message).toBe(
    [
      'these calls, one after the other in any order, cannot have given what they gave:',
      '  thread 0: add(1) → 0',
      '  thread 1: add(2) → 0',
      '  after add(1), add(2) of thread 1 would have to give 1',
    ].join('\n'),
  );
});

/** Each thread has a copy of its own: nobody ever sees what the other wrote. */
const copies = () => {
  const own = [words(), words()];
  return (thread: number) => ({
    write: (value: number) => void Atomics.store(own[thread]!, 0, value),
    read: () => Atomics.load(own[thread]!, 0),
  });
};

const reading = (realTime: boolean) => (): Program => {
  const history = linearizable(REGISTER, { realTime });
  const copy = copies();
  const [writer, reader] = [history.of(copy(0)), history.of(copy(1))];
  return { threads: [() => writer.write(1), () => reader.read()], finally: history.judge };
};

test('a read that begins after a write has ended must see it, although nothing else connects the two', async () => {
  const { error } = await explore(reading(true));
  expect(error!.message).toContain('thread 1: read() → 0, begun after write(1) of thread 0 had ended');
});

test('without real time only the order of each thread counts: sequential consistency, in fewer executions', async () => {
  const [sequential, real] = [await explore(reading(false)), await explore(reading(true), { keepGoing: true })];
  expect([sequential.verdict, sequential.executions, real.executions]).toEqual(['correct', 1, 3]);
});

const countingFrom = (start: number, end: number) => (): Program => {
  const history = linearizable(COUNTER);
  const counter = history.of(atomicCounter());
  counter.add(start);
  return {
    threads: [() => counter.add(1), () => counter.get()],
    finally: () => {
      if (counter.get() !== end) throw new Error('another sum');
      history.judge();
    },
  };
};

test('calls of the set-up come before all, those of finally after all', async () => {
  expect((await explore(countingFrom(5, 6))).verdict).toBe('correct');
});

/** A store that another thread can see before what it says is there. */
const publishing = (order: 'relaxed' | 'release') => (): Program => {
  const history = linearizable(REGISTER);
  const word = words();
  const register = history.of({
    write: (value: number) => void Atomics.store(word, 0, value, order),
    read: () => Atomics.load(word, 0, 'relaxed'),
  });
  return { threads: [() => register.write(1), () => register.read()], finally: history.judge };
};

test('under rc11 a call is before another if it happens before it: relaxed accesses of one word will do', async () => {
  expect((await explore(publishing('relaxed'), { model: 'rc11' })).verdict).toBe('correct');
});

const BOX = {
  initial: undefined as number | undefined,
  calls: {
    put: (_: number | undefined, value: number) => [value, undefined] as const,
    get: (value: number | undefined) => [value, value] as const,
  },
};

/** The value is written before the flag, with this order. */
const box = (order: 'relaxed' | 'release', options: ExploreOptions) => {
  const program = (): Program => {
    const history = linearizable(BOX);
    const [value, flag] = [words(), words()];
    const object = history.of({
      put(it: number) {
        Atomics.store(value, 0, it, 'relaxed');
        Atomics.store(flag, 0, 1, order);
      },
      get: () => (Atomics.load(flag, 0, 'acquire') === 1 ? Atomics.load(value, 0, 'relaxed') : undefined),
    });
    return { threads: [() => object.put(7), () => object.get()], finally: history.judge };
  };
  return explore(program, options);
};

test('under rc11 an object whose parts are published too weakly is found; under js, which is stronger, it is right', async () => {
  expect((await box('release', { model: 'rc11' })).verdict).toBe('correct');
  expect((await box('relaxed', { model: 'rc11' })).error!.message).toContain('get() → 0');
  expect((await box('relaxed', { model: 'js' })).verdict).toBe('correct');
});

test('a call may throw, and then the specification has to', async () => {
  const spec = {
    initial: 1,
    calls: {
      take(left: number): readonly [number, undefined] {
        if (left === 0) throw new RangeError('none is left');
        return [left - 1, undefined];
      },
    },
  };
  const program = (message: string) => (): Program => {
    const history = linearizable(spec);
    const word = words();
    Atomics.store(word, 0, 1);
    const store = history.of({
      take() {
        if (Atomics.exchange(word, 0, 0) === 0) throw new RangeError(message);
      },
    });
    const take = (): string => {
      try {
        store.take();
        return 'taken';
      } catch (error) {
        return (error as Error).name;
      }
    };
    return { threads: [take, take], finally: history.judge };
  };
  expect((await explore(program('none is left'))).verdict).toBe('correct');
  expect((await explore(program('gone'))).error!.message).toContain('threw RangeError: gone');
});

const countingAsync = (): Program => {
  const history = linearizable(COUNTER);
  const [lock, word] = [new Lock(), words()];
  const counter = history.of({
    async add(n: number) {
      lock.lock();
      const sum = Atomics.add(word, 0, n);
      lock.unlock();
      await undefined;
      return sum;
    },
  });
  return { threads: [() => counter.add(1), () => counter.add(2)], finally: history.judge };
};

test('a call may be async', async () => {
  expect((await explore(countingAsync)).verdict).toBe('correct');
});

const judgingInThread = (): Program => {
  const history = linearizable(COUNTER);
  const counter = history.of(atomicCounter());
  return { threads: [() => counter.add(1), () => history.judge()] };
};

/** One adds, another looks. */
const drawing = (): Program => {
  const history = linearizable(COUNTER);
  const word = words();
  const counter = history.of({ add: (n: number) => Atomics.add(word, 0, n), get: () => Atomics.load(word, 0) });
  return { threads: [() => counter.add(1), () => counter.get()], finally: history.judge };
};

test('a thread that is killed in a call leaves it open whether the call had its effect', async () => {
  expect((await explore(drawing, { kill: 1 })).verdict).toBe('correct');
});

test('misuse is told', async () => {
  expect(() => linearizable({ initial: 0 } as never)).toThrow('calls must be an object of functions');
  expect(() => linearizable(COUNTER).of({} as never)).toThrow('the object has none of the methods add, get');
  expect((await explore(judgingInThread)).error!.message).toContain('judge is the `finally` of a program that returns its threads');
});
