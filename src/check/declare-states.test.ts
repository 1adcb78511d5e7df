import { expect, test } from 'vitest';
import { declareStates, explore, type Trace } from 'lockwright/check';
import { AtomicU8 } from 'lockwright/atomic';
import { Condvar, Mutex, SpinLock } from 'lockwright/lock';
import { u32 } from 'lockwright/memory';
import { current, park, type Thread } from 'lockwright/thread';

/** The words of the first execution that ends in `finally`, by name. */
async function wordsOf(program: () => (() => unknown)[]): Promise<Map<string, Trace['words'][number]>> {
  const { error } = await explore(() => ({
    threads: program(),
    finally: () => {
      throw new Error('to see the trace');
    },
  }));
  return new Map(error!.trace.words.map((word) => [word.name, word]));
}

const states = { 0: 'unlocked', 1: 'locked' };

test('a word has the meanings of the values that it has in the trace, and of no others', async () => {
  const words = await wordsOf(() => {
    const state = new Int32Array(new SharedArrayBuffer(8));
    declareStates(state, 1, { ...states, 2: 'contended' }, 'state');
    return [() => Atomics.exchange(state, 1, 1), () => Atomics.load(state, 0)];
  });
  expect(words.get('state')).toMatchObject({ offset: 4, initial: '0', states });
  expect(words.get('sab1[0]')).not.toHaveProperty('states');
});

test('a word that a thread makes can be declared there, and what a function does not know has no meaning', async () => {
  const words = await wordsOf(() => [
    () => {
      const flag = new Uint8Array(new SharedArrayBuffer(1));
      declareStates(flag, 0, (value) => (value === 7 ? 'seven' : undefined), 'flag');
      Atomics.store(flag, 0, 7);
    },
  ]);
  expect(words.get('flag')?.states).toEqual({ 7: 'seven' });
});

test('a declaration outside of a check does nothing, and one in it of an element that is not there is an error', async () => {
  expect(() => declareStates(new Int32Array(new SharedArrayBuffer(4)), 9, states)).not.toThrow();
  await expect(
    explore(() => {
      declareStates(new Int32Array(new SharedArrayBuffer(4)), 1, states);
      return { threads: [() => undefined] };
    }),
  ).rejects.toThrow('the view has the elements 0 to 0, but index is 1');
});

test('our locks say who holds them', async () => {
  const words = await wordsOf(() => {
    const mutex = new Mutex(u32, 0);
    return [() => mutex.withLock((guard) => (guard.value += 1))];
  });
  expect(new Set(Object.values(words.get('Mutex')!.states!))).toEqual(new Set(['free', 'held by thread 0']));
  expect(words.get('Mutex.value')).toMatchObject({ initial: '0', bytes: 4 });
});

test('atomics and the tokens of threads have names', async () => {
  const words = await wordsOf(() => {
    const ready = new AtomicU8(0);
    let waiter: Thread | undefined;
    return [
      () => {
        waiter = current();
        ready.store(1);
        waiter.unpark();
        park();
      },
    ];
  });
  expect([...words.keys()]).toEqual(['AtomicU8', 'token of thread 0']);
  expect(words.get('token of thread 0')!.states).toEqual({ 0: 'no token', 1: 'there is a token' });
});

test('locks of one kind are told apart by where they lie', async () => {
  const words = await wordsOf(() => {
    const locks = [new SpinLock(), new SpinLock()];
    const condvar = new Condvar();
    return [() => locks.forEach((lock) => lock.withLock(() => condvar.notifyOne()))];
  });
  expect([...words.keys()]).toEqual([
    expect.stringMatching(/^SpinLock@\d+$/),
    expect.stringMatching(/^Condvar\./),
    expect.stringMatching(/^SpinLock@\d+$/),
  ]);
});
