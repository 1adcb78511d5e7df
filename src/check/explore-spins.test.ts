/** Loops that wait, of every shape: they end, they multiply nothing, and those that cannot end are told. */
import { assume } from 'lockwright/check';
import { expect, test } from 'vitest';
import { bounded, counted, distinct, summary, words } from './test-explore.ts';

type Acquire = (x: Int32Array) => void;

/** `threads` threads that add to a plain counter, each under a lock made of word 0. */
const counting = (threads: number, acquire: Acquire) => () => {
  const x = words();
  const add = () => {
    acquire(x);
    x[1]! += 1;
    Atomics.store(x, 0, 0);
  };
  return {
    threads: Array.from({ length: threads }, () => add),
    finally: () => {
      if (x[1] !== threads) throw new Error(`counted ${x[1]}`);
    },
  };
};

const byCas: Acquire = (x) => {
  while (Atomics.compareExchange(x, 0, 0, 1) !== 0);
};
const byTest: Acquire = (x) => {
  do while (Atomics.load(x, 0) !== 0);
  while (Atomics.exchange(x, 0, 1) !== 0);
};
const byExchange: Acquire = (x) => {
  while (Atomics.exchange(x, 0, 1) !== 0);
};
const byOr: Acquire = (x) => {
  while (Atomics.or(x, 0, 1) !== 0);
};

test.for([
  ['compareExchange', byCas, 2, 6],
  ['test and test-and-set', byTest, 4, 36],
] as const)('a spin lock by %s excludes: executions of 2 and 3 threads', async ([, acquire, two, three]) => {
  const [of2, of3] = [await bounded(counting(2, acquire)), await bounded(counting(3, acquire))];
  expect([of2.error, of3.error]).toEqual([null, null]);
  expect([of2.executions, of3.executions]).toEqual([two, three]);
});

// Exploration.#sawTheLatest takes the write half of the spinner's own exchange for its round, and does not look at what the read half read.
test.for([
  ['exchange', byExchange],
  ['or', byOr],
] as const)('a spin lock by %s excludes', async ([, acquire]) => {
  expect(await bounded(counting(2, acquire))).toMatchObject({ verdict: 'correct', error: null });
  expect(await bounded(counting(3, acquire))).toMatchObject({ verdict: 'correct', error: null });
});

test('a spin lock that is never unlocked is a livelock', async () => {
  for (const acquire of [byCas, byTest, byExchange, byOr]) {
    const result = await bounded(() => {
      const x = words();
      return { threads: [() => acquire(x), () => acquire(x)] };
    });
    expect(summary(result)).toBe('wrong livelock');
    expect(result.error!.threads).toHaveLength(1);
  }
});

test('a spin lock without its test does not exclude', async () => {
  const result = await bounded(
    counting(2, (x) => {
      while (Atomics.load(x, 0) !== 0);
      Atomics.store(x, 0, 1);
    }),
  );
  expect(result.verdict).toBe('wrong');
});

test('a ticket lock serves in the order of the tickets', async () => {
  const result = await bounded(() => {
    const x = words();
    const take = () => {
      const ticket = Atomics.add(x, 0, 1);
      while (Atomics.load(x, 1) !== ticket);
      x[2]! += 1;
      Atomics.add(x, 1, 1);
      return ticket;
    };
    return {
      threads: [take, take, take],
      finally: () => {
        if (x[2] !== 3) throw new Error('lost');
      },
    };
  });
  expect([result.error, result.executions]).toEqual([null, 6]);
});

test('a loop of load and compareExchange has an execution for each way in which it fails', async () => {
  const result = await bounded(() => {
    const x = words();
    const add = () => {
      for (;;) {
        const seen = Atomics.load(x, 0);
        if (Atomics.compareExchange(x, 0, seen, seen + 1) === seen) return seen;
      }
    };
    return { threads: [add, add] };
  });
  expect(distinct(result)).toEqual(['0 1', '1 0']);
  expect(result.error).toBeNull();
});

const flag = (wait: (x: Int32Array) => unknown) => () => {
  const x = words();
  return { threads: [() => wait(x), () => void Atomics.store(x, 0, 1)] };
};

test.for<[string, (x: Int32Array) => unknown]>([
  [
    'while',
    (x) => {
      while (Atomics.load(x, 0) === 0);
    },
  ],
  [
    'do',
    (x) => {
      let seen;
      do seen = Atomics.load(x, 0);
      while (seen === 0);
    },
  ],
  [
    'a counter of its rounds',
    (x) => {
      let rounds = 0;
      while (Atomics.load(x, 0) === 0) rounds++;
    },
  ],
  [
    'a pause that grows to a bound',
    (x) => {
      for (let pause = 1; ; pause = Math.min(pause * 2, 16))
        for (let round = 0; round < pause; round++) if (Atomics.load(x, 0) === 1) return;
    },
  ],
  [
    'labels and a switch',
    (x) => {
      outer: for (;;)
        for (;;)
          switch (Atomics.load(x, 0)) {
            case 0:
              continue outer;
            default:
              break outer;
          }
    },
  ],
  [
    'a generator',
    (x) => {
      function* looks(): Generator<number> {
        for (;;) yield Atomics.load(x, 0);
      }
      for (const seen of looks()) if (seen === 1) return;
    },
  ],
  [
    'recursion',
    (x) => {
      const look = (): void => {
        if (Atomics.load(x, 0) === 0) look();
      };
      look();
    },
  ],
  [
    'try and catch',
    (x) => {
      for (;;) {
        try {
          if (Atomics.load(x, 0) === 0) throw new Error('not yet');
          return;
        } catch (error) {
          if ((error as Error).message !== 'not yet') throw error;
        }
      }
    },
  ],
])('a loop that waits for a flag has one execution: %s', async ([, wait]) => {
  const result = await bounded(flag(wait));
  expect(summary(result)).toMatch(/^correct 1\+/);
});

// isSpinning takes a wait for no look (hadNoEffect); a bare load in its place is recognised.
test('a loop that calls wait with another value than there is has one execution', async () => {
  const result = await bounded(
    flag((x) => {
      while (Atomics.load(x, 0) === 0) Atomics.wait(x, 0, 9);
    }),
    { maxSteps: 100 },
  );
  expect(summary(result)).toMatch(/^correct 1\+/);
});

const overTwo = (wait: (x: Int32Array) => void) => () => {
  const x = words();
  return { threads: [() => wait(x), () => void Atomics.store(x, 0, 1), () => void Atomics.store(x, 1, 1)] };
};

test('a loop over two words waits for both, or for either', async () => {
  const both = await bounded(
    overTwo((x) => {
      while (Atomics.load(x, 0) === 0 || Atomics.load(x, 1) === 0);
    }),
  );
  expect(both).toMatchObject({ verdict: 'correct', executions: 1 });
  const either = await bounded(
    overTwo((x) => {
      while (Atomics.load(x, 0) === 0 && Atomics.load(x, 1) === 0);
    }),
  );
  expect(either.verdict).toBe('correct');
});

test('a loop inside for-of waits for each in its turn', async () => {
  const result = await bounded(() => {
    const x = words();
    return {
      threads: [
        () => {
          for (const index of [0, 1, 2]) while (Atomics.load(x, index) === 0);
          return 'all';
        },
        () => {
          for (const index of [2, 1, 0]) Atomics.store(x, index, 1);
        },
      ],
    };
  });
  expect(counted(result)).toEqual({ 'all -': 1 });
});

test('two threads that hand a word to and fro have one execution', async () => {
  const result = await bounded(() => {
    const x = words();
    const player = (me: number) => () => {
      for (let round = 0; round < 3; round++) {
        while (Atomics.load(x, 0) !== me);
        Atomics.store(x, 0, 1 - me);
      }
    };
    return { threads: [player(0), player(1)] };
  });
  expect(result).toMatchObject({ verdict: 'correct', executions: 1 });
});

const look = (rounds: number) => (x: Int32Array) => {
  for (let round = 0; round < rounds; round++) if (Atomics.load(x, 0) === 1) return round;
  return 'gave up';
};

test('a loop with a bound has an execution for each round in which it may see the flag', async () => {
  expect(summary(await bounded(flag(look(10))))).toBe('correct 11+0');
  expect(summary(await bounded(flag(look(100))))).toBe('correct 101+0');
});

test('a loop with a bound, and a wait after it, has all its executions', async () => {
  const result = await bounded(() => {
    const x = words();
    return {
      threads: [
        () => {
          for (let round = 0; round < 5; round++) if (Atomics.load(x, 0) === 1) return 'spun';
          while (Atomics.load(x, 0) === 0) Atomics.wait(x, 0, 0);
          return 'slept';
        },
        () => {
          Atomics.store(x, 0, 1);
          Atomics.notify(x, 0);
        },
      ],
    };
  });
  expect(counted(result)).toEqual({ 'spun -': 5, 'slept -': 3 });
});

test('a reader of a sequence lock reads no half of what was written', async () => {
  const result = await bounded(() => {
    const x = words();
    return {
      threads: [
        () => {
          Atomics.add(x, 0, 1);
          Atomics.store(x, 1, 7);
          Atomics.store(x, 2, 7);
          Atomics.add(x, 0, 1);
        },
        () => {
          for (;;) {
            const before = Atomics.load(x, 0);
            if (before % 2 === 1) continue;
            const seen = [Atomics.load(x, 1), Atomics.load(x, 2)];
            if (Atomics.load(x, 0) === before) return seen;
          }
        },
      ],
    };
  });
  expect(distinct(result)).toEqual(['- [0,0]', '- [7,7]']);
  expect(result.error).toBeNull();
});

const peterson = (order: 'seqCst' | 'release') => () => {
  const x = words();
  const enter = (me: number) => () => {
    Atomics.store(x, me, 1, order);
    Atomics.store(x, 2, 1 - me, order);
    while (Atomics.load(x, 1 - me, order === 'seqCst' ? order : 'acquire') === 1 && Atomics.load(x, 2, 'acquire') === 1 - me);
    Atomics.store(x, 3, Atomics.load(x, 3, 'relaxed') + 1, 'relaxed');
    Atomics.store(x, me, 0, order);
  };
  return {
    threads: [enter(0), enter(1)],
    finally: () => {
      if (Atomics.load(x, 3) !== 2) throw new Error('both were inside');
    },
  };
};

test("Peterson's lock excludes with seqCst, and does not with release and acquire under tso and rc11", async () => {
  for (const model of ['js', 'sc'] as const) expect((await bounded(peterson('seqCst'), { model })).verdict).toBe('correct');
  for (const model of ['tso', 'rc11'] as const)
    expect((await bounded(peterson('release'), { model })).error).toMatchObject({ kind: 'assertion', message: 'both were inside' });
});

const plainLoop = () => {
  const x = words();
  return {
    threads: [
      () => {
        while (x[0] === 0);
      },
      () => void (x[0] = 1),
    ],
  };
};

test('a loop of plain reads is a race under js, and waits under sc', async () => {
  expect(summary(await bounded(plainLoop))).toBe('wrong dataRace');
  expect(await bounded(plainLoop, { model: 'sc' })).toMatchObject({ verdict: 'correct', executions: 1 });
});

test('a loop that counts its rounds, and tells how many, is bounded by maxSteps, which is said', async () => {
  const result = await bounded(
    flag((x) => {
      let rounds = 0;
      while (Atomics.load(x, 0) === 0) rounds++;
      return rounds;
    }),
    { maxSteps: 30 },
  );
  expect(result).toMatchObject({ verdict: 'incomplete', error: null, bound: expect.stringContaining('maxSteps') as string });
  expect(distinct(result)).toContain('7 -');
});

test('a loop with a deadline may see the flag, and may be too late', async () => {
  const result = await bounded(
    flag((x) => {
      const end = Date.now() + 5;
      while (Atomics.load(x, 0) === 0) if (Date.now() > end) return 'too late';
      return 'in time';
    }),
  );
  expect(distinct(result)).toEqual(['in time -', 'too late -']);
});

const late = () => {
  const x = words();
  x[0] = 1;
  const wait = (): number => {
    while (Atomics.load(x, 0) !== 1);
    const seen = Atomics.load(x, 0);
    while (Atomics.load(x, 0) !== 2);
    return seen;
  };
  const change = (): void => {
    while (Atomics.compareExchange(x, 0, 1, 2) !== 1);
    Atomics.add(x, 0, 2);
    Atomics.add(x, 0, 1);
  };
  return { threads: [wait, change] };
};

test('loops that wait for one value after the other are told apart, also where a value is made by a read-modify-write that comes later', async () => {
  const one = await bounded(() => {
    const x = words();
    const waitFor = (...values: number[]): void => {
      for (const value of values) while (Atomics.load(x, 0) !== value);
    };
    return { threads: [() => Atomics.add(x, 0, 1), () => waitFor(0, 2), () => void Atomics.store(x, 0, 1)] };
  });
  expect(counted(one)).toEqual({ '1 - -': 1 });
  const two = await bounded(() => {
    const x = words();
    const waitFor = (...values: number[]): void => {
      for (const value of values) while (Atomics.load(x, 0) !== value);
    };
    const change = (): void => {
      while (Atomics.compareExchange(x, 0, 0, 1) !== 0);
    };
    const changeMore = (): string => `${Atomics.or(x, 0, 2)} ${Atomics.and(x, 0, 2)} ${Atomics.exchange(x, 0, 1)}`;
    return { threads: [change, changeMore, () => waitFor(1, 1, 2, 1)] };
  });
  expect(counted(two)).toEqual({ '- 1 3 2 -': 1 });
  // Values that the additions may make are many; those that are sure to occur must be among those that are tried.
  // Who comes too late waits for ever.
  const three = await bounded(late, { keepGoing: true });
  expect(counted(three)).toEqual({ '1 -': 1, '2 -': 1 });
});

test('a thread that looks some times in a row and then goes on is told from a loop without trying all values that there may be', async () => {
  let setUps = 0;
  const result = await bounded(() => {
    setUps++;
    const x = words();
    const writeMany = () => {
      for (let value = 1; value <= 20; value++) Atomics.store(x, 0, value);
      Atomics.store(x, 1, 1);
    };
    const reader = () => {
      assume(Atomics.load(x, 1) === 1);
      for (let round = 0; round < 6; round++) if (Atomics.load(x, 0) === 21) return 'found it';
      return 'gave up';
    };
    return { threads: [writeMany, reader] };
  });
  expect(counted(result)).toEqual({ '- gave up': 1 });
  // Each of the six looks takes a few; all values of three looks that follow would be hundreds.
  expect(setUps).toBeLessThan(50);
});
