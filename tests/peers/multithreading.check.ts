/** multithreading as npm has it: what is right, and faults that its users could meet. A thread has a copy of each handle, as when it is moved to it. */
import { check, instrumented } from 'lockwright/check';

const { Barrier, channel, Condvar, Mutex, RwLock, Semaphore } = await instrumented<typeof import('multithreading')>(
  'multithreading',
  import.meta,
);

const words = (count = 1): Int32Array => new Int32Array(new SharedArrayBuffer(count * Int32Array.BYTES_PER_ELEMENT));

function mustBe(actual: unknown, expected: unknown, what: string): void {
  if (actual !== expected) throw new Error(`${what} is ${String(actual)}, but should be ${String(expected)}`);
}

/** Of what a channel gives. */
const valueOf = <T>(result: { readonly ok: boolean; readonly value?: T }): T | undefined => result.value;

/** Tells another thread that this one is done. */
function tell(flag: Int32Array): void {
  Atomics.store(flag, 0, 1);
  Atomics.notify(flag, 0);
}

function waitUntilTold(flag: Int32Array): void {
  while (Atomics.load(flag, 0) === 0) Atomics.wait(flag, 0, 0);
}

for (const threads of [2, 3]) {
  check(`multithreading: ${threads} threads count under a Mutex`, () => {
    const mutex = new Mutex();
    const count = words();
    const add = (): void => {
      const guard = mutex.blockingLock();
      count[0]! += 1;
      guard.dispose();
    };
    return { threads: Array.from({ length: threads }, () => add), finally: () => mustBe(count[0], threads, 'the count') };
  });
}

check('multithreading: two async functions count under a Mutex', () => {
  const mutex = new Mutex();
  const count = words();
  const add = async (): Promise<void> => {
    const guard = await mutex.lock();
    count[0]! += 1;
    guard.dispose();
  };
  return { threads: [add, add], finally: () => mustBe(count[0], 2, 'the count') };
});

check('multithreading: a Condvar hands a value over', () => {
  const mutex = new Mutex();
  const condvar = new Condvar();
  const value = words();
  const take = (): number => {
    const guard = mutex.blockingLock();
    while (value[0] === 0) condvar.blockingWait(guard);
    const taken = value[0]!;
    guard.dispose();
    return taken;
  };
  const give = (): void => {
    const guard = mutex.blockingLock();
    value[0] = 7;
    condvar.notifyOne();
    guard.dispose();
  };
  return { threads: [take, give], finally: ([taken]: number[]) => mustBe(taken, 7, 'what was taken') };
});

check('multithreading: a writer and a reader of an RwLock exclude each other', () => {
  const lock = new RwLock();
  const pair = words(2);
  const read = (): number => {
    const guard = lock.blockingRead();
    const difference = pair[0]! - pair[1]!;
    guard.dispose();
    return difference;
  };
  const write = (): void => {
    const guard = lock.blockingWrite();
    pair[0] = 1;
    pair[1] = 1;
    guard.dispose();
  };
  return { threads: [read, write], finally: ([difference]: number[]) => mustBe(difference, 0, 'the difference') };
});

check('multithreading: nobody passes a Barrier of two alone, twice', () => {
  const barrier = new Barrier(2);
  const arrived = words();
  const meet = (): number => {
    Atomics.add(arrived, 0, 1);
    barrier.blockingWait();
    const seen = Atomics.load(arrived, 0);
    barrier.blockingWait();
    return seen;
  };
  return { threads: [meet, meet], finally: (seen: number[]) => mustBe(seen.join(), '2,2', 'how many had arrived') };
});

check('multithreading: a Semaphore of one permit excludes', () => {
  const semaphore = new Semaphore(1);
  const count = words();
  const add = (): void => {
    const permit = semaphore.blockingAcquire();
    count[0]! += 1;
    permit.dispose();
  };
  return { threads: [add, add], finally: () => mustBe(count[0], 2, 'the count') };
});

check('multithreading: a channel hands numbers over in their order', () => {
  const [sender, receiver] = channel<number>(1, { size: 512 });
  const send = (): void => void [1, 2].map((value) => sender.blockingSend(value));
  const receive = (): string => [1, 2].map(() => String(valueOf(receiver.blockingRecv()))).join();
  return { threads: [send, receive], finally: ([, got]: string[]) => mustBe(got, '1,2', 'what was received') };
});

check('multithreading: async functions hand a number over through a channel', () => {
  const [sender, receiver] = channel<number>(1, { size: 512 });
  const send = async (): Promise<void> => void (await sender.send(7));
  const receive = async (): Promise<unknown> => valueOf(await receiver.recv());
  return { threads: [send, receive], finally: ([, got]: unknown[]) => mustBe(got, 7, 'what was received') };
});

check('multithreading: an async function and a thread meet at a Barrier', () => {
  const barrier = new Barrier(2);
  const arrived = words();
  const meet = (): number => {
    Atomics.add(arrived, 0, 1);
    barrier.blockingWait();
    return Atomics.load(arrived, 0);
  };
  const meetAsync = async (): Promise<number> => {
    Atomics.add(arrived, 0, 1);
    await barrier.wait();
    return Atomics.load(arrived, 0);
  };
  return { threads: [meet, meetAsync], finally: (seen: number[]) => mustBe(seen.join(), '2,2', 'how many had arrived') };
});

check(
  'multithreading: M1, a Semaphore leaves a permit and a thread that waits for one',
  () => {
    const semaphore = new Semaphore(2);
    const [first, second] = [semaphore.tryAcquire()!, semaphore.tryAcquire()!];
    const isDone = words();
    const wantsTwo = (): void => semaphore.blockingAcquire(2).dispose();
    const wantsOne = (): void => {
      semaphore.blockingAcquire(1).dispose();
      tell(isDone);
    };
    const owner = (): void => {
      first.dispose();
      waitUntilTold(isDone);
      second.dispose();
    };
    return { threads: [wantsTwo, wantsOne, owner] };
  },
  { expect: 'deadlock' },
);

check(
  'multithreading: M2, the wake-up of a Mutex goes to a promise of a thread that is asleep',
  () => {
    const mutex = new Mutex();
    const held = mutex.blockingLock();
    const hasAsked = words();
    const lockTwice = async (): Promise<void> => {
      const later = mutex.lock();
      tell(hasAsked);
      mutex.blockingLock().dispose();
      (await later).dispose();
    };
    const owner = (): void => {
      waitUntilTold(hasAsked);
      held.dispose();
    };
    return { threads: [lockTwice, owner] };
  },
  { expect: 'deadlock' },
);

check(
  'multithreading: M4, a Condvar that waits with a guard of before unlocks a Mutex that another thread holds',
  () => {
    const mutex = new Mutex();
    const condvar = new Condvar();
    const count = words();
    const add = (): void => {
      const guard = mutex.blockingLock();
      count[0]! += 1;
      guard.dispose();
    };
    const waitWithOldGuard = (): void => {
      const old = mutex.blockingLock();
      old.dispose();
      void condvar.wait(old).catch(() => {});
      add();
    };
    return { threads: [waitWithOldGuard, add], finally: () => mustBe(count[0], 2, 'the count') };
  },
  { expect: 'wrong' },
);

check(
  'multithreading: M6, a channel gives a text that was sent before',
  () => {
    const [sender, receiver] = channel<string>(1, { size: 96 });
    const texts = ['one', 'two', 'three', 'four'];
    const send = (): void => void texts.map((text) => sender.blockingSend(text));
    const receive = (): string => texts.map(() => valueOf(receiver.blockingRecv())).join(' ');
    return { threads: [send, receive], finally: ([, got]: string[]) => mustBe(got, texts.join(' '), 'what was received') };
  },
  { expect: 'assertion' },
);

check(
  'multithreading: M10, after null a channel gives nothing more',
  () => {
    const [sender, receiver] = channel<number | null>(2, { size: 512 });
    const send = (): void => void [null, 1].map((value) => sender.blockingSend(value));
    const receive = (): unknown[] => [1, 2].map(() => valueOf(receiver.blockingRecv()));
    return { threads: [send, receive], finally: ([, got]: unknown[][]) => mustBe(got!.includes(1), true, 'whether 1 was received') };
  },
  { expect: 'assertion' },
);
