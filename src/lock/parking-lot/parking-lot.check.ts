/** ParkingLot in every execution, with two and three threads. */
import { AtomicI32 } from 'lockwright/atomic';
import { assume } from 'lockwright/check';
import { ParkingLot, type ParkResult } from 'lockwright/lock';
import { checkFinds, checkUnder, codeOf, mustBe } from '../test-models.ts';

const SHUT = 1;
const OPEN = 0;
const TOKEN = 7;

/** A door with a plain word behind it: threads park while it is shut. */
class Door {
  readonly lot: ParkingLot;
  readonly key: number;
  readonly data = new Int32Array(new SharedArrayBuffer(4));
  readonly #state: AtomicI32;

  constructor(own?: SharedArrayBuffer) {
    this.lot = own === undefined ? ParkingLot.heap() : ParkingLot.at(own, LOT_OFFSET);
    this.#state = own === undefined ? new AtomicI32(SHUT) : AtomicI32.at(own, 0);
    if (own !== undefined) this.#state.store(SHUT);
    this.key = this.#state.address;
  }

  readonly isShut = (): boolean => this.#state.load('acquire') === SHUT;

  readonly park = (timeoutMs = Infinity): ParkResult => this.lot.park(this.key, this.isShut, { timeoutMs });

  /** Waits until the door is open, and reads. */
  readonly goIn = (): number => {
    for (;;) {
      const { reason } = this.park();
      if (reason === 'invalid') return this.data[0]!;
    }
  };

  /** Writes, opens the door, and unparks all. */
  readonly open = (): void => {
    this.change();
    this.lot.unparkAll(this.key);
  };

  readonly change = (): void => {
    this.data[0] = TOKEN;
    this.#state.store(OPEN, 'release');
  };
}

const LOT_OFFSET = 16;
const own = (): SharedArrayBuffer => new SharedArrayBuffer(LOT_OFFSET + ParkingLot.byteLength);

for (const [where, make] of [
  ['the heap', () => new Door()],
  ['a memory of the program', () => new Door(own())],
] as const) {
  checkUnder(
    { js: 5, rc11: 5 },
    `in ${where}: a thread that parks is woken by who changes what it waits for, and sees what was written before`,
    () => {
      const door = make();
      return { threads: [door.goIn, door.open], finally: ([seen]) => mustBe(seen, TOKEN, 'the data') };
    },
  );
}

checkUnder({ js: 3, rc11: 3 }, 'a thread that is unparked is handed the token, and what was written before', () => {
  const door = new Door();
  const park = (): number => {
    const end = door.lot.park(door.key, () => true);
    return end.reason === 'unparked' ? end.token + door.data[0]! : 0;
  };
  const unpark = (): void => {
    door.change();
    assume(door.lot.unparkOne(door.key, () => TOKEN).unparked);
  };
  return { threads: [park, unpark], finally: ([sum]) => mustBe(sum, 2 * TOKEN, 'token and data') };
});

checkUnder({ js: 7, rc11: 7 }, 'a thread whose time is over is in no queue any more, or was unparked', () => {
  const door = new Door();
  const unpark = (): boolean => door.lot.unparkOne(door.key).unparked;
  return {
    threads: [() => door.lot.park(door.key, () => true, { timeoutMs: 5 }).reason, unpark],
    finally: ([reason, unparked]) => {
      mustBe(reason, unparked ? 'unparked' : 'timedOut', 'how it ended');
      mustBe(unpark(), false, 'whether somebody is parked in the end');
    },
  };
});

checkUnder({ js: 6, rc11: 6 }, 'who unparks one of two threads is told that there are more', () => {
  const door = new Door();
  const isIn = new AtomicI32(0);
  const first = (): string => door.lot.park(door.key, () => true, { beforeSleep: () => isIn.store(1, 'release') }).reason;
  const second = (): string => {
    let seen = '';
    const unparkBoth = (): void => {
      assume(isIn.load('acquire') === 1);
      for (let i = 0; i < 2; i++) seen += ` ${door.lot.unparkOne(door.key).hasMore}`;
    };
    return door.lot.park(door.key, () => true, { beforeSleep: unparkBoth }).reason + seen;
  };
  return {
    threads: [first, second],
    finally: ([a, b]) => mustBe(`${a} ${b}`, 'unparked unparked true false', 'what they were told'),
  };
});

checkUnder({ js: 5, rc11: 5 }, 'a thread that is moved to another key is unparked there', () => {
  const door = new Door();
  const other = new Door();
  const move = (): number => {
    door.change();
    const { moved } = door.lot.unparkRequeue(door.key, other.key, { unpark: 0 });
    return moved + door.lot.unparkAll(other.key);
  };
  return {
    threads: [door.goIn, move],
    finally: ([seen, count]) => {
      mustBe(seen, TOKEN, 'the data');
      mustBe(count === 0 || count === 2, true, 'whether who was moved was unparked');
    },
  };
});

checkUnder({ js: 4, rc11: 4 }, 'a promise is told, whatever is unparked', () => {
  const door = new Door();
  const goInAsync = async (): Promise<number> => {
    mustBe(await door.lot.parkAsync(door.key, door.isShut), 'invalid', 'how it ended');
    return door.data[0]!;
  };
  return { threads: [goInAsync, door.open], finally: ([seen]) => mustBe(seen, TOKEN, 'the data') };
});

/** Two keys of one bucket, at the beginning of the memory. */
const KEYS = [1, 90] as const;

checkUnder({ js: 3, rc11: 3 }, 'a thread is moved between two keys of one bucket', () => {
  const lot = ParkingLot.at(own(), LOT_OFFSET);
  const [from, to] = KEYS;
  const move = (): string => {
    const { moved } = lot.unparkRequeue(from, to, { unpark: 0 });
    assume(moved === 1);
    return `${lot.unparkAll(from)} ${lot.unparkAll(to)}`;
  };
  return {
    threads: [() => lot.park(from, () => true).reason, move],
    finally: ([end, counts]) => mustBe(`${end}, ${counts}`, 'unparked, 0 1', 'how they ended'),
  };
});

checkUnder({ js: 18 }, 'one that says it is due is unparked before one that has been parked longer', () => {
  const door = new Door();
  const park = (isDue: boolean): number => {
    const end = door.lot.park(door.key, () => true, { isDue });
    return end.reason === 'unparked' ? end.token : 0;
  };
  const unpark = (): boolean => {
    const first = door.lot.unparkOne(door.key, () => 1);
    assume(first.hasMore);
    door.lot.unparkOne(door.key, () => 2);
    return first.isDue;
  };
  return {
    threads: [() => park(false), () => park(true), unpark],
    finally: ([patient, due, wasDue]) => mustBe(`${patient} ${due} ${wasDue}`, '2 1 true', 'in which order they were unparked'),
  };
});

checkUnder({ js: 1, rc11: 1 }, 'what a callback of the lot must not do is refused, and leaves no trace', () => {
  const door = new Door();
  const { lot, key } = door;
  const misuse = (): unknown =>
    [
      codeOf(() => lot.park(key, () => lot.unparkAll(key) === 0)),
      codeOf(() => lot.unparkOne(key, () => void lot.unparkAll(key))),
      codeOf(() => lot.park(key, door.isShut, { beforeSleep: () => void lot.park(key, () => true) })),
      codeOf(() => lot.unparkOne(key, () => 0.5)),
      codeOf(() => door.park(-1)),
    ].join(' ');
  return {
    threads: [misuse],
    finally: ([codes]) => {
      mustBe(codes, 'SELF_DEADLOCK SELF_DEADLOCK SELF_DEADLOCK BAD_TOKEN BAD_TIMEOUT', 'what was thrown');
      mustBe(lot.unparkAll(key), 0, 'how many are parked in the end');
    },
  };
});

checkFinds('deadlock', 'who changes what is waited for and unparks nobody leaves a thread asleep', () => {
  const door = new Door();
  return { threads: [door.goIn, door.change] };
});

checkFinds('deadlock', 'who unparks before it changes what is waited for leaves a thread asleep', () => {
  const door = new Door();
  const open = (): void => {
    door.lot.unparkAll(door.key);
    door.change();
  };
  return { threads: [door.goIn, open] };
});

const killFirst = { kill: 1, killThreads: [0] };

/** Parks, and unparks the next when it was unparked. */
const parkAndPassOn =
  (door: Door, next: Door = door) =>
  (): void => {
    door.lot.park(door.key, () => true, { isDue: true });
    next.lot.unparkOne(next.key);
  };

/** Unparks the thread that stands in front of this one, which is to unpark this one. */
const parkBehind = ({ lot, key }: Door): unknown =>
  lot.park(key, () => true, {
    beforeSleep: () => {
      const { hasMore, isDue } = lot.unparkOne(key);
      assume(hasMore && isDue);
    },
  });

checkUnder(
  { js: 435, rc11: 435 },
  'when a thread is killed that was to unpark the next, the next looks again',
  () => {
    const door = new Door();
    return { threads: [parkAndPassOn(door), () => parkBehind(door)] };
  },
  killFirst,
);

checkUnder(
  { js: 1324 },
  'when a thread is killed while it is moved, who is parked behind it looks again',
  () => {
    const [door, other] = [new Door(), new Door()];
    const move = (): void => {
      assume(door.lot.unparkRequeue(door.key, other.key, { unpark: 0 }).moved === 1);
      parkBehind(other);
    };
    return { threads: [parkAndPassOn(door, other), move] };
  },
  killFirst,
);

/** One thread waits, one may be killed anywhere in what it does with the lot, and one opens the door in the end. */
const killedInLot = (waits: (door: Door) => unknown, disturb: (door: Door, other: Door) => void) => () => {
  const [door, other] = [new Door(), new Door()];
  const open = (): void => {
    door.open();
    door.lot.unparkAll(other.key);
  };
  return { threads: [() => disturb(door, other), () => waits(door), open] };
};

checkUnder(
  { js: 199 },
  'a thread that unparks another may be killed anywhere',
  killedInLot(
    (door) => door.goIn(),
    (door) => void door.lot.unparkOne(door.key),
  ),
  killFirst,
);
checkUnder(
  { js: 199 },
  'a thread that unparks all may be killed anywhere',
  killedInLot(
    (door) => door.goIn(),
    (door) => void door.lot.unparkAll(door.key),
  ),
  killFirst,
);
checkUnder(
  { js: 113, rc11: 113 },
  'a thread that parks for a time may be killed anywhere',
  () => {
    const door = new Door();
    return {
      threads: [() => door.park(5), door.open],
      finally: () => mustBe(door.lot.unparkAll(door.key), 0, 'how many are parked in the end'),
    };
  },
  killFirst,
);
checkUnder(
  { js: 298 },
  'a thread that moves another may be killed anywhere',
  killedInLot(
    (door) => door.goIn(),
    (door, other) => void door.lot.unparkRequeue(door.key, other.key, { unpark: 0 }),
  ),
  killFirst,
);
checkUnder(
  { js: 1165 },
  'a thread that tells a promise may be killed anywhere',
  killedInLot(
    (door) => door.lot.parkAsync(door.key, door.isShut),
    (door) => void door.lot.unparkAll(door.key),
  ),
  killFirst,
);
