/** Programs that are ordinary functions, and spawn their threads. */
import { spawn, spawnWith, scope, park, parkTimeout, current, sleep, yieldNow } from 'lockwright/thread';
import { AtomicI32 } from 'lockwright/atomic';
import { Condvar, Mutex, SpinLock } from 'lockwright/lock';
import { i32 } from 'lockwright/memory';
import { expect, test } from 'vitest';
import { bounded, counted, distinct, summary, words } from './test-explore.ts';

test('a program without threads of its own spawns them', async () => {
  const result = await bounded(() => {
    const x = words();
    const add = () => Atomics.add(x, 0, 1);
    const [a, b] = [spawn(add), spawn(add)];
    return [a.join(), b.join()];
  });
  expect(counted(result)).toEqual({ '[0,1] 0 1': 1, '[1,0] 1 0': 1 });
});

test('what was written before spawn and before the end of a thread is there after spawn and join', async () => {
  const result = await bounded(() => {
    const x = words();
    x[0] = 1;
    const handle = spawn(() => void (x[1] = x[0]! + 1));
    handle.join();
    return x[1];
  });
  expect(distinct(result)).toEqual(['2 -']);
  expect(result.error).toBeNull();
});

test('a thread that was not joined races', async () => {
  const result = await bounded(() => {
    const x = words();
    spawn(() => void (x[0] = 1));
    return x[0];
  });
  expect(summary(result)).toBe('wrong dataRace');
});

test('spawned threads spawn threads, at any depth', async () => {
  const result = await bounded(() => {
    const x = words();
    const add = () => Atomics.add(x, 0, 1);
    const child = spawn(() => {
      const grandchild = spawn(() => {
        const last = spawn(add);
        return [add(), last.join()];
      });
      return grandchild.join();
    });
    return [...child.join(), Atomics.load(x, 0)];
  });
  expect(result.error).toBeNull();
  expect(result.outcomes.map(({ values }) => String(values[0])).toSorted()).toEqual(['0,1,2', '1,0,2']);
});

test('threads of a program that names them spawn threads, too, before `finally`', async () => {
  const result = await bounded(() => {
    const x = words();
    const add = () => Atomics.add(x, 0, 1);
    return {
      threads: [() => spawn(add).join() + 10, () => add()],
      finally: () => {
        if (Atomics.load(x, 0) !== 2) throw new Error('lost');
      },
    };
  });
  expect(result.executions).toBe(2);
  expect(result.error).toBeNull();
});

test('there may be more than eight threads', async () => {
  const spawned = await bounded(() => {
    const x = words(12);
    const handles = Array.from({ length: 10 }, (_, i) => spawn(() => Atomics.store(x, i, i)));
    return handles.reduce((sum, handle) => sum + handle.join(), 0);
  });
  expect([spawned.executions, spawned.outcomes[0]!.values[0]]).toEqual([1, 45]);
  const named = await bounded(() => {
    const x = words(12);
    return { threads: Array.from({ length: 10 }, (_, i) => () => Atomics.store(x, i, i)) };
  });
  expect(summary(named)).toBe('correct 1+0');
});

const manyThreads = () => {
  const x = words(80);
  return { threads: Array.from({ length: 70 }, (_, i) => () => Atomics.store(x, i, i)) };
};

test('too many threads are refused with a message', async () => {
  await expect(bounded(manyThreads)).rejects.toMatchObject({
    name: 'UnusableProgramError',
    message: expect.stringContaining('60') as string,
  });
});

const spawningInSetUp = () => {
  const x = words();
  const handle = spawn(() => Atomics.add(x, 0, 1));
  return {
    threads: [() => handle.join()],
    finally: () => {
      throw new Error('wrong in the end');
    },
  };
};

test('a program that spawns in its set-up and returns threads is refused', async () => {
  await expect(bounded(spawningInSetUp)).rejects.toMatchObject({ name: 'UnusableProgramError' });
});

test('an error of a thread goes to who joins it, with all that it is', async () => {
  const thrown = new RangeError('of the thread');
  const result = await bounded(() => {
    const x = words();
    const handle = spawn(() => {
      if (Atomics.load(x, 0) === 1) throw thrown;
      return 'fine';
    });
    Atomics.store(x, 0, 1);
    try {
      return handle.join();
    } catch (error) {
      return error === thrown ? 'the same error' : error;
    }
  });
  expect(result.error).toBeNull();
  expect(distinct(result)).toEqual(['fine fine', 'the same error -']);
});

test('an error of a thread that nobody joins is an error', async () => {
  const { error } = await bounded(() => {
    const x = words();
    spawn(() => {
      if (Atomics.load(x, 0) === 1) throw new Error('alone');
    });
    Atomics.store(x, 0, 1);
  });
  expect(error).toMatchObject({ kind: 'exception', message: 'alone', threads: [1] });
});

test('an error of a thread that is joined, and that nobody catches, is one of who joined it', async () => {
  const { error } = await bounded(() => {
    const x = words();
    spawn(() => {
      throw new Error(`saw ${Atomics.load(x, 0)}`);
    }).join();
  });
  expect(error).toMatchObject({ kind: 'exception', message: 'saw 0', threads: [0] });
});

test('an error of the program while its threads run is an error', async () => {
  const { error } = await bounded(() => {
    const x = words();
    spawn(() => Atomics.load(x, 0));
    throw new TypeError(`main saw ${Atomics.load(x, 0)}`);
  });
  expect(error).toMatchObject({ kind: 'exception', message: 'main saw 0', threads: [0] });
});

test('isFinished goes either way while the thread may have ended, and what it did is there when it has', async () => {
  const result = await bounded(() => {
    const x = words();
    const handle = spawn(() => void (x[0] = 1));
    return handle.isFinished ? x[0] : 'not yet';
  });
  expect(distinct(result)).toEqual(['1 -', 'not yet -']);
  expect(result.error).toBeNull();
});

// Each look is a choice, and a loop of choices is no spin: 2000 executions, then the bound of steps.
test('a loop until isFinished has one execution', async () => {
  const result = await bounded(
    () => {
      const x = words();
      const handle = spawn(() => Atomics.add(x, 0, 1));
      while (!handle.isFinished);
      return x[0];
    },
    { maxSteps: 100 },
  );
  expect(summary(result)).toMatch(/^correct 1\+/);
});

test('scope joins its threads, and throws what one of them threw', async () => {
  const result = await bounded(() => {
    const x = words();
    scope((s) => {
      s.spawn(() => Atomics.add(x, 0, 1));
      s.spawn(() => Atomics.add(x, 0, 1));
    });
    return x[0];
  });
  expect(result.outcomes.every(({ values }) => values[0] === 2)).toBe(true);
  const failing = await bounded(() => {
    const x = words();
    scope((s) => {
      s.spawn(() => {
        throw new Error(`in the scope ${Atomics.load(x, 0)}`);
      });
    });
  });
  expect(failing.error).toMatchObject({ kind: 'exception', message: 'in the scope 0' });
});

const parked = (unpark: boolean) => () => {
  const x = words();
  const handle = spawn(() => {
    park();
    return x[0];
  });
  x[0] = 7;
  if (unpark) handle.thread.unpark();
  return handle.join();
};

test('park waits for unpark, whichever is first, and without it for ever', async () => {
  const result = await bounded(parked(true));
  expect(result.error).toBeNull();
  expect(distinct(result)).toEqual(['7 7']);
  expect(summary(await bounded(parked(false)))).toMatch(/wrong (?:deadlock|dataRace)/);
});

test('parkTimeout ends by itself or by unpark', async () => {
  const result = await bounded(() => {
    const x = words();
    const handle = spawn(() => {
      parkTimeout(10);
      return Atomics.load(x, 0);
    });
    Atomics.store(x, 0, 1);
    handle.thread.unpark();
    return handle.join();
  });
  expect(distinct(result)).toEqual(['0 0', '1 1']);
});

test('a thread sleeps by its own clock, which orders nothing', async () => {
  const result = await bounded(() => {
    const x = words();
    const handle = spawn(() => {
      const before = Date.now();
      sleep(100);
      return [Date.now() - before, Atomics.load(x, 0)];
    });
    Atomics.store(x, 0, 1);
    return handle.join();
  });
  expect(distinct(result)).toEqual(['[100,0] [100,0]', '[100,1] [100,1]']);
});

test('yieldNow in a loop that waits is no step', async () => {
  const result = await bounded(() => {
    const x = words();
    const handle = spawn(() => {
      while (Atomics.load(x, 0) === 0) yieldNow();
    });
    Atomics.store(x, 0, 1);
    handle.join();
  });
  expect(result).toMatchObject({ verdict: 'correct', executions: 1 });
});

test('threads know their names', async () => {
  const { error } = await bounded(() => {
    const x = words();
    spawnWith({ name: 'reader' }, () => {
      if (current().name !== 'reader') throw new Error(`called ${current().name}`);
      throw new Error(`read ${Atomics.load(x, 0)}`);
    });
  });
  expect(error).toMatchObject({ message: 'read 0' });
  expect(error!.trace.threads[1]).toMatchObject({ name: 'reader', state: 'threw' });
});

test.for([
  ['Mutex', () => new Mutex(i32, 0)],
  ['SpinLock', () => new SpinLock(i32, 0)],
] as const)('our locks exclude: %s', async ([, make]) => {
  const result = await bounded(() => {
    const lock = make();
    const add = () => lock.withLock((guard) => void (guard.value += 1));
    const handles = [spawn(add), spawn(add)];
    for (const handle of handles) handle.join();
    return lock.withLock((guard) => guard.value);
  });
  expect(result.error).toBeNull();
  expect(distinct(result)).toEqual(['2 - -']);
});

test('two of our locks that are taken in opposite order are a deadlock', async () => {
  const result = await bounded(() => {
    const [a, b] = [new Mutex(), new Mutex()];
    return {
      threads: [() => a.withLock(() => b.withLock(() => 0)), () => b.withLock(() => a.withLock(() => 0))],
    };
  });
  expect(result.error).toMatchObject({ kind: 'deadlock', threads: [0, 1] });
});

const waiting = (wait: (condvar: Condvar, guard: ReturnType<Mutex<number>['lock']>) => void) => () => {
  const mutex = new Mutex(i32, 0);
  const condvar = new Condvar();
  return {
    threads: [
      () => {
        const guard = mutex.lock();
        wait(condvar, guard);
        const seen = guard.value;
        guard.unlock();
        return seen;
      },
      () => {
        mutex.withLock((guard) => void (guard.value = 3));
        condvar.notifyOne();
      },
    ],
  };
};

test('a condition variable without a loop around its wait is caught, and with it is right', async () => {
  const right = await bounded(
    waiting((condvar, guard) => {
      while (guard.value === 0) condvar.wait(guard);
    }),
  );
  expect(right.error).toBeNull();
  expect(distinct(right)).toEqual(['3 -']);
  expect(summary(await bounded(waiting((condvar, guard) => void condvar.wait(guard))))).toBe('wrong deadlock');
});

test('what is used after it was freed is found, and who freed it is named', async () => {
  const result = await bounded(() => {
    const a = new AtomicI32(1);
    return { threads: [() => a.free(), () => a.load()] };
  });
  expect(result.error).toMatchObject({ kind: 'useAfterFree', message: expect.stringContaining('before thread 0 frees it') as string });
});

test('what is freed twice is found, by one thread or by two', async () => {
  const byTwo = await bounded(() => {
    const a = new AtomicI32(1);
    return { threads: [() => a.free(), () => a.free()] };
  });
  expect(byTwo.error).toMatchObject({ kind: 'doubleFree' });
});

test('what is freed after its last use is right', async () => {
  const result = await bounded(() => {
    const a = new AtomicI32(1);
    const handle = spawn(() => a.load());
    const seen = handle.join();
    a.free();
    return seen;
  });
  expect(summary(result)).toBe('correct 1+0');
});

test('atomics that a thread makes are its own', async () => {
  const result = await bounded(() => {
    const x = words();
    const own = () => {
      const a = new AtomicI32(5);
      Atomics.add(x, 0, 1);
      return a.fetchAdd(2) + a.load();
    };
    return { threads: [own, own] };
  });
  expect(counted(result)).toEqual({ '12 12': 2 });
});
