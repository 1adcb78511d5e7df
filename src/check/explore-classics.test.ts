/** Algorithms of the literature, right and with the faults that they are known for: which model finds what. */
import { fence } from 'lockwright/atomic';
import type { ModelName } from 'lockwright/check';
import { allocateZeroed, free, heapRegion } from 'lockwright/memory';
import { expect, test } from 'vitest';
import { bounded, MODELS, words } from './test-explore.ts';

type Load = 'relaxed' | 'acquire' | 'seqCst';
type Store = 'relaxed' | 'release' | 'seqCst';
type Verdicts = readonly [js: string, sc: string, tso: string, rc11: string];

interface Case {
  readonly name: string;
  readonly program: () => unknown;
  /** The kinds of error under js, sc, tso and rc11; `right` where there is none. */
  readonly verdicts: Verdicts;
}

const RIGHT: Verdicts = ['right', 'right', 'right', 'right'];
const ORDER: readonly ModelName[] = ['js', 'sc', 'tso', 'rc11'];
const everywhere = (kind: string): Verdicts => [kind, kind, kind, kind];
const nothing = (): void => {};
const sc = (): void => fence('seqCst');

/** Two threads that count in a critical section, which is wrong if both are in it: under rc11 and js as a race, else as a lost count. */
const counting =
  (enter: (x: Int32Array, me: number) => boolean, leave: (x: Int32Array, me: number) => void, threads = 2) =>
  () => {
    const x = words(8);
    const count = words(1);
    const work = (me: number) => () => {
      if (!enter(x, me)) return 0;
      count[0]! += 1;
      leave(x, me);
      return 1;
    };
    return {
      threads: Array.from({ length: threads }, (_, me) => work(me)),
      finally: (entered: number[]) => {
        const wanted = entered.reduce((a, b) => a + b, 0);
        if (count[0] !== wanted) throw new Error(`${wanted} were in, and ${count[0]} are counted`);
      },
    };
  };

// Words: a flag of each thread, and whose turn it is.
const TURN = 2;

/** Dekker's entry without its loop: who sees the other's flag stays out. */
const dekker = (write: Store, read: Load, between: () => void) =>
  counting(
    (x, me) => {
      Atomics.store(x, me, 1, write);
      between();
      return Atomics.load(x, 1 - me, read) === 0;
    },
    (x, me) => void Atomics.store(x, me, 0, 'release'),
  );

const peterson = (turn: (x: Int32Array, other: number) => void, flag: Store, read: Load, between: () => void) =>
  counting(
    (x, me) => {
      Atomics.store(x, me, 1, flag);
      turn(x, 1 - me);
      between();
      while (Atomics.load(x, 1 - me, read) === 1 && Atomics.load(x, TURN, read === 'seqCst' ? read : 'acquire') === 1 - me);
      return true;
    },
    (x, me) => void Atomics.store(x, me, 0, 'release'),
  );
const storesTurn = (order: Store) => (x: Int32Array, other: number) => void Atomics.store(x, TURN, other, order);
const swapsTurn = (x: Int32Array, other: number): void => void Atomics.exchange(x, TURN, other, 'acqRel');

const spinLock = (take: 'relaxed' | 'acquire', give: Store) =>
  counting(
    (x) => {
      while (Atomics.compareExchange(x, 0, 0, 1, take, 'relaxed') !== 0);
      return true;
    },
    (x) => void Atomics.store(x, 0, 0, give),
  );

/** Tickets of so many bits: more threads than tickets, and two have the same. */
const ticketLock = (tickets: number) =>
  counting(
    (x) => {
      const mine = Atomics.add(x, 0, 1, 'relaxed') % tickets;
      while (Atomics.load(x, 1, 'acquire') % tickets !== mine);
      return true;
    },
    (x) => void Atomics.add(x, 1, 1, 'release'),
    3,
  );

// A node of an MCS lock: who is behind, and whether its thread has to wait.
const TAIL = 0;
const NEXT = 1;
const WAITS = 4;

const mcs = (handOver: Store, read: Load) =>
  counting(
    (x, me) => {
      Atomics.store(x, NEXT + me, 0, 'relaxed');
      Atomics.store(x, WAITS + me, 1, 'relaxed');
      const before = Atomics.exchange(x, TAIL, me + 1, 'acqRel');
      if (before === 0) return true;
      Atomics.store(x, NEXT + before - 1, me + 1, 'release');
      while (Atomics.load(x, WAITS + me, read) === 1);
      return true;
    },
    (x, me) => {
      if (Atomics.load(x, NEXT + me, 'acquire') === 0) {
        if (Atomics.compareExchange(x, TAIL, me + 1, 0, 'release', 'relaxed') === me + 1) return;
        while (Atomics.load(x, NEXT + me, 'acquire') === 0);
      }
      Atomics.store(x, WAITS + Atomics.load(x, NEXT + me, 'relaxed') - 1, 0, handOver);
    },
  );

/** A sequence lock over two words that are to be equal. */
const seqLock = (afterOdd: () => void, beforeCheck: () => void, last: Store) => () => {
  const x = words();
  const [SEQUENCE, A, B] = [0, 1, 2];
  return {
    threads: [
      () => {
        Atomics.store(x, SEQUENCE, 1, 'relaxed');
        afterOdd();
        Atomics.store(x, A, 7, 'relaxed');
        Atomics.store(x, B, 7, 'relaxed');
        Atomics.store(x, SEQUENCE, 2, last);
      },
      () => {
        const first = Atomics.load(x, SEQUENCE, 'acquire');
        const [a, b] = [Atomics.load(x, A, 'relaxed'), Atomics.load(x, B, 'relaxed')];
        beforeCheck();
        if (Atomics.load(x, SEQUENCE, 'relaxed') === first && first % 2 === 0 && a !== b) throw new Error(`torn: ${a} and ${b}`);
      },
    ],
  };
};

const OF_HEAP = (): ReturnType<typeof heapRegion>['ops'] => heapRegion().ops;
const [POINTER, HAZARD] = [0, 1];

/** RCU without a grace period, and hazard pointers: who reads announces the block first, and whoever takes it away looks for that. */
const hazard = (write: Store, read: Load, between: () => void, looks: boolean) => () => {
  const x = words();
  const block = allocateZeroed(8);
  Atomics.store(x, POINTER, block);
  return {
    threads: [
      () => {
        const p = Atomics.load(x, POINTER, 'acquire');
        if (p === 0) return 'gone';
        Atomics.store(x, HAZARD, p, write);
        between();
        if (Atomics.load(x, POINTER, read) !== p) return 'gone';
        const value = OF_HEAP().load32(p, 'relaxed');
        Atomics.store(x, HAZARD, 0, 'release');
        return value;
      },
      () => {
        Atomics.store(x, POINTER, 0, write);
        between();
        if (!looks || Atomics.load(x, HAZARD, read) !== block) free(block);
      },
    ],
  };
};

const publishing = (write: Store, read: Load) => () => {
  const x = words();
  return {
    threads: [
      () => {
        x[1] = 7;
        Atomics.store(x, 0, 1, write);
      },
      () => (Atomics.load(x, 0, read) === 1 ? x[1] : 'early'),
    ],
  };
};

/** A Chase-Lev deque with two items in it: the owner takes one from the bottom, a thief two from the top. */
const chaseLev = (between: () => void) => () => {
  const x = words(8);
  const [TOP, BOTTOM, ITEMS] = [0, 1, 2];
  Atomics.store(x, BOTTOM, 2);
  Atomics.store(x, ITEMS, 10);
  Atomics.store(x, ITEMS + 1, 11);
  const steal = () => {
    const top = Atomics.load(x, TOP, 'acquire');
    sc();
    if (top >= Atomics.load(x, BOTTOM, 'acquire')) return 'empty';
    const item = Atomics.load(x, ITEMS + top, 'relaxed');
    return Atomics.compareExchange(x, TOP, top, top + 1, 'seqCst', 'relaxed') === top ? item : 'lost';
  };
  const take = () => {
    const bottom = Atomics.load(x, BOTTOM, 'relaxed') - 1;
    Atomics.store(x, BOTTOM, bottom, 'relaxed');
    between();
    const top = Atomics.load(x, TOP, 'relaxed');
    if (top < bottom) return Atomics.load(x, ITEMS + bottom, 'relaxed');
    const isMine = top === bottom && Atomics.compareExchange(x, TOP, top, top + 1, 'seqCst', 'relaxed') === top;
    Atomics.store(x, BOTTOM, bottom + 1, 'relaxed');
    return isMine ? Atomics.load(x, ITEMS + bottom, 'relaxed') : 'empty';
  };
  return {
    threads: [take, () => [steal(), steal()]],
    finally: (results: unknown[]) => {
      const got = results.flat().filter((item) => typeof item === 'number');
      if (new Set(got).size < got.length) throw new Error(`${got.join(' and ')}: an item was taken twice`);
    },
  };
};

/** A stack of two nodes by compare-and-exchange: one thread pops, another pops both and puts the first one back. */
const stack = (tag: number) => () => {
  const x = words();
  const HEAD = 0;
  // node n has its next node at word n; the head is a node, and above it a tag that goes up with each change
  Atomics.store(x, HEAD, 1);
  Atomics.store(x, 1, 2);
  const NODES = 4;
  const pop = () => {
    const head = Atomics.load(x, HEAD);
    const node = head % NODES;
    if (node === 0) return 0;
    const next = Atomics.load(x, node);
    return Atomics.compareExchange(x, HEAD, head, head - node + next + tag * NODES) === head ? node : 0;
  };
  const push = (node: number) => {
    const head = Atomics.load(x, HEAD);
    Atomics.store(x, node, head % NODES);
    Atomics.compareExchange(x, HEAD, head, head - (head % NODES) + node + tag * NODES);
  };
  const popTwoPushOne = () => {
    const first = pop();
    const second = pop();
    if (first !== 0 && second !== 0) push(first);
    return first === 0 ? [second] : second === 0 ? [first] : [second];
  };
  return {
    threads: [() => [pop()], popTwoPushOne],
    finally: (results: number[][]) => {
      const left: number[] = [];
      for (let node = Atomics.load(x, HEAD) % NODES; node !== 0 && left.length < NODES; node = Atomics.load(x, node)) left.push(node);
      const all = [...results.flat().filter((node) => node !== 0), ...left];
      if (new Set(all).size < all.length) throw new Error(`a node is in two places: ${all.join()}`);
    },
  };
};

/** Waits for a flag, and is woken by whoever sets it; with `rechecks` the flag is compared as one step with falling asleep. */
const signal = (rechecks: boolean) => () => {
  const x = words();
  const [FLAG, SEQUENCE] = [0, 1];
  return {
    threads: [
      () => {
        const before = Atomics.load(x, SEQUENCE);
        if (Atomics.load(x, FLAG) === 1) return;
        Atomics.wait(x, SEQUENCE, rechecks ? before : Atomics.load(x, SEQUENCE));
      },
      () => {
        Atomics.store(x, FLAG, 1);
        Atomics.add(x, SEQUENCE, 1);
        Atomics.notify(x, SEQUENCE, 1);
      },
    ],
  };
};

/** A futex mutex with three states; who was woken takes it as `taken`: if that is 1, it forgets that others may sleep (Drepper, *Futexes are tricky*). */
const futexMutex = (taken: 1 | 2) =>
  counting(
    (x) => {
      if (Atomics.compareExchange(x, 0, 0, 1) === 0) return true;
      for (;;) {
        if (Atomics.compareExchange(x, 0, 1, 2) !== 0) Atomics.wait(x, 0, 2);
        if (Atomics.compareExchange(x, 0, 0, taken) === 0) return true;
      }
    },
    (x) => {
      if (Atomics.exchange(x, 0, 0) === 2) Atomics.notify(x, 0, 1);
    },
    3,
  );

/** Made by who comes first, behind a lock; others look at the flag only. */
const doubleChecked = (look: (x: Int32Array) => number, publish: (x: Int32Array) => void) => () => {
  const x = words();
  const [LOCK, VALUE] = [2, 1];
  const get = () => {
    if (look(x) === 0) {
      while (Atomics.compareExchange(x, LOCK, 0, 1, 'acquire', 'relaxed') !== 0);
      if (Atomics.load(x, 0, 'relaxed') === 0) {
        x[VALUE] = 7;
        publish(x);
      }
      Atomics.store(x, LOCK, 0, 'release');
    }
    return x[VALUE];
  };
  return {
    threads: [get, get],
    finally: (results: number[]) => {
      if (results.some((value) => value !== 7)) throw new Error('used before it was made');
    },
  };
};

const RACE = 'dataRace';

const cases: readonly Case[] = [
  { name: 'Dekker, seqCst', program: dekker('seqCst', 'seqCst', nothing), verdicts: RIGHT },
  { name: 'Dekker, fences', program: dekker('relaxed', 'acquire', sc), verdicts: RIGHT },
  { name: 'Dekker, release and acquire', program: dekker('release', 'acquire', nothing), verdicts: ['right', 'right', 'assertion', RACE] },
  {
    name: 'Dekker, a fence that is acqRel',
    program: dekker('relaxed', 'acquire', () => fence('acqRel')),
    verdicts: ['right', 'right', 'assertion', RACE],
  },
  { name: 'Peterson, seqCst', program: peterson(storesTurn('seqCst'), 'seqCst', 'seqCst', nothing), verdicts: RIGHT },
  {
    name: 'Peterson, release and acquire',
    program: peterson(storesTurn('release'), 'release', 'acquire', nothing),
    verdicts: ['right', 'right', 'assertion', RACE],
  },
  // One fence is enough where stores keep their order: else the turn of who came second may be overwritten by that of who came first.
  {
    name: 'Peterson, a fence',
    program: peterson(storesTurn('relaxed'), 'relaxed', 'acquire', sc),
    verdicts: ['right', 'right', 'right', RACE],
  },
  {
    name: 'Peterson, two fences',
    program: peterson((x, other) => (sc(), storesTurn('relaxed')(x, other)), 'relaxed', 'acquire', sc),
    verdicts: RIGHT,
  },
  { name: 'Peterson, the turn by exchange (Williams)', program: peterson(swapsTurn, 'relaxed', 'acquire', nothing), verdicts: RIGHT },
  {
    name: 'Peterson, only the turn seqCst',
    program: peterson(storesTurn('seqCst'), 'relaxed', 'acquire', nothing),
    verdicts: ['right', 'right', 'right', RACE],
  },
  { name: 'a spin lock', program: spinLock('acquire', 'release'), verdicts: RIGHT },
  { name: 'a spin lock that is taken relaxed', program: spinLock('relaxed', 'release'), verdicts: ['right', 'right', 'right', RACE] },
  { name: 'a spin lock that is given back relaxed', program: spinLock('acquire', 'relaxed'), verdicts: ['right', 'right', 'right', RACE] },
  { name: 'a ticket lock with four tickets', program: ticketLock(4), verdicts: RIGHT },
  { name: 'a ticket lock with two tickets for three threads', program: ticketLock(2), verdicts: [RACE, 'assertion', 'assertion', RACE] },
  { name: 'MCS', program: mcs('release', 'acquire'), verdicts: RIGHT },
  { name: 'MCS that hands over relaxed', program: mcs('relaxed', 'acquire'), verdicts: ['right', 'right', 'right', RACE] },
  { name: 'MCS that waits relaxed', program: mcs('release', 'relaxed'), verdicts: ['right', 'right', 'right', RACE] },
  {
    name: 'a sequence lock',
    program: seqLock(
      () => fence('release'),
      () => fence('acquire'),
      'release',
    ),
    verdicts: RIGHT,
  },
  {
    name: 'a sequence lock without the fence of its writer',
    program: seqLock(nothing, () => fence('acquire'), 'release'),
    verdicts: ['right', 'right', 'right', 'exception'],
  },
  {
    name: 'a sequence lock without the fence of its reader',
    program: seqLock(() => fence('release'), nothing, 'release'),
    verdicts: ['right', 'right', 'right', 'exception'],
  },
  {
    name: 'a sequence lock that ends relaxed',
    program: seqLock(
      () => fence('release'),
      () => fence('acquire'),
      'relaxed',
    ),
    verdicts: ['right', 'right', 'right', 'exception'],
  },
  { name: 'a hazard pointer, seqCst', program: hazard('seqCst', 'seqCst', nothing, true), verdicts: RIGHT },
  { name: 'a hazard pointer, fences', program: hazard('release', 'acquire', sc, true), verdicts: RIGHT },
  {
    name: 'a hazard pointer without its fences',
    program: hazard('release', 'acquire', nothing, true),
    verdicts: ['right', 'right', 'useAfterFree', 'useAfterFree'],
  },
  { name: 'RCU without a grace period', program: hazard('seqCst', 'seqCst', nothing, false), verdicts: everywhere('useAfterFree') },
  { name: 'what RCU publishes', program: publishing('release', 'acquire'), verdicts: RIGHT },
  { name: 'what RCU publishes relaxed', program: publishing('relaxed', 'acquire'), verdicts: ['right', 'right', 'right', RACE] },
  { name: 'Chase-Lev', program: chaseLev(sc), verdicts: RIGHT },
  { name: 'Chase-Lev without the fence of take', program: chaseLev(nothing), verdicts: ['right', 'right', 'assertion', 'assertion'] },
  {
    name: 'Chase-Lev with a fence that is acqRel',
    program: chaseLev(() => fence('acqRel')),
    verdicts: ['right', 'right', 'assertion', 'assertion'],
  },
  { name: 'a stack with a tag', program: stack(1), verdicts: RIGHT },
  { name: 'a stack without one (ABA)', program: stack(0), verdicts: everywhere('assertion') },
  { name: 'a signal that compares', program: signal(true), verdicts: RIGHT },
  { name: 'a signal that looks again before it sleeps, and loses a wake-up', program: signal(false), verdicts: everywhere('deadlock') },
  { name: 'a futex mutex', program: futexMutex(2), verdicts: RIGHT },
  { name: 'a futex mutex that forgets who sleeps', program: futexMutex(1), verdicts: everywhere('deadlock') },
  {
    name: 'double-checked, release and acquire',
    program: doubleChecked(
      (x) => Atomics.load(x, 0, 'acquire'),
      (x) => void Atomics.store(x, 0, 1, 'release'),
    ),
    verdicts: RIGHT,
  },
  {
    name: 'double-checked, looked at relaxed',
    program: doubleChecked(
      (x) => Atomics.load(x, 0, 'relaxed'),
      (x) => void Atomics.store(x, 0, 1, 'release'),
    ),
    verdicts: ['right', 'right', 'right', RACE],
  },
  {
    name: 'double-checked, plain',
    program: doubleChecked(
      (x) => x[0]!,
      (x) => void (x[0] = 1),
    ),
    verdicts: [RACE, 'right', 'right', RACE],
  },
];

test.for(cases.flatMap((one) => MODELS.map((model) => [one.name, model, one] as const)))('%s, under %s', async ([, model, one]) => {
  const { error, verdict } = await bounded(one.program, { model });
  expect(verdict).not.toBe('incomplete');
  expect(error?.kind ?? 'right').toBe(one.verdicts[ORDER.indexOf(model)]);
});
