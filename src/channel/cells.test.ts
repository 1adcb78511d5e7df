/** Messages in typed arrays, in one thread and between real ones. Runs in Node and in a page, whose main thread may not block. */
import { expect, test } from 'vitest';
import { bool, cachePadded, f32, f64, i16, i32, i64, i8, struct, u16, u32, u64, u8 } from '../memory/index.ts';
import { realm } from '../realm/realm.ts';
import { spawn } from '../thread/index.ts';
import type { CellArray } from './cells.ts';
import { mpmc, type Receiver, rendezvous, type Sender, spsc, unbounded } from './index.ts';
import { errorOf } from './test-errors.ts';
import { receiveInto, sendInArrays, work } from './test-work.ts';

const MESSAGES = 20_000;
const CAPACITY = 100;
const ROOM = 70;
/** Numbers of messages at a time: on both sides of where a loop ends and a copy of the whole begins, with the last of them beyond the end of the ring. */
const SIZES = [1, 31, 32, 33, ROOM, 2, 64, 0, 65, CAPACITY];
/** Messages are counted from 0 to this, so that they fit into a byte; and what is none. */
const MODULUS = 100;
const UNTOUCHED = 101;

type Ends = [sender: Sender<any>, receiver: Receiver<any>];

const kinds: readonly [name: string, make: (layout: any) => Ends][] = [
  ['spsc', (layout) => spsc(CAPACITY, layout) as Ends],
  ['mpmc', (layout) => mpmc(CAPACITY, layout) as Ends],
  ['unbounded', (layout) => unbounded(layout) as Ends],
];

const scalars: readonly [layout: any, make: (values: readonly number[]) => CellArray][] = [
  [i8, (values) => Int8Array.from(values)],
  [u8, (values) => Uint8Array.from(values)],
  [i16, (values) => Int16Array.from(values)],
  [u16, (values) => Uint16Array.from(values)],
  [i32, (values) => Int32Array.from(values)],
  [u32, (values) => Uint32Array.from(values)],
  [i64, (values) => BigInt64Array.from(values, BigInt)],
  [u64, (values) => BigUint64Array.from(values, BigInt)],
  [f32, (values) => Float32Array.from(values)],
  [f64, (values) => Float64Array.from(values)],
];

const counting = (from: number, count: number): number[] => Array.from({ length: count }, (_, i) => (from + i) % MODULUS);

test.for(kinds)('%s: arrays of each type go through in pieces of any size, and nothing else of an array is written', ([, make]) => {
  for (const [layout, arrayOf] of scalars) {
    const [sender, receiver] = make(layout);
    let sent = 0;
    let received = 0;
    for (const size of [...SIZES, ...SIZES]) {
      sender.sendMany(arrayOf(counting(sent, size)));
      sent += size;
      while (received < sent) {
        const into = arrayOf(Array.from({ length: ROOM }, () => UNTOUCHED));
        const count = receiver.receiveInto(into);
        expect(count).toBe(Math.min(ROOM, sent - received));
        expect(Array.from(into, Number)).toEqual([...counting(received, count), ...Array.from({ length: ROOM - count }, () => UNTOUCHED)]);
        received += count;
      }
    }
  }
});

test('a part of an array is sent and received by a view of it', () => {
  const [sender, receiver] = spsc(4, u32);
  sender.sendMany(Uint32Array.of(1, 2, 3, 4).subarray(1, 3));
  const into = new Uint32Array(4);
  expect(receiver.receiveInto(into.subarray(2))).toBe(2);
  expect([...into]).toEqual([0, 0, 2, 3]);
});

test('arrays and values can be mixed: they are the same messages', () => {
  const [sender, receiver] = spsc(8, f64);
  sender.sendMany(Float64Array.of(0.5, -0));
  sender.send(2);
  sender.sendMany([3]);
  expect(receiver.receive()).toBe(0.5);
  const into = new Float64Array(2);
  expect(receiver.receiveInto(into)).toBe(2);
  expect([...into]).toEqual([-0, 2]);
  expect(receiver.receiveMany(9)).toEqual([3]);
});

test.for(kinds)('%s: without a message, to try gives 0, and a wait 0 after its time; after the end they throw', async ([, make]) => {
  const [sender, receiver] = make(u32);
  const into = new Uint32Array(2);
  expect(receiver.tryReceiveInto(into)).toBe(0);
  if (realm.canBlock()) expect(receiver.receiveIntoFor(into, 1)).toBe(0);
  else expect(errorOf(() => receiver.receiveInto(into)).code).toBe('CANNOT_BLOCK');
  expect(await receiver.receiveIntoAsync(into, { timeoutMs: 1 })).toBe(0);
  const got = receiver.receiveIntoAsync(into);
  sender.sendMany(Uint32Array.of(1, 2, 3));
  expect([await got, ...into]).toEqual([2, 1, 2]);
  sender.close();
  expect([receiver.receiveIntoFor(into, 1), into[0]]).toEqual([1, 3]);
  expect(errorOf(() => receiver.receiveInto(into)).code).toBe('CLOSED');
  expect(errorOf(() => receiver.tryReceiveInto(into)).code).toBe('CLOSED');
  await expect(receiver.receiveIntoAsync(into)).rejects.toMatchObject({ code: 'CLOSED' });
  receiver.close();
  expect(errorOf(() => receiver.tryReceiveInto(into)).code).toBe('DISPOSED');
});

test('a channel whose receiver is gone gives back what was not sent, as an array of the same type', () => {
  const [sender, receiver] = spsc(4, u16);
  receiver.close();
  const error = errorOf(() => sender.sendMany(Uint16Array.of(7, 8)));
  expect([error.code, error.value]).toEqual(['CLOSED', Uint16Array.of(7, 8)]);
});

test('arrays of another type, without room, or of shared memory are refused, and the error says what to do', () => {
  const [sender, receiver] = mpmc(8, f32);
  expect(errorOf(() => sender.sendMany(Float64Array.of(1))).message).toMatch(
    /sendMany\(array\): .* layout f32, so expected a Float32Array, but got/,
  );
  expect(errorOf(() => receiver.receiveInto([] as never)).message).toMatch(/receiveInto\(array\): .* expected a Float32Array/);
  expect(errorOf(() => receiver.tryReceiveInto(undefined as never)).code).toBe('BAD_ARRAY');
  expect(errorOf(() => receiver.receiveInto(new Float32Array(0))).message).toMatch(/its length is 0/);
  const shared = new Float32Array(new SharedArrayBuffer(8));
  expect(errorOf(() => sender.sendMany(shared)).message).toMatch(/shared memory.*array\.slice\(\)/);
  expect(errorOf(() => receiver.receiveInto(shared)).code).toBe('BAD_ARRAY');
  expect(receiver.isClosed).toBe(false);
  for (const layout of [bool, struct({ id: u32 }), cachePadded(u32)] as any[]) {
    const [other, end] = spsc(2, layout) as Ends;
    expect(errorOf(() => other.sendMany(new Uint32Array(1))).message).toMatch(/messages are of the layout .*ordinary array/);
    expect(errorOf(() => end.receiveInto(new Uint8Array(1))).code).toBe('BAD_ARRAY');
  }
  const [any] = spsc<number>(2);
  expect(errorOf(() => any.sendMany(Float64Array.of(1))).message).toMatch(/without a layout/);
});

test.for([
  ['spsc', 7],
  ['spsc', 64],
  ['spsc', 1000],
  ['mpmc', 64],
  ['unbounded', 64],
] as const)('%s: between two threads in arrays of %d, all messages arrive in their order', async ([name, length]) => {
  const [sender, receiver] = kinds.find(([kind]) => kind === name)![1](u32);
  const sending = spawn(work, sendInArrays, sender, MESSAGES, length);
  const receiving = spawn(work, receiveInto, receiver, length);
  await sending;
  expect(await receiving).toBe(MESSAGES);
});

test('a channel that keeps nothing hands over the messages of an array one by one', async () => {
  const [sender, receiver] = rendezvous(u32);
  const sending = spawn(work, sendInArrays, sender, 100, 10);
  expect(await spawn(work, receiveInto, receiver, 10)).toBe(100);
  await sending;
});

export type { receiveInto, sendInArrays };
