/** Data races: which pairs of accesses are one, and which are not. */
import { Lock } from 'lockwright/check';
import { expect, test } from 'vitest';
import { bounded, counted, distinct, summary, words } from './test-explore.ts';

const BYTES = 16;
const shared = () => new SharedArrayBuffer(BYTES);

type OnBytes = (memory: SharedArrayBuffer) => unknown;
type Access = (x: Int32Array) => unknown;
const pair = (a: Access, b: Access) => () => {
  const x = words();
  return { threads: [() => a(x), () => b(x)] };
};

const read: Access = (x) => x[0];
const write: Access = (x) => void (x[0] = 1);
const load: Access = (x) => Atomics.load(x, 0);
const store: Access = (x) => void Atomics.store(x, 0, 1);
const add: Access = (x) => Atomics.add(x, 0, 1);
const failingCas: Access = (x) => Atomics.compareExchange(x, 0, 5, 6);
const notEqual: Access = (x) => Atomics.wait(x, 0, 9);

test.for([
  ['two plain writes', write, write],
  ['a plain read and a plain write', read, write],
  ['a plain write and an atomic load', write, load],
  ['a plain read and an atomic store', read, store],
  ['a plain read and a read-modify-write', read, add],
  ['a plain write and a compareExchange that fails', write, failingCas],
] as const)('a race: %s', async ([, a, b]) => {
  for (const [first, second] of [
    [a, b],
    [b, a],
  ] as const) {
    for (const model of ['js', 'rc11'] as const) {
      const result = await bounded(pair(first, second), { model });
      expect(summary(result)).toBe('wrong dataRace');
      expect(result.error!.threads.toSorted()).toEqual([0, 1]);
      expect(result.error!.places).toHaveLength(2);
    }
    for (const model of ['sc', 'tso'] as const) expect((await bounded(pair(first, second), { model })).verdict).toBe('correct');
  }
});

// The explorer judges the accesses LOAD, CAS, RMW and STORE when they are added, and not WAIT.
test('a race: a plain write and a wait, whichever comes first', async () => {
  expect(summary(await bounded(pair(notEqual, write)))).toBe('wrong dataRace');
  expect(summary(await bounded(pair(write, notEqual)))).toBe('wrong dataRace');
});

test.for([
  ['two plain reads', read, read],
  ['a plain read and an atomic load', read, load],
  ['a plain read and a compareExchange that fails', read, failingCas],
  ['two atomic accesses', load, store],
  ['two read-modify-writes', add, add],
] as const)('no race: %s', async ([, a, b]) => {
  for (const model of ['js', 'rc11'] as const) expect((await bounded(pair(a, b), { model })).verdict).toBe('correct');
});

test('the message of a race names both threads, the word and both accesses', async () => {
  const { error } = await bounded(pair(write, load));
  expect(error!.message).toMatch(
    /^thread [01] and thread [01] access sab1\[0\] without .*: (?:write and Atomics\.load|Atomics\.load and write)$/,
  );
});

test('what the set-up wrote, threads read and `finally` reads, without a race', async () => {
  const result = await bounded(() => {
    const x = words();
    x[0] = 5;
    return {
      threads: [() => x[0], () => x[0], () => void (x[1] = 1)],
      finally: () => {
        if (x[0] !== 5 || x[1] !== 1) throw new Error('not what was written');
      },
    };
  });
  expect(counted(result)).toEqual({ '5 5 -': 1 });
});

test('a race that only some executions have is found', async () => {
  const result = await bounded(() => {
    const x = words();
    return {
      threads: [
        () => {
          if (Atomics.add(x, 1, 1) === 2) x[0] = 1;
        },
        () => {
          if (Atomics.add(x, 1, 1) === 2) x[0] = 2;
        },
        () => {
          Atomics.add(x, 1, 1);
          return x[0];
        },
      ],
    };
  });
  expect(summary(result)).toBe('wrong dataRace');
});

const under = (locks: () => [Lock, Lock]) => () => {
  const x = words();
  const add1 = (lock: Lock) => () => {
    lock.lock();
    x[0]! += 1;
    lock.unlock();
  };
  const [a, b] = locks();
  return { threads: [add1(a), add1(b)] };
};

test('a lock of the checker orders plain accesses, and another lock does not', async () => {
  const one = new Lock();
  expect((await bounded(under(() => [one, one]))).verdict).toBe('correct');
  expect(
    summary(
      await bounded(
        under(() => {
          const lock = new Lock();
          return [lock, lock];
        }),
      ),
    ),
  ).toBe('correct 2+0');
  expect(summary(await bounded(under(() => [new Lock(), new Lock()])))).toBe('wrong dataRace');
  expect(summary(await bounded(under(() => [one, new Lock()])))).toBe('wrong dataRace');
});

test('a lock that each thread makes for itself orders nothing', async () => {
  const result = await bounded(() => {
    const x = words();
    const add1 = () => {
      const lock = new Lock();
      lock.lock();
      x[0]! += 1;
      lock.unlock();
    };
    return { threads: [add1, add1] };
  });
  expect(summary(result)).toBe('wrong dataRace');
});

test('locks from outside of the program and locks from inside are different ones', async () => {
  const outer = new Lock();
  const result = await bounded(() => {
    const inner = new Lock();
    const x = words();
    const both = () => {
      outer.lock();
      inner.lock();
      x[0]! += 1;
      inner.unlock();
      outer.unlock();
    };
    return { threads: [both, both] };
  });
  expect(summary(result)).toBe('correct 2+0');
});

test('threads that write different bytes of one word do not race', async () => {
  const result = await bounded(() => {
    const memory = shared();
    const bytes = new Uint8Array(memory);
    const word = new Int32Array(memory);
    return {
      threads: [() => ((bytes[0] = 1), bytes[0]), () => ((bytes[1] = 2), bytes[1])],
      finally: () => {
        if (word[0] !== 0x0201) throw new Error(`the word is ${word[0]!.toString(16)}`);
      },
    };
  });
  expect(distinct(result)).toEqual(['1 2']);
  expect(result.error).toBeNull();
});

test('threads that write different bytes of one word do not race with who reads the word after them', async () => {
  const result = await bounded(() => {
    const memory = shared();
    const bytes = new Uint8Array(memory);
    const word = new Int32Array(memory);
    const writer = (index: number) => () => {
      bytes[index] = index + 1;
      Atomics.add(word, 1, 1);
    };
    return {
      threads: [
        writer(0),
        writer(1),
        () => {
          while (Atomics.load(word, 1) !== 2);
          return word[0];
        },
      ],
    };
  });
  expect(distinct(result)).toEqual(['- - 513']);
  expect(result.error).toBeNull();
});

test.for<[string, OnBytes, OnBytes]>([
  ['a word and a half of it, plain', (m) => void (new Int32Array(m)[0] = 1), (m) => new Uint16Array(m)[1]],
  ['atomic accesses of different sizes', (m) => void Atomics.store(new Int32Array(m), 0, 1), (m) => Atomics.load(new Uint8Array(m), 3)],
  ['an unaligned write and the next word', (m) => new DataView(m).setInt32(2, -1), (m) => new Int32Array(m)[1]],
  ['a double and a half of it', (m) => void (new Float64Array(m)[0] = 1), (m) => Atomics.load(new Int32Array(m), 1)],
])('ranges that overlap without being equal race: %s', async ([, a, b]) => {
  const result = await bounded(() => {
    const memory = shared();
    return { threads: [() => a(memory), () => b(memory)] };
  });
  expect(summary(result)).toBe('wrong dataRace');
});

test.for<[string, OnBytes, OnBytes]>([
  ['two halves of a word', (m) => void (new Uint16Array(m)[0] = 1), (m) => void (new Uint16Array(m)[1] = 2)],
  ['an unaligned write and a byte next to it', (m) => new DataView(m).setInt16(1, -1), (m) => void (new Uint8Array(m)[3] = 1)],
  ['a plain byte and an atomic byte', (m) => void (new Uint8Array(m)[0] = 1), (m) => void Atomics.add(new Uint8Array(m), 1, 1)],
])('ranges that touch do not race: %s', async ([, a, b]) => {
  const result = await bounded(() => {
    const memory = shared();
    const word = new BigInt64Array(memory);
    return { threads: [() => a(memory), () => b(memory)], finally: () => word[0] };
  });
  expect(result.verdict).toBe('correct');
});

test('a word that may race is not judged, and its values are explored as if it were atomic', async () => {
  const asked = new Set<string>();
  const allowRace = (word: string) => {
    asked.add(word);
    return word === 'sab1[0]';
  };
  const result = await bounded(pair(write, read), { allowRace });
  expect(counted(result)).toEqual({ '- 0': 1, '- 1': 1 });
  expect([...asked]).toEqual(['sab1[0]']);
});

test('where one word may race, others still must not', async () => {
  const result = await bounded(
    pair(
      (x) => ((x[0] = 1), void (x[1] = 1)),
      (x) => [x[0], x[1]],
    ),
    { allowRace: (word) => word === 'sab1[0]' },
  );
  expect(result.error).toMatchObject({ kind: 'dataRace', message: expect.stringContaining('sab1[1]') as string });
});

const allowRace = () => {
  throw new Error('from allowRace');
};

test('what allowRace throws comes out of explore()', async () => {
  await expect(bounded(pair(write, read), { allowRace })).rejects.toThrow('from allowRace');
});

test('who was woken sees what was written before the notify', async () => {
  const result = await bounded(() => {
    const x = words();
    return {
      threads: [
        () => (Atomics.wait(x, 0, 0, 10) === 'ok' ? x[1] : 'not woken'),
        () => {
          x[1] = 7;
          Atomics.notify(x, 0);
        },
      ],
    };
  });
  expect(distinct(result)).toEqual(['7 -', 'not woken -']);
  expect(result.error).toBeNull();
});
