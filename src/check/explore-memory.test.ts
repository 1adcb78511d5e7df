/** Memory: of mixed sizes, from outside of the program, made by threads, and array operations on it. */
import { expect, test } from 'vitest';
import { bounded, distinct, MODELS, summary, words } from './test-explore.ts';

test.for(MODELS)('halves of a word that are written are read as a whole, under %s', async (model) => {
  const result = await bounded(
    () => {
      const buffer = new SharedArrayBuffer(4);
      const [whole, halves] = [new Int32Array(buffer), new Int16Array(buffer)];
      return {
        threads: [() => void Atomics.store(halves, 0, 1), () => void Atomics.store(halves, 1, 1)],
        finally: () => {
          if (Atomics.load(whole, 0) !== 65_537) throw new Error(`read ${whole[0]}`);
        },
      };
    },
    { model },
  );
  expect(result.error).toBeNull();
});

test('atomic accesses of one thread may have any size', async () => {
  const result = await bounded(() => {
    const buffer = new SharedArrayBuffer(8);
    const [bytes, big, x] = [new Uint8Array(buffer), new BigInt64Array(buffer), words()];
    return {
      threads: [
        () => {
          Atomics.store(bytes, 7, 1);
          Atomics.add(big, 0, 2n);
          return [Atomics.load(bytes, 0), Atomics.load(big, 0) === 2n ** 56n + 2n, Atomics.load(x, 0)];
        },
        () => void Atomics.store(x, 0, 1),
      ],
    };
  });
  expect(distinct(result)).toEqual(['[2,true,0] -', '[2,true,1] -']);
});

test('a DataView reads what a typed array wrote, in either order of bytes', async () => {
  const result = await bounded(() => {
    const buffer = new SharedArrayBuffer(8);
    const [x, view] = [new Int32Array(buffer), new DataView(buffer)];
    return { threads: [() => ((x[0] = 1), [view.getInt32(0, true), view.getInt32(0), view.getUint8(0)])] };
  });
  expect(distinct(result)).toEqual([`[1,${2 ** 24},1]`]);
});

test.for<[string, (x: Int32Array) => unknown, unknown]>([
  ['fill', (x) => x.fill(7, 1, 3).join(), '0,7,7,0'],
  ['set', (x) => (x.set([1, 2], 2), x.join()), '0,0,1,2'],
  ['copyWithin', (x) => ((x[0] = 5), x.copyWithin(2, 0, 1).join()), '5,0,5,0'],
  ['slice', (x) => ((x[1] = 5), x.slice(1, 3).join()), '5,0'],
  ['subarray', (x) => ((x[1] = 5), x.subarray(1).join()), '5,0,0'],
  ['iteration', (x) => ((x[3] = 5), [...x].join()), '0,0,0,5'],
  // oxlint-disable-next-line unicorn/no-array-sort -- in place
  ['sort', (x) => (x.set([3, 1, 2]), x.sort().join()), '0,1,2,3'],
  ['map', (x) => ((x[0] = 2), x.map((value) => value * 2).join()), '4,0,0,0'],
  ['with', (x) => x.with(0, 9).join(), '9,0,0,0'],
  ['at', (x) => ((x[3] = 4), x.at(-1)), 4],
])('array operations are reads and writes, and race: %s', async ([, act, expected]) => {
  const alone = await bounded(() => {
    const x = words();
    return { threads: [() => act(x)] };
  });
  expect(alone.error).toBeNull();
  expect(alone.outcomes.map(({ values }) => values[0])).toEqual([expected]);
  const racing = await bounded(() => {
    const x = words();
    return { threads: [() => act(x), () => void x.fill(1)] };
  });
  expect(summary(racing)).toBe('wrong dataRace');
});

test('accesses out of bounds do what they do natively', async () => {
  const result = await bounded(() => {
    const x = words(2);
    return {
      threads: [
        () => {
          x[5] = 1;
          return [x[5], x[-1], x.length, Atomics.load(x, 1)];
        },
      ],
    };
  });
  expect(distinct(result)).toEqual(['[-,-,2,0]']);
  const { error } = await bounded(() => {
    const x = words(2);
    return { threads: [() => Atomics.load(x, 2)] };
  });
  expect(error).toMatchObject({ kind: 'exception' });
  expect(error!.cause).toBeInstanceOf(RangeError);
});

test('memory from outside keeps what was in it, and what threads write to it is gone afterwards', async () => {
  const outer = words();
  outer[0] = 5;
  const result = await bounded(() => ({ threads: [() => Atomics.add(outer, 0, 1), () => Atomics.add(outer, 0, 1)] }));
  expect(distinct(result)).toEqual(['5 6', '6 5']);
  expect(outer[0]).toBe(5);
});

test('views that the program makes of memory from outside see it, too', async () => {
  const buffer = new SharedArrayBuffer(8);
  new Int32Array(buffer)[1] = 3;
  const racy = await bounded(() => {
    const x = new Int32Array(buffer);
    return { threads: [() => x[1], () => void (x[1] = 4)] };
  });
  expect(summary(racy)).toBe('wrong dataRace');
});

test('memory that a thread makes is its own, and zeroed in each run', async () => {
  const result = await bounded(() => {
    const x = words();
    const own = () => {
      const mine = new Int32Array(new SharedArrayBuffer(8));
      mine[0]! += 1;
      Atomics.add(mine, 1, Atomics.add(x, 0, 1));
      return [mine[0], mine[1]];
    };
    return { threads: [own, own] };
  });
  expect(distinct(result)).toEqual(['[1,0] [1,1]', '[1,1] [1,0]']);
  expect(result.error).toBeNull();
});

test('growable memory may be made by a thread, and grown while the program is set up', async () => {
  const made = await bounded(() => {
    const x = words();
    return {
      threads: [
        () => {
          const buffer = new SharedArrayBuffer(8, { maxByteLength: 16 });
          const mine = new Int32Array(buffer);
          mine[1] = Atomics.load(x, 0) + 3;
          return [mine.length, mine[1], buffer.growable, buffer.maxByteLength];
        },
      ],
    };
  });
  expect(distinct(made)).toEqual(['[2,3,true,16]']);
  const grown = await bounded(() => {
    const buffer = new SharedArrayBuffer(4, { maxByteLength: 16 });
    const x = new Int32Array(buffer);
    buffer.grow(16);
    return { threads: [() => x.length + Atomics.add(x, 3, 1), () => Atomics.add(x, 3, 1)] };
  });
  expect(distinct(grown)).toEqual(['4 1', '5 0']);
});

test('a thread that grows memory is told that it cannot', async () => {
  const { error } = await bounded(() => {
    const buffer = new SharedArrayBuffer(4, { maxByteLength: 16 });
    const x = new Int32Array(buffer);
    return { threads: [() => (Atomics.load(x, 0), buffer.grow(8))] };
  });
  expect(error).toMatchObject({ kind: 'exception', message: expect.stringContaining('grow it while the program is set up') as string });
});

test('memory of WebAssembly is memory', async () => {
  const result = await bounded(() => {
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
    const x = new Int32Array(memory.buffer);
    return { threads: [() => Atomics.add(x, 9, 1), () => Atomics.add(x, 9, 1)] };
  });
  expect(distinct(result)).toEqual(['0 1', '1 0']);
});
