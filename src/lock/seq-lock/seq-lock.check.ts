/** SeqLock in every execution, with two and three threads. Its value is of two words, which each writer makes equal: where they differ, it is torn. */
import { SeqLock } from 'lockwright/lock';
import { i32, struct } from 'lockwright/memory';
import { checkFinds, checkUnder, codeOf, mustBe, mustBeToldOrGetIt } from '../test-models.ts';

const Pair = struct({ a: i32, b: i32 });
type Pair = { a: number; b: number };
type PairLock = SeqLock<Pair>;

const pair = (): PairLock => new SeqLock(Pair) as PairLock;

const write = (lock: PairLock, n: number) => (): void => lock.write({ a: n, b: n });

const addOne = (lock: PairLock) => (): void =>
  lock.withLock((guard) => {
    guard.value.a += 1;
    guard.value.b += 1;
  });

/** The number that both words have; throws if they differ. */
function whole({ a, b }: Pair): number {
  mustBe(b, a, 'the second word of a copy, beside the first');
  return a;
}

const read = (lock: PairLock) => (): number => whole(lock.read());

/** What a reader met: 'OWNER_DIED', or the number that it read. */
const readOrLearn = (lock: PairLock) => (): unknown => {
  let found = 0;
  const code = codeOf(() => void (found = read(lock)()));
  return code === 'OWNER_DIED' ? code : found;
};

/** At the end: nobody holds it, and the value is whole and what it should be. */
function mustHold(lock: PairLock, expected: number): void {
  mustBe(lock.isLocked, false, 'whether somebody holds the seqlock at the end');
  mustBe(whole(lock.read()), expected, 'the value');
}

checkUnder({ js: 30, rc11: 30 }, 'a copy is what one writer left, whenever it is read', () => {
  const lock = pair();
  return { threads: [write(lock, 1), read(lock)], finally: () => mustHold(lock, 1) };
});

checkUnder({ js: 979, rc11: 985 }, 'a reader between two writes gets one of the values, and no mixture', () => {
  const lock = pair();
  const twice = (): void => {
    lock.write({ a: 1, b: 1 });
    lock.write({ a: 2, b: 2 });
  };
  return { threads: [twice, read(lock)], finally: () => mustHold(lock, 2) };
});

checkUnder({ js: 14, rc11: 18 }, 'two threads count under a seqlock, and no count is lost', () => {
  const lock = pair();
  return { threads: [addOne(lock), addOne(lock)], finally: () => mustHold(lock, 2) };
});

checkUnder({ js: 13706, rc11: 17730 }, 'beside two writers, a reader gets what one of them left', () => {
  const lock = pair();
  return {
    threads: [write(lock, 1), write(lock, 2), read(lock)],
    finally: () => mustBe(whole(lock.read()) > 0, true, 'whether the value is that of a writer'),
  };
});

checkUnder({ js: 1925, rc11: 1925 }, 'two readers that meet a writer are both woken', () => {
  const lock = pair();
  return { threads: [write(lock, 1), read(lock), read(lock)], finally: () => mustHold(lock, 1) };
});

checkUnder({ js: 59, rc11: 59 }, 'who reads twice does not go back', () => {
  const lock = pair();
  const twice = (): void => {
    const first = read(lock)();
    mustBe(read(lock)() >= first, true, 'whether the second copy is as new as the first');
  };
  return { threads: [write(lock, 1), twice], finally: () => mustHold(lock, 1) };
});

checkUnder({ js: 30, rc11: 30 }, 'what was written anywhere before a value is there for who reads the value', () => {
  const lock = pair();
  const data = new Int32Array(new SharedArrayBuffer(4));
  const writeBoth = (): void => {
    data[0] = 7;
    lock.write({ a: 1, b: 1 });
  };
  return {
    threads: [writeBoth, () => (read(lock)() === 0 ? 7 : data[0])],
    finally: ([, seen]) => mustBe(seen, 7, 'the data'),
  };
});

checkUnder({ js: 11, rc11: 11 }, 'tryRead gives a whole value or none', () => {
  const lock = pair();
  const tryOnce = (): void => {
    const found = lock.tryRead();
    if (found !== undefined) whole(found);
  };
  return { threads: [write(lock, 1), tryOnce], finally: () => mustHold(lock, 1) };
});

checkUnder({ js: 40, rc11: 40 }, 'a reader whose time is over has nothing, and leaves no trace', () => {
  const lock = pair();
  const tryFor = (): void => {
    const found = lock.tryReadFor(5);
    if (found !== undefined) whole(found);
  };
  return { threads: [write(lock, 1), tryFor], finally: () => mustHold(lock, 1) };
});

checkUnder({ js: 40, rc11: 40 }, 'readAsync gives a whole value', () => {
  const lock = pair();
  const readAsync = async (): Promise<number> => whole(await lock.readAsync());
  return { threads: [write(lock, 1), readAsync], finally: () => mustHold(lock, 1) };
});

checkUnder({ js: 30, rc11: 30 }, 'a seqlock in a memory of the program does as one in the heap does', () => {
  const lock = SeqLock.at(new SharedArrayBuffer(32), 8, Pair) as PairLock;
  return { threads: [write(lock, 1), read(lock)], finally: () => mustHold(lock, 1) };
});

checkUnder({ js: 9, rc11: 11 }, 'tryLock takes a seqlock that is free, or does nothing', () => {
  const lock = pair();
  const tryOnce = (): number => {
    const guard = lock.tryLock();
    if (guard === undefined) return 0;
    guard.value.a += 1;
    guard.value.b += 1;
    guard.unlock();
    return 1;
  };
  return { threads: [addOne(lock), tryOnce], finally: ([, added]) => mustHold(lock, 1 + added) };
});

checkUnder({ js: 30, rc11: 30 }, 'who holds a seqlock reads what was there before, and does not wait for itself', () => {
  const lock = pair();
  const readInside = (): number =>
    lock.withLock((guard) => {
      guard.value = { a: 1, b: 1 };
      return read(lock)();
    });
  return {
    threads: [readInside, read(lock)],
    finally: ([seen]) => {
      mustBe(seen, 0, 'what it read under its own lock');
      mustHold(lock, 1);
    },
  };
});

checkUnder(
  { js: 167, rc11: 167 },
  'whenever a writer is killed, a reader gets a whole value or is told',
  () => {
    const lock = pair();
    return {
      threads: [write(lock, 1), readOrLearn(lock)],
      finally: () => {
        // Whoever comes later is told the same, and a repair makes it whole.
        const code = codeOf(read(lock));
        if (lock.isPoisoned)
          mustBe(
            lock.recover((guard) => void (guard.value = { a: 5, b: 5 })),
            true,
            'whether there was something to repair',
          );
        else mustBeToldOrGetIt(code);
        whole(lock.read());
        mustBe(
          codeOf(write(lock, 6)),
          codeOf(() => {}),
          'what a writer met after the repair',
        );
      },
    };
  },
  { kill: 1, killThreads: [0] },
);

checkUnder(
  { js: 237, rc11: 237 },
  'whenever a writer is killed, a promise of a reader is settled',
  () => {
    const lock = pair();
    const readAsync = async (): Promise<void> => {
      try {
        whole(await lock.readAsync());
      } catch (error) {
        mustBe((error as { code?: unknown }).code, 'OWNER_DIED', 'what the promise was rejected with');
      }
    };
    return { threads: [write(lock, 1), readAsync] };
  },
  { kill: 1, killThreads: [0] },
);

checkUnder(
  { js: 35, rc11: 35 },
  'when a writer is killed, clearPoison leaves a whole value or refuses, and another writer repairs',
  () => {
    const lock = pair();
    const clear = (): void => {
      let cleared = false;
      const code = codeOf(() => void (cleared = lock.clearPoison()));
      if (code === 'OWNER_DIED') lock.recover((guard) => void (guard.value = { a: 5, b: 5 }));
      if (code === 'OWNER_DIED' || cleared) whole(lock.tryRead()!);
    };
    return { threads: [write(lock, 1), clear] };
  },
  { kill: 1, killThreads: [0] },
);

checkUnder(
  { js: 237, rc11: 319 },
  'when a writer is killed while another waits to write or to repair, the value is whole in the end',
  () => {
    const lock = pair();
    const writeOrRepair = (): void => {
      if (codeOf(write(lock, 2)) === 'OWNER_DIED') lock.recover((guard) => void (guard.value = { a: 5, b: 5 }));
    };
    return {
      threads: [write(lock, 1), writeOrRepair],
      finally: () => {
        if (lock.isPoisoned) lock.recover((guard) => void (guard.value = { a: 5, b: 5 })); // the killed one was the last
        mustBe(whole(lock.tryRead()!) > 0, true, 'whether the value is that of a writer');
      },
    };
  },
  { kill: 1, killThreads: [0] },
);

checkUnder({ js: 217, rc11: 397 }, 'who comes after a thread that ended with the seqlock taken is told, and readers read on', () => {
  const lock = pair();
  return {
    threads: [() => void lock.lock(), () => codeOf(addOne(lock)), read(lock)],
    finally: ([, told, seen]) => {
      mustBeToldOrGetIt(told);
      mustBe(seen === 0 || told !== 'OWNER_DIED', true, 'whether the reader read the last whole value');
    },
  };
});

checkFinds('dataRace', 'a section that is not under the seqlock is a data race', () => {
  const lock = pair();
  const data = new Int32Array(new SharedArrayBuffer(4));
  return { threads: [() => lock.withLock(() => void (data[0] = 1)), () => void (data[0] = 2)] };
});
