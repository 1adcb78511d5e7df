/** Shared ownership in every runtime: run as a plain program, prints `ok N - sentence` lines, ends with exit code 0 if all hold. */
import { AtomicI32, AtomicPtr } from 'lockwright/atomic';
import { Mutex } from 'lockwright/lock';
import { allocate, heapRegion, heapStatistics, u32 } from 'lockwright/memory';
import { Arc, Epoch, TreiberStack, type Weak } from 'lockwright/shared';
import { sleep, sleepAsync, spawn } from 'lockwright/thread';
import { check } from './lib/check.ts';

const TIMES = 10_000;

export function count(arc: Arc<Mutex<number>>, times: number): void {
  using mine = arc;
  for (let i = 0; i < times; i++) {
    using copy = mine.clone();
    copy.value.withLock((guard) => (guard.value += 1));
  }
}

export function stay(arc: Arc<number>, here: AtomicI32): void {
  here.store(1);
  for (;;) sleep(arc.value);
}

export function upgrade(weak: Weak<number>): number | undefined {
  using mine = weak;
  return mine.upgrade()?.value;
}

function newCell(value: number): number {
  const address = allocate(16);
  u32.set(heapRegion(), address, value);
  return address;
}

export function popAndPush(stack: TreiberStack<number>): number | undefined {
  const popped = stack.pop();
  stack.push(2);
  return popped;
}

/** Whether they only grow: what was freed would be another one's soon. */
export function readCells(epoch: Epoch, pointer: AtomicPtr, times: number): boolean {
  let last = 0;
  for (let i = 0; i < times; i++) {
    const value = epoch.withPin(() => u32.get(heapRegion(), pointer.load()));
    if (value < last) return false;
    last = value;
  }
  return true;
}

if (import.meta.main) {
  const before = heapStatistics().usedBytes;
  const arc = new Arc(u32, 1);
  const clone = arc.clone();
  check('clones of one thread are counted', arc.strongCount === 2 && arc.getMut() === undefined);
  arc.dispose();
  check('who is left alone can change the value', clone.getMut() !== undefined);
  clone.dispose();
  check('the memory of a value that nobody has is given back', heapStatistics().usedBytes === before);

  const counter = Arc.of(new Mutex(u32, 0));
  await Promise.all([1, 2].map(() => spawn(import.meta, count, counter.clone(), TIMES)));
  check('two threads count under a mutex that they own together', counter.value.withLock((guard) => guard.value) === 2 * TIMES);
  counter.dispose();

  const kept = new Arc(u32, 1000);
  const weak = kept.downgrade();
  check(
    'a thread upgrades what it was sent, and what it keeps is given back when it ends',
    (await spawn(import.meta, upgrade, weak.clone())) === 1000 && kept.strongCount === 1,
  );

  const here = new AtomicI32(0);
  const victim = spawn(import.meta, stay, kept, here);
  while (here.load() === 0) await sleepAsync(1);
  victim.terminate();
  await Promise.allSettled([victim]);
  while (weak.strongCount > 0) await sleepAsync(1);
  check('the value ends with a thread that was terminated, if that was the last', weak.upgrade() === undefined);
  weak.dispose();

  const epoch = new Epoch();
  const pointer = new AtomicPtr(newCell(0));
  const reading = spawn(import.meta, readCells, epoch, pointer, 2000);
  for (let i = 1; i <= 2000; i++) epoch.withPin((pin) => pin.retire(pointer.exchange(newCell(i))));
  check('a thread that reads while cells are replaced sees them in their order', await reading);
  const stack = new TreiberStack(u32, { epoch });
  stack.push(1);
  check('a thread pops what was pushed here, and pushes', (await spawn(import.meta, popAndPush, stack)) === 1 && stack.pop() === 2);
  stack.free();
  epoch.collect();
  epoch.collect();
  check('what nobody can have any more is freed', epoch.retiredCount === 0);
  epoch.free();
}
