/** The debug mode of the locks in every runtime: run as a plain program, prints `ok N - sentence` lines, ends with exit code 0 if all hold. */
import { AtomicI32 } from 'lockwright/atomic';
import { Mutex, RwLock, TicketLock } from 'lockwright/lock';
import { enableLockDebugging, lockStatistics, waitForGraph } from 'lockwright/lock/debug';
import { sleep, spawn } from 'lockwright/thread';
import { check } from './lib/check.ts';

const THREADS = 3;

/** Takes both, the second when all threads have their first. Returns what the second threw, if it was this thread that closed the circle. */
function takeBoth(first: () => Disposable, second: () => Disposable, ready: AtomicI32): string {
  using held = first();
  ready.fetchAdd(1);
  while (ready.load() < THREADS) sleep(1);
  try {
    using other = second();
    return held === other ? 'one guard for two' : '';
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`;
  }
}

export function takeAndWrite(accounts: Mutex, prices: RwLock, ready: AtomicI32): string {
  return takeBoth(
    () => accounts.lock(),
    () => prices.write(),
    ready,
  );
}

export function readAndTake(prices: RwLock, tickets: TicketLock, ready: AtomicI32): string {
  return takeBoth(
    () => prices.read(),
    () => tickets.lock(),
    ready,
  );
}

export function takeTwo(tickets: TicketLock, accounts: Mutex, ready: AtomicI32): string {
  return takeBoth(
    () => tickets.lock(),
    () => accounts.lock(),
    ready,
  );
}

if (import.meta.main) {
  const reports: string[] = [];
  enableLockDebugging({ report: (text) => reports.push(text), watchMs: 0 });
  const accounts = new Mutex({ name: 'accounts' });
  const prices = new RwLock({ name: 'prices' });
  const tickets = new TicketLock({ name: 'tickets' });
  const ready = new AtomicI32(0);
  const threads = [
    spawn(import.meta, takeAndWrite, accounts, prices, ready),
    spawn(import.meta, readAndTake, prices, tickets, ready),
    spawn(import.meta, takeTwo, tickets, accounts, ready),
  ];
  const told = (await Promise.all(threads)).filter((text) => text !== '');
  const [text = ''] = told;
  check(
    'one of three threads is told of the circle of three kinds of locks',
    told.length === 1 && text.startsWith('DeadlockError: Deadlock: 3 threads'),
  );
  check(
    'it names the locks',
    ['accounts', 'prices', 'tickets'].every((name) => text.includes(`waits for ${name} (`)),
  );
  const places = text.match(/lock-debug\.ts:\d+:\d+/g) ?? [];
  check('and where each thread waits and holds, which is in the user’s file', places.length === 6);
  check('nobody waits any more', waitForGraph().length === 0);
  const measured = lockStatistics().find(({ name }) => name === 'tickets');
  check('how long locks were waited for and held is measured', measured !== undefined && measured.count > 0 && measured.hold.totalMs > 0);
}
