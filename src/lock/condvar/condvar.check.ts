/** Condvar in every execution: one, two and three threads that wait, time out, and are notified. */
import { assume } from 'lockwright/check';
import { Condvar, Mutex } from 'lockwright/lock';
import { i32 } from 'lockwright/memory';
import { checkFinds, checkUnder, codeOf, mustBe, mustBeToldOrGetIt } from '../test-models.ts';

const pair = (): { mutex: Mutex<number>; condvar: Condvar } => ({ mutex: new Mutex(i32, 0), condvar: new Condvar() });

const change = (mutex: Mutex<number>, value: number): void => mutex.withLock((guard) => void (guard.value = value));

/**
 * Locks without a contest, when the value is `value`; other executions are left out. So the steps before the sleep are explored in one order instead of in all, and what is left
 * is small enough for three threads.
 */
function lockAt(mutex: Mutex<number>, value: number): NonNullable<ReturnType<Mutex<number>['tryLock']>> {
  const guard = mutex.tryLock();
  assume(guard !== undefined && guard.value === value);
  return guard!;
}

/** Comes as the one with that number (from 0), and waits once, whatever the value is then. */
const sleeper =
  (mutex: Mutex<number>, condvar: Condvar, number: number, wait = (guard: ReturnType<typeof lockAt>) => condvar.wait(guard) as unknown) =>
  (): unknown => {
    const guard = lockAt(mutex, number);
    guard.value = number + 1;
    const result = wait(guard);
    guard.unlock();
    return result;
  };

/** Once so many have given up the mutex to wait: from then on a notification must reach them. */
const whenAllWait = (mutex: Mutex<number>, sleepers: number): void => lockAt(mutex, sleepers).unlock();

checkUnder({ js: 18, rc11: 33 }, 'a change and a notification between the look and the sleep are not missed', () => {
  const { mutex, condvar } = pair();
  const wait = (): number =>
    mutex.withLock((guard) => {
      condvar.waitWhile(guard, (value) => value === 0);
      return guard.value;
    });
  const notify = (): void => {
    change(mutex, 1);
    condvar.notifyOne();
  };
  return { threads: [wait, notify], finally: ([seen]) => mustBe(seen, 1, 'the value after the wait') };
});

checkUnder({ js: 61, rc11: 75 }, 'a notification under the mutex is not missed either', () => {
  const { mutex, condvar } = pair();
  const wait = (): number => {
    using guard = mutex.lock();
    condvar.waitWhile(guard, (value) => value === 0);
    return guard.value;
  };
  const notify = (): void =>
    mutex.withLock((guard) => {
      guard.value = 1;
      condvar.notifyAll();
    });
  return { threads: [wait, notify], finally: ([seen]) => mustBe(seen, 1, 'the value after the wait') };
});

checkUnder({ js: 18, rc11: 33 }, 'what was written anywhere before the notification is there after the wait', () => {
  const { mutex, condvar } = pair();
  const data = new Int32Array(new SharedArrayBuffer(4));
  const wait = (): number => {
    mutex.withLock((guard) => condvar.waitWhile(guard, (value) => value === 0));
    return data[0]!;
  };
  const notify = (): void => {
    data[0] = 7;
    change(mutex, 1);
    condvar.notifyOne();
  };
  return { threads: [wait, notify], finally: ([seen]) => mustBe(seen, 7, 'the data') };
});

checkUnder({ js: 100, rc11: 3040 }, 'notifyAll wakes both of two who wait', () => {
  const { mutex, condvar } = pair();
  const notify = (): void => {
    whenAllWait(mutex, 2);
    condvar.notifyAll();
  };
  return { threads: [sleeper(mutex, condvar, 0), sleeper(mutex, condvar, 1), notify] };
});

checkUnder({ js: 380 }, 'notifyOne, called twice, wakes both of two who wait', () => {
  const { mutex, condvar } = pair();
  const notify = (): void => {
    whenAllWait(mutex, 2);
    condvar.notifyOne();
    condvar.notifyOne();
  };
  return { threads: [sleeper(mutex, condvar, 0), sleeper(mutex, condvar, 1), notify] };
});

checkFinds('deadlock', 'notifyOne, called once, leaves one of two asleep', () => {
  const { mutex, condvar } = pair();
  const notify = (): void => {
    whenAllWait(mutex, 2);
    condvar.notifyOne();
  };
  return { threads: [sleeper(mutex, condvar, 0), sleeper(mutex, condvar, 1), notify] };
});

checkUnder({ js: 10545 }, 'a wake-up that came while one thread gave up is there for the other', () => {
  const { mutex, condvar } = pair();
  const notify = (): void => {
    whenAllWait(mutex, 2);
    condvar.notifyOne();
    condvar.notifyOne();
  };
  return {
    threads: [sleeper(mutex, condvar, 0, (guard) => condvar.waitFor(guard, 5)), sleeper(mutex, condvar, 1), notify],
  };
});

checkUnder({ js: 141, rc11: 195 }, 'waitFor ends with a notification or without, and holds the mutex again', () => {
  const { mutex, condvar } = pair();
  const wait = (): string => {
    using guard = mutex.lock();
    const before = guard.value;
    const result = condvar.waitFor(guard, 5);
    guard.value += 2;
    return `${before} ${result} ${guard.value}`;
  };
  const notify = (): void => {
    mutex.withLock((guard) => void (guard.value += 1));
    condvar.notifyOne();
  };
  return {
    threads: [wait, notify],
    finally: ([seen]) => {
      mustBe(mutex.lock().value, 3, 'the value');
      // it may time out before, after and in the middle of the change; what is notified was changed
      const possible = ['0 notified 3', '0 timedOut 2', '0 timedOut 3', '1 notified 3', '1 timedOut 3'];
      mustBe(possible.includes(seen), true, `whether '${seen}' is possible`);
    },
  };
});

checkUnder({ js: 89, rc11: 109 }, 'a wait that nobody ends times out', () => {
  const { mutex, condvar } = pair();
  const wait = (): string => mutex.withLock((guard) => condvar.waitFor(guard, 5));
  return { threads: [wait, () => change(mutex, 1)], finally: ([result]) => mustBe(result, 'timedOut', 'the result') };
});

checkUnder({ js: 107, rc11: 158 }, 'waitWhileFor times out only while the condition holds', () => {
  const { mutex, condvar } = pair();
  const wait = (): string =>
    mutex.withLock((guard) => {
      const result = condvar.waitWhileFor(guard, (value) => value === 0, 5);
      return `${result} ${guard.value}`;
    });
  const notify = (): void => {
    change(mutex, 1);
    condvar.notifyOne();
  };
  return {
    threads: [wait, notify],
    finally: ([seen]) => mustBe(seen === 'notified 1' || seen === 'timedOut 0', true, `whether '${seen}' is possible`),
  };
});

checkUnder({ js: 55, rc11: 288 }, 'waitWhile sleeps on after a notification that changed nothing', () => {
  const { mutex, condvar } = pair();
  const wait = (): number => {
    const guard = lockAt(mutex, 0);
    guard.value = 1;
    condvar.waitWhile(guard, (value) => value < 3);
    const { value } = guard;
    guard.unlock();
    return value;
  };
  const notifyTwice = (): void => {
    const guard = lockAt(mutex, 1);
    guard.value = 2;
    guard.unlock();
    condvar.notifyOne();
    change(mutex, 3);
    condvar.notifyOne();
  };
  return { threads: [wait, notifyTwice], finally: ([seen]) => mustBe(seen, 3, 'the value after the wait') };
});

checkUnder({ js: 336, rc11: 1353 }, 'a queue of one place hands two values over, in their order', () => {
  const mutex = new Mutex(i32, 7);
  const [isEmpty, isFull] = [new Condvar(), new Condvar()];
  const put = (): void => {
    mutex.withLock((guard) => {
      isEmpty.waitWhile(guard, (value) => value !== 0);
      guard.value = 8;
    });
    isFull.notifyOne();
  };
  const take = (): number =>
    mutex.withLock((guard) => {
      isFull.waitWhile(guard, (value) => value === 0);
      const { value } = guard;
      guard.value = 0;
      return value;
    });
  const takeTwo = (): string => {
    const first = take();
    isEmpty.notifyOne();
    return `${first}, ${take()}`;
  };
  return { threads: [put, takeTwo], finally: ([, taken]) => mustBe(taken, '7, 8', 'what was taken') };
});

/** As {@link sleeper}, in a promise. */
const asyncSleeper = (mutex: Mutex<number>, condvar: Condvar, number: number) => async (): Promise<void> => {
  const guard = lockAt(mutex, number);
  guard.value = number + 1;
  await condvar.waitAsync(guard);
  guard.unlock();
};

checkUnder({ js: 29, rc11: 33 }, 'a change and a notification between the look of a promise and its wait are not missed', () => {
  const { mutex, condvar } = pair();
  const wait = async (): Promise<number> => {
    const guard = await mutex.lockAsync();
    await condvar.waitWhileAsync(guard, (value) => value === 0);
    const { value } = guard;
    guard.unlock();
    return value;
  };
  const notify = (): void => {
    change(mutex, 1);
    condvar.notifyOne();
  };
  return { threads: [wait, notify], finally: ([seen]) => mustBe(seen, 1, 'the value after the wait') };
});

checkUnder({ js: 160 }, 'notifyOne wakes a thread, whatever promises wait as well', () => {
  const { mutex, condvar } = pair();
  const notify = (): void => {
    whenAllWait(mutex, 2);
    condvar.notifyOne();
  };
  return { threads: [asyncSleeper(mutex, condvar, 0), sleeper(mutex, condvar, 1), notify] };
});

checkUnder({ js: 4, rc11: 4 }, 'a condition variable that is used with two mutexes says so', () => {
  const { mutex, condvar } = pair();
  const other = new Mutex(i32, 0);
  const waitWith = (which: Mutex<number>) => (): unknown => codeOf(() => which.withLock((guard) => condvar.waitFor(guard, 5)));
  return {
    threads: [waitWith(mutex), waitWith(other)],
    finally: (codes) => mustBe(codes.toSorted().join(), 'WRONG_MUTEX,nothing was thrown', 'what was thrown'),
  };
});

checkFinds('deadlock', 'a change that is not made under the mutex loses the wake-up', () => {
  const { mutex, condvar } = pair();
  const changed = new Int32Array(new SharedArrayBuffer(4));
  const wait = (): void => mutex.withLock((guard) => condvar.waitWhile(guard, () => Atomics.load(changed, 0) === 0));
  const notify = (): void => {
    Atomics.store(changed, 0, 1);
    condvar.notifyOne();
  };
  return { threads: [wait, notify] };
});

checkFinds('assertion', 'if instead of while takes a notification for the change', () => {
  const { mutex, condvar } = pair();
  const take = (): number =>
    mutex.withLock((guard) => {
      if (guard.value === 0) condvar.wait(guard);
      guard.value -= 1;
      return guard.value;
    });
  const put = (): void => {
    change(mutex, 1);
    condvar.notifyAll();
  };
  return { threads: [take, take, put], finally: () => mustBe(mutex.lock().value >= 0, true, 'whether the count is that of a queue') };
});

checkUnder(
  { js: 8673 },
  'a waiter that is killed when it was notified hands the notification on',
  () => {
    const { mutex, condvar } = pair();
    // Where it survives with the notification the other one waits for ever: that is left out.
    const killed = sleeper(mutex, condvar, 0, (guard) => {
      condvar.wait(guard);
      assume(false);
    });
    const other = sleeper(mutex, condvar, 1);
    // Under the mutex, so that who was notified sleeps a second time, for the mutex.
    const put = (): void => {
      const guard = lockAt(mutex, 2);
      condvar.notifyOne();
      guard.unlock();
    };
    const both = (): unknown => {
      const end = codeOf(other);
      condvar.notifyOne();
      return end;
    };
    return { threads: [() => codeOf(killed), both, () => codeOf(put)], finally: ([, end]) => mustBeToldOrGetIt(end) };
  },
  { kill: 1, killThreads: [0] },
);
