/** ringbuf.js as npm has it: a queue for one producer and one consumer that never wait. */
import { check, instrumented, thread } from 'lockwright/check';

const { RingBuffer, AudioReader, AudioWriter, ParameterReader, ParameterWriter } = await instrumented<typeof import('ringbuf.js')>(
  'ringbuf.js',
  import.meta,
);

const PUSHED = 3;

function produce(storage: SharedArrayBuffer): number {
  const ring = new RingBuffer(storage, Uint8Array);
  let next = 1;
  for (let tries = 0; tries < PUSHED; tries++) next += ring.push(Uint8Array.of(next));
  return next - 1;
}

function consume(storage: SharedArrayBuffer): string {
  const ring = new RingBuffer(storage, Uint8Array);
  let got = '';
  const one = new Uint8Array(1);
  for (let tries = 0; tries < PUSHED; tries++) if (ring.pop(one) === 1) got += one[0];
  return got;
}

function mustBeginWith(got: string, expected: string): void {
  if (!expected.startsWith(got)) throw new Error(`expected the beginning of ${expected}, but got ${got}`);
}

check('ringbuf.js: one producer and one consumer, and what is taken is what was put, in its order', () => {
  const storage = RingBuffer.getStorageForCapacity(2, Uint8Array);
  return { threads: [thread(produce, storage), thread(consume, storage)], finally: ([, got]: string[]) => mustBeginWith(got!, '123') };
});

check('ringbuf.js: several elements at a time, round the end of the storage', () => {
  const storage = RingBuffer.getStorageForCapacity(3, Int16Array);
  const push = (memory: SharedArrayBuffer): void => {
    const ring = new RingBuffer(memory, Int16Array);
    ring.push(Int16Array.of(1, 2));
    ring.push(Int16Array.of(3, 4));
  };
  const pop = (memory: SharedArrayBuffer): string => {
    const ring = new RingBuffer(memory, Int16Array);
    const two = new Int16Array(2);
    return [1, 2].map(() => two.slice(0, ring.pop(two)).join('')).join('');
  };
  return { threads: [thread(push, storage), thread(pop, storage)], finally: ([, got]: string[]) => mustBeginWith(got!, '1234') };
});

check('ringbuf.js: audio arrives whole, or not at all', () => {
  const storage = RingBuffer.getStorageForCapacity(4, Float32Array);
  const write = (memory: SharedArrayBuffer): number =>
    new AudioWriter(new RingBuffer(memory, Float32Array)).enqueue(Float32Array.of(0.5, -0.5));
  const read = (memory: SharedArrayBuffer): string => {
    const samples = new Float32Array(2);
    return samples.slice(0, new AudioReader(new RingBuffer(memory, Float32Array)).dequeue(samples)).join(' ');
  };
  return {
    threads: [thread(write, storage), thread(read, storage)],
    finally: ([, got]: string[]) => {
      if (got !== '' && got !== '0.5 -0.5') throw new Error(`got ${got}`);
    },
  };
});

check('ringbuf.js: a parameter arrives with its index', () => {
  const storage = RingBuffer.getStorageForCapacity(15, Uint8Array);
  const write = (memory: SharedArrayBuffer): boolean => new ParameterWriter(new RingBuffer(memory, Uint8Array)).enqueueChange(7, 0.25);
  const read = (memory: SharedArrayBuffer): string => {
    const change = { index: 0, value: 0 };
    const isThere = new ParameterReader(new RingBuffer(memory, Uint8Array)).dequeueChange(change);
    return isThere ? `${change.index} ${change.value}` : 'nothing';
  };
  return {
    threads: [thread(write, storage), thread(read, storage)],
    finally: ([, got]: string[]) => {
      if (got !== 'nothing' && got !== '7 0.25') throw new Error(`got ${got}`);
    },
  };
});

// Its documentation asks for one producer.
check(
  'ringbuf.js: two producers race',
  () => {
    const storage = RingBuffer.getStorageForCapacity(2, Uint8Array);
    return { threads: [thread(produce, storage), thread(produce, storage)] };
  },
  { expect: 'dataRace' },
);
