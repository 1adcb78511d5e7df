/** Every operation of the locks that may have to wait, with all its forms: what `forms.test.ts` tries, and what docs/locks.md shows. */
import { AtomicI32, wakeAll } from '../atomic/index.ts';
import { u32 } from '../memory/index.ts';
import { spawn } from '../thread/index.ts';
import * as locks from './index.ts';
import { initialise, take, work } from './test-forms-work.ts';
import { reaches } from './test-real-threads.ts';

/** What a form is called with. */
interface Given {
  readonly ms: number;
  readonly fn: (...args: any[]) => any;
  readonly options: { readonly signal?: AbortSignal };
}

/** A form of an operation: how it is written, and a call. */
type Form = readonly [written: string, call: (thing: any, given: Given) => unknown];

export const FORMS = ['blocking', 'atOnce', 'timed', 'async', 'timedAsync', 'body', 'asyncBody'] as const;
export type FormName = (typeof FORMS)[number];

export interface Operation extends Readonly<Partial<Record<FormName, Form>>> {
  readonly kinds: readonly string[];
  /** One that cannot be had now, and what makes that end. */
  readonly busy?: (kind: string) => Promise<Busy>;
  /** It is called with a function, which it refuses if it is none. */
  readonly takesFunction?: true;
}

export interface Busy {
  readonly thing: object;
  readonly end: () => Promise<void>;
}

type Made = new (...args: any[]) => object;
const make = (kind: string, ...args: readonly unknown[]): object =>
  new (locks as unknown as Record<string, Made>)[kind]!(...(kind === 'SeqLock' ? [u32, 0] : args));

async function occupied(thing: object, how: (thing: object, method: string, inside: AtomicI32, end: AtomicI32) => void, method: string) {
  const [inside, over] = [new AtomicI32(0), new AtomicI32(0)];
  const thread = spawn(work, how, thing, method, inside, over);
  await reaches(inside, 1);
  const end = async (): Promise<void> => {
    over.store(1);
    wakeAll(over);
    await thread;
  };
  return { thing, end };
}

const free = (thing: object): Promise<Busy> => Promise.resolve({ thing, end: () => Promise.resolve() });
const capital = (name: string): string => name[0]!.toUpperCase() + name.slice(1);

/** The forms of taking something with a guard, by the name of the blocking one. */
function taking(name: string): Required<Pick<Operation, 'blocking' | 'atOnce' | 'timed' | 'async' | 'timedAsync'>> {
  const Name = capital(name);
  return {
    blocking: [`${name}()`, (thing) => thing[name]()],
    atOnce: [`try${Name}()`, (thing) => thing[`try${Name}`]()],
    timed: [`try${Name}For(ms)`, (thing, { ms }) => thing[`try${Name}For`](ms)],
    async: [`${name}Async({ signal })`, (thing, { options }) => thing[`${name}Async`](options)],
    timedAsync: [`try${Name}ForAsync(ms, { signal })`, (thing, { ms, options }) => thing[`try${Name}ForAsync`](ms, options)],
  };
}

/** The forms that call a function with the guard. */
function withBody(name: string): Required<Pick<Operation, 'body' | 'asyncBody'>> {
  const method = `with${capital(name)}`;
  return {
    body: [`${method}(fn)`, (thing, { fn }) => thing[method](fn)],
    asyncBody: [`${method}Async(fn, { signal })`, (thing, { fn, options }) => thing[`${method}Async`](fn, options)],
  };
}

/** The forms of what is called with a function or a value. */
function doing(
  name: string,
  argument: 'fn' | 'value',
): Required<Pick<Operation, 'blocking' | 'atOnce' | 'timed' | 'async' | 'timedAsync'>> {
  const Name = capital(name);
  const first = ({ fn }: Given): unknown => (argument === 'fn' ? fn : 1);
  return {
    blocking: [`${name}(${argument})`, (thing, given) => thing[name](first(given))],
    atOnce: [`try${Name}(${argument})`, (thing, given) => thing[`try${Name}`](first(given))],
    timed: [`try${Name}For(${argument}, ms)`, (thing, given) => thing[`try${Name}For`](first(given), given.ms)],
    async: [`${name}Async(${argument}, { signal })`, (thing, given) => thing[`${name}Async`](first(given), given.options)],
    timedAsync: [
      `try${Name}ForAsync(${argument}, ms, { signal })`,
      (thing, given) => thing[`try${Name}ForAsync`](first(given), given.ms, given.options),
    ],
  };
}

/** The forms of waiting for something that is not taken. `looks`: how to ask whether one would have to wait. */
function waiting(looks: string): Required<Pick<Operation, 'blocking' | 'timed' | 'async' | 'timedAsync'>> & Pick<Operation, 'atOnce'> {
  return {
    blocking: ['wait()', (thing) => thing.wait()],
    atOnce: [looks, (thing) => (looks.endsWith('()') ? thing[looks.slice(0, -2)]() : thing[looks.split(' ')[0]!])],
    timed: ['waitFor(ms)', (thing, { ms }) => thing.waitFor(ms)],
    async: ['waitAsync({ signal })', (thing, { options }) => thing.waitAsync(options)],
    timedAsync: ['waitAsync({ timeoutMs, signal })', (thing, { ms, options }) => thing.waitAsync({ ...options, timeoutMs: ms })],
  };
}

const inLine =
  (name: string) =>
  (kind: string): Promise<Busy> =>
    occupied(make(kind), take, name);

/** A waiting thread's condition variable, with the guard that it waits with. */
class Waiter {
  readonly condvar = new locks.Condvar();
  readonly guard = new locks.Mutex(u32, 0).lock();
  readonly stays = (value: number): boolean => value === 0;
}

const condvar: Operation = {
  kinds: ['Condvar'],
  blocking: ['wait(guard)', ({ condvar: it, guard }) => it.wait(guard)],
  timed: ['waitFor(guard, ms)', ({ condvar: it, guard }, { ms }) => it.waitFor(guard, ms)],
  async: ['waitAsync(guard, { signal })', ({ condvar: it, guard }, { options }) => it.waitAsync(guard, options)],
  timedAsync: [
    'waitAsync(guard, { timeoutMs, signal })',
    ({ condvar: it, guard }, { ms, options }) => it.waitAsync(guard, { ...options, timeoutMs: ms }),
  ],
  busy: () => free(new Waiter()),
};

const condvarWhile: Operation = {
  kinds: ['Condvar'],
  takesFunction: true,
  blocking: ['waitWhile(guard, fn)', ({ condvar: it, guard }, { fn }) => it.waitWhile(guard, fn)],
  timed: ['waitWhileFor(guard, fn, ms)', ({ condvar: it, guard }, { fn, ms }) => it.waitWhileFor(guard, fn, ms)],
  async: ['waitWhileAsync(guard, fn, { signal })', ({ condvar: it, guard }, { fn, options }) => it.waitWhileAsync(guard, fn, options)],
  timedAsync: [
    'waitWhileAsync(guard, fn, { timeoutMs, signal })',
    ({ condvar: it, guard }, { fn, ms, options }) => it.waitWhileAsync(guard, fn, { ...options, timeoutMs: ms }),
  ],
  busy: () => free(new Waiter()),
};

const KEY = 64;
const park: Operation = {
  kinds: ['ParkingLot'],
  takesFunction: true,
  blocking: ['park(key, fn)', (lot, { fn }) => lot.park(KEY, fn)],
  timed: ['park(key, fn, { timeoutMs })', (lot, { fn, ms }) => lot.park(KEY, fn, { timeoutMs: ms })],
  async: ['parkAsync(key, fn, { signal })', (lot, { fn, options }) => lot.parkAsync(KEY, fn, options)],
  timedAsync: [
    'parkAsync(key, fn, { timeoutMs, signal })',
    (lot, { fn, ms, options }) => lot.parkAsync(KEY, fn, { ...options, timeoutMs: ms }),
  ],
  busy: () => free(locks.ParkingLot.heap()),
};

export const OPERATIONS: readonly Operation[] = [
  {
    kinds: ['Mutex', 'SpinLock', 'TicketLock', 'ClhLock', 'McsLock', 'ReentrantLock', 'ParkingMutex', 'SeqLock'],
    ...taking('lock'),
    ...withBody('lock'),
    busy: inLine('lock'),
  },
  { kinds: ['SeqLock'], ...taking('read') },
  { kinds: ['SeqLock'], ...doing('write', 'value'), busy: inLine('lock') },
  { kinds: ['RwLock'], ...taking('read'), ...withBody('read'), busy: inLine('write') },
  { kinds: ['RwLock'], ...taking('upgradableRead'), ...withBody('upgradableRead'), busy: inLine('upgradableRead') },
  { kinds: ['RwLock'], ...taking('write'), ...withBody('write'), busy: inLine('read') },
  {
    kinds: ['UpgradableReadGuard'],
    ...taking('upgrade'),
    busy: async () => {
      const lock = new locks.RwLock();
      return { ...(await occupied(lock, take, 'read')), thing: lock.upgradableRead() };
    },
  },
  {
    kinds: ['Semaphore'],
    blocking: ['acquire(amount)', (it) => it.acquire()],
    atOnce: ['tryAcquire(amount)', (it) => it.tryAcquire()],
    timed: ['tryAcquireFor(ms, amount)', (it, { ms }) => it.tryAcquireFor(ms)],
    async: ['acquireAsync(amount, { signal })', (it, { options }) => it.acquireAsync(1, options)],
    timedAsync: ['tryAcquireForAsync(ms, amount, { signal })', (it, { ms, options }) => it.tryAcquireForAsync(ms, 1, options)],
    body: ['withPermits(amount, fn)', (it, { fn }) => it.withPermits(1, fn)],
    asyncBody: ['withPermitsAsync(amount, fn, { signal })', (it, { fn, options }) => it.withPermitsAsync(1, fn, options)],
    busy: () => occupied(new locks.Semaphore(1), take, 'acquire'),
  },
  condvar,
  condvarWhile,
  { kinds: ['Once'], takesFunction: true, ...doing('call', 'fn'), busy: () => occupied(new locks.Once(), initialise, 'call') },
  {
    kinds: ['OnceLock'],
    takesFunction: true,
    ...doing('getOrInit', 'fn'),
    busy: () => occupied(new locks.OnceLock(u32), initialise, 'getOrInit'),
  },
  { kinds: ['OnceLock'], ...doing('set', 'value'), busy: () => occupied(new locks.OnceLock(u32), initialise, 'getOrInit') },
  {
    kinds: ['LazyLock'],
    ...taking('get'),
    busy: async () => {
      const memory = new SharedArrayBuffer(64);
      const { end } = await occupied(locks.OnceLock.at(memory, 0, u32), initialise, 'getOrInit');
      return { thing: locks.LazyLock.at(memory, 0, u32, () => 1), end };
    },
  },
  { kinds: ['Once'], ...waiting('isDone'), busy: () => free(new locks.Once()) },
  { kinds: ['OnceLock'], ...waiting('get()'), busy: () => free(new locks.OnceLock(u32)) },
  { kinds: ['Latch'], ...waiting('isOpen'), busy: () => free(new locks.Latch(1)) },
  {
    kinds: ['WaitGroup'],
    ...waiting('count === 0'),
    atOnce: ['count === 0', (group) => group.count === 0],
    busy: () => {
      const group = new locks.WaitGroup();
      group.add();
      return free(group);
    },
  },
  { kinds: ['Barrier'], ...waiting('tryWait()'), busy: () => free(new locks.Barrier(2)) },
  park,
];

/** Each operation of each kind. */
export const ALL: readonly (readonly [string, Operation])[] = OPERATIONS.flatMap((operation) =>
  operation.kinds.map((kind) => [`${kind}: ${operation.blocking![0]}`, { ...operation, kinds: [kind] }] as const),
);

const HEADS = ['', 'waits', 'at once', 'for so long', 'a promise', 'a promise, for so long', 'calls a function', 'the same, by a promise'];

/** The table of docs/locks.md. */
export function formsTable(): string {
  const rows = OPERATIONS.map((operation) => [
    operation.kinds.map((kind) => `\`${kind}\``).join(', '),
    ...FORMS.map((form) => (operation[form] === undefined ? '' : `\`${operation[form][0]}\``)),
  ]);
  const all = [HEADS, ...rows];
  const widths = HEADS.map((_, column) => Math.max(3, ...all.map((row) => row[column]!.length)));
  const line = (cells: readonly string[], pad: string): string => `| ${cells.map((cell, i) => cell.padEnd(widths[i]!, pad)).join(' | ')} |`;
  const rule = line(
    HEADS.map(() => ''),
    '-',
  );
  return [line(HEADS, ' '), rule, ...rows.map((row) => line(row, ' '))].join('\n');
}
