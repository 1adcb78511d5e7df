/** Semaphore in every execution, with two and three threads. */
import { assume } from 'lockwright/check';
import { Semaphore } from 'lockwright/lock';
import { checkFinds, checkUnder, codeOf, mustBe } from '../test-models.ts';

const data = (): Int32Array => new Int32Array(new SharedArrayBuffer(4));

const addOne =
  (semaphore: Semaphore, sum: Int32Array, amount = 1) =>
  (): void =>
    semaphore.withPermits(amount, () => void sum[0]!++);

/** Adds one if it gets a permit; returns what it added. */
function addIf(permits: ReturnType<Semaphore['tryAcquire']>, sum: Int32Array): number {
  if (permits === undefined) return 0;
  sum[0]!++;
  permits.release();
  return 1;
}

/** At the end: all permits are back, and nobody is taken to wait. */
function mustHave(semaphore: Semaphore, permits: number): void {
  mustBe(semaphore.available, permits, 'the permits in the end');
  mustBe(semaphore.tryAcquire(permits) !== undefined, true, 'whether they can be acquired');
}

/** Acquires the permits first: executions in which another thread was first are left out. */
function acquireFirst(semaphore: Semaphore, amount: number): NonNullable<ReturnType<Semaphore['tryAcquire']>> {
  const permits = semaphore.tryAcquire(amount);
  assume(permits !== undefined);
  return permits!;
}

/** One whose first in line is due at once: nobody overtakes it. */
function inStrictOrder(permits: number): Semaphore {
  const semaphore = new Semaphore(permits);
  semaphore.patience = 0;
  return semaphore;
}

/** Leaves out the executions in which no thread stands in line. */
const whenOneStandsInLine = ({ region, address }: Semaphore): void => assume((region.ops.load32(address, 'relaxed') & 1) !== 0);

checkUnder({ js: 62, rc11: 62 }, 'two threads count under one permit, and no count is lost', () => {
  const semaphore = new Semaphore(1);
  const sum = data();
  return {
    threads: [addOne(semaphore, sum), addOne(semaphore, sum)],
    finally: () => {
      mustHave(semaphore, 1);
      mustBe(sum[0], 2, 'the count');
    },
  };
});

checkUnder({ js: 62, rc11: 62 }, 'a semaphore in a memory of the program is as good as one in the heap', () => {
  const semaphore = Semaphore.at(new SharedArrayBuffer(32), 8);
  semaphore.add(3);
  const sum = data();
  return {
    threads: [addOne(semaphore, sum, 2), addOne(semaphore, sum, 3)],
    finally: () => {
      mustHave(semaphore, 3);
      mustBe(sum[0], 2, 'the count');
    },
  };
});

checkUnder({ js: 9596 }, 'two threads that both wait for a third get the permit one after the other', () => {
  const semaphore = inStrictOrder(1);
  const sum = data();
  const first = (): void => {
    const permits = acquireFirst(semaphore, 1);
    whenOneStandsInLine(semaphore);
    sum[0]!++;
    permits.release();
  };
  return {
    threads: [first, addOne(semaphore, sum), addOne(semaphore, sum)],
    finally: () => {
      mustHave(semaphore, 1);
      mustBe(sum[0], 3, 'the count');
    },
  };
});

checkUnder(
  { js: 2028, rc11: 5226 },
  'a request for many that waits is not overtaken by a later one for few, although the few are there',
  () => {
    const semaphore = inStrictOrder(2);
    const served = data();
    const holder = (): void => {
      const permits = acquireFirst(semaphore, 1);
      whenOneStandsInLine(semaphore);
      permits.release();
    };
    const many = (): void => semaphore.withPermits(2, () => void (served[0] = 1));
    const few = (): number => {
      whenOneStandsInLine(semaphore);
      return semaphore.withPermits(1, () => served[0]!);
    };
    return {
      threads: [holder, many, few],
      finally: ([, , seen]) => {
        mustHave(semaphore, 2);
        mustBe(seen, 1, 'whether the many were served before the few');
      },
    };
  },
);

checkUnder(
  { js: 160, rc11: 160 },
  'who comes while the first in line wakes up overtakes it, and when it has been woken in vain, nobody does',
  () => {
    const semaphore = new Semaphore(1);
    semaphore.patience = 1;
    const served = data();
    const overtaker = (): boolean => {
      const permits = acquireFirst(semaphore, 1);
      whenOneStandsInLine(semaphore);
      permits.release();
      const again = acquireFirst(semaphore, 1);
      assume(served[0] === 0);
      whenOneStandsInLine(semaphore);
      again.release();
      const last = semaphore.tryAcquire();
      const isServed = last === undefined || served[0] === 1;
      last?.release();
      return isServed;
    };
    return {
      threads: [overtaker, () => semaphore.withPermits(1, () => void (served[0] = 1))],
      finally: ([isLate]) => {
        mustBe(isLate, true, 'whether the other was served before');
        mustHave(semaphore, 1);
      },
    };
  },
);

checkUnder({ js: 2688, rc11: 2772 }, 'when a request for many gives up, the one for few behind it comes on', () => {
  const semaphore = new Semaphore(1);
  const isServed = new Semaphore(0);
  const many = (): boolean => {
    const got = semaphore.tryAcquireFor(5, 2) !== undefined;
    isServed.acquire().forget(); // lives on until then, so that it is not its end that lets the other in
    return got;
  };
  const few = (): void => {
    semaphore.withPermits(1, () => {});
    isServed.add();
  };
  return {
    threads: [many, few],
    finally: ([got]) => {
      mustBe(got, false, 'whether two were had');
      mustHave(semaphore, 1);
    },
  };
});

checkUnder({ js: 142, rc11: 142 }, 'of two threads that wait for a time, each has got the permit or leaves no trace', () => {
  const semaphore = new Semaphore(1);
  const sum = data();
  const tryFor = (): number => addIf(semaphore.tryAcquireFor(5), sum);
  return {
    threads: [tryFor, tryFor],
    finally: ([a, b]) => {
      mustHave(semaphore, 1);
      mustBe(sum[0], a + b, 'the count');
      mustBe(a + b > 0, true, 'whether one got it');
    },
  };
});

checkUnder({ js: 282, rc11: 282 }, 'of three threads that try once, one at least gets the permit', () => {
  const semaphore = new Semaphore(1);
  const sum = data();
  const tryOnce = (): number => addIf(semaphore.tryAcquire(), sum);
  return {
    threads: [tryOnce, tryOnce, tryOnce],
    finally: ([a, b, c]) => {
      mustHave(semaphore, 1);
      mustBe(sum[0], a + b + c, 'the count');
      mustBe(a + b + c > 0, true, 'whether one got it');
    },
  };
});

checkUnder({ js: 21, rc11: 21 }, 'new permits wake who waits, and what was written before is there', () => {
  const semaphore = new Semaphore(0);
  const value = data();
  const produce = (): void => {
    value[0] = 7;
    semaphore.add();
  };
  const consume = (): number => {
    semaphore.acquire().forget();
    return value[0]!;
  };
  return {
    threads: [produce, consume],
    finally: ([, seen]) => {
      mustBe(seen, 7, 'what was produced');
      mustBe(semaphore.available, 0, 'the permits in the end');
    },
  };
});

checkUnder({ js: 362, rc11: 362 }, 'permits that are added one by one are enough for a request for two', () => {
  const semaphore = new Semaphore(0);
  const addTwo = (): void => {
    semaphore.add(1);
    semaphore.add(1);
  };
  return {
    threads: [addTwo, () => semaphore.acquire(2).forget()],
    finally: () => mustBe(semaphore.available, 0, 'the permits in the end'),
  };
});

const addOneAsync = (semaphore: Semaphore, sum: Int32Array) => (): Promise<void> => semaphore.withPermitsAsync(1, () => void sum[0]!++);

checkUnder({ js: 44, rc11: 44 }, 'a promise and a thread hand the permit to each other', () => {
  const semaphore = new Semaphore(1);
  const sum = data();
  return {
    threads: [addOneAsync(semaphore, sum), addOne(semaphore, sum)],
    finally: () => {
      mustHave(semaphore, 1);
      mustBe(sum[0], 2, 'the count');
    },
  };
});

checkUnder({ js: 26, rc11: 26 }, 'promises of two threads hand the permit to each other', () => {
  const semaphore = new Semaphore(1);
  const sum = data();
  return {
    threads: [addOneAsync(semaphore, sum), addOneAsync(semaphore, sum)],
    finally: () => {
      mustHave(semaphore, 1);
      mustBe(sum[0], 2, 'the count');
    },
  };
});

checkUnder({ js: 30 }, 'a promise that found a line comes on when the line is gone', () => {
  const semaphore = new Semaphore(1);
  const sum = data();
  const late = async (): Promise<void> => {
    whenOneStandsInLine(semaphore);
    await addOneAsync(semaphore, sum)();
  };
  return { threads: [() => addIf(semaphore.tryAcquireFor(5, 2), sum), late], finally: () => mustHave(semaphore, 1) };
});

checkUnder(
  { js: 389, rc11: 745 },
  'the permits of a thread that is killed are given back, once',
  () => {
    const semaphore = new Semaphore(1);
    const sum = data();
    return {
      threads: [() => semaphore.acquire().release(), addOne(semaphore, sum)],
      finally: () => mustHave(semaphore, 1),
    };
  },
  { kill: 1, killThreads: [0] },
);

checkUnder(
  { js: 1359 },
  'when the thread of a request for many is killed in line, the one for few behind it comes on',
  () => {
    const semaphore = new Semaphore(1);
    const sum = data();
    const many = (): void => {
      semaphore.tryAcquireFor(5, 2);
    };
    return { threads: [many, addOne(semaphore, sum)], finally: () => mustHave(semaphore, 1) };
  },
  { kill: 1, killThreads: [0] },
);

checkUnder(
  { js: 2473 },
  'a thread that is killed while it adds permits has added them, or not, and leaves nobody asleep beside them',
  () => {
    const semaphore = inStrictOrder(0);
    const consume = (): void => semaphore.acquire().forget();
    // Adds another one, so that the consumer has something to get when the first was not added. Together they are one too many for it.
    const addAnother = (): void => {
      assume(semaphore.available === 0);
      semaphore.add();
    };
    return {
      threads: [() => semaphore.add(), consume, addAnother],
      finally: () => mustBe(semaphore.available <= 1, true, 'whether there are not too many permits'),
    };
  },
  { kill: 1, killThreads: [0] },
);

checkUnder(
  { js: 361 },
  'a thread that is killed while it gives a permit back leaves no promise waiting',
  () => {
    const semaphore = new Semaphore(1);
    const sum = data();
    return { threads: [() => semaphore.acquire().release(), addOneAsync(semaphore, sum)], finally: () => mustHave(semaphore, 1) };
  },
  { kill: 1, killThreads: [0] },
);

checkUnder(
  { js: 15190 },
  'a thread that is killed when it was called to be the first hands that on',
  () => {
    const semaphore = inStrictOrder(1);
    const sum = data();
    const holder = (): void => {
      const permits = acquireFirst(semaphore, 1);
      whenOneStandsInLine(semaphore);
      permits.release();
    };
    const behind = (): void => {
      whenOneStandsInLine(semaphore);
      addOne(semaphore, sum)();
    };
    return { threads: [holder, () => semaphore.acquire().release(), behind], finally: () => mustHave(semaphore, 1) };
  },
  { kill: 1, killThreads: [1] },
);

checkUnder({ js: 42, rc11: 86 }, 'permits that a thread ends with are given back', () => {
  const semaphore = new Semaphore(1);
  const sum = data();
  return { threads: [() => void semaphore.acquire(), addOne(semaphore, sum)], finally: () => mustHave(semaphore, 1) };
});

checkUnder({ js: 1, rc11: 1 }, 'permits are given back once, and more than there can be are refused', () => {
  const semaphore = new Semaphore(1);
  const misuse = (): unknown => {
    const permits = semaphore.acquire();
    permits.release();
    return `${codeOf(() => permits.release())} ${codeOf(() => permits.forget())} ${codeOf(() => semaphore.add(Semaphore.mostPermits))}`;
  };
  return {
    threads: [misuse],
    finally: ([codes]) => {
      mustBe(codes, 'STALE_GUARD STALE_GUARD BAD_AMOUNT', 'what was thrown');
      mustHave(semaphore, 1);
    },
  };
});

checkFinds('dataRace', 'two permits let two threads in at once', () => {
  const semaphore = new Semaphore(2);
  const sum = data();
  return { threads: [addOne(semaphore, sum), addOne(semaphore, sum)] };
});

checkFinds('deadlock', 'two threads that take two permits one by one are a deadlock', () => {
  const semaphore = new Semaphore(2);
  const oneByOne = (): void => semaphore.withPermits(1, () => semaphore.withPermits(1, () => {}));
  return { threads: [oneByOne, oneByOne] };
});
