/** What the threads of the tests of Epoch run. */
import { type AtomicI32, type AtomicPtr, wakeAll } from '../../atomic/index.ts';
import { decode, encode } from '../../codec/index.ts';
import { allocate, heapRegion, u32 } from '../../memory/index.ts';
import { sleep } from '../../thread/index.ts';
import type { Epoch } from '../index.ts';

export const work = new URL('./test-work.ts', import.meta.url);

const PAIR_BYTES = 16;

/** Two words that are the same. */
export function newPair(value: number): number {
  const address = allocate(PAIR_BYTES);
  u32.set(heapRegion(), address, value);
  u32.set(heapRegion(), address + 8, value);
  return address;
}

/** How often both words of what the pointer points to were not the same: a block that was freed is used for something else soon. */
export function readPairs(epoch: Epoch, pointer: AtomicPtr, times: number): number {
  let wrong = 0;
  for (let i = 0; i < times; i++) {
    epoch.withPin(() => {
      const address = pointer.load('acquire');
      if (u32.get(heapRegion(), address) !== u32.get(heapRegion(), address + 8)) wrong++;
    });
  }
  return wrong;
}

export function replacePairs(epoch: Epoch, pointer: AtomicPtr, times: number): void {
  for (let i = 0; i < times; i++) epoch.withPin((pin) => pin.retire(pointer.exchange(newPair(i), 'acqRel')));
}

/** Frees an epoch that another thread has used, and still lives. */
export function end(epoch: Epoch): void {
  epoch.free();
}

/** Uses an epoch through so many handles; returns how many blocks the last one says are not freed, of one that the first one had retired. */
export function receiveOften(epoch: Epoch, times: number): number {
  epoch.withPin((pin) => pin.retire(allocate(16)));
  let last = epoch;
  for (let i = 0; i < times; i++) {
    last = decode(encode(epoch).bytes) as Epoch;
    last.withPin(() => {});
  }
  for (let i = 0; i < 2; i++) last.collect();
  return epoch.retiredCount;
}

/** Uses an epoch, says so, and lives until it is ended. */
export function useAndStay(epoch: Epoch, here: AtomicI32): void {
  epoch.withPin(() => {});
  here.fetchAdd(1);
  wakeAll(here);
  for (;;) sleep(1000);
}

/** Retires something, pins, says so, and lives until it is ended. */
export function pinAndStay(epoch: Epoch, pointer: AtomicPtr, here: AtomicI32): void {
  replacePairs(epoch, pointer, 1);
  using pin = epoch.pin();
  here.fetchAdd(1);
  wakeAll(here);
  for (;;) sleep(String(pin) === '' ? 1 : 1000);
}

/** Retires so many blocks. */
export function retireMany(epoch: Epoch, count: number): void {
  epoch.withPin((pin) => {
    for (let i = 0; i < count; i++) pin.retire(allocate(16));
  });
}
