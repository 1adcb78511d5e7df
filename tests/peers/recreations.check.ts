/**
 * Protocols of other libraries, written anew as small programs: npm does not have them here, or not at the version that was read. Each has one fault of the original and nothing else of it. Where the original
 * hides its fault behind a timeout, the timeout is left out.
 */
import { check } from 'lockwright/check';

const words = (count = 1): Int32Array => new Int32Array(new SharedArrayBuffer(count * Int32Array.BYTES_PER_ELEMENT));

/** A lock of two states, which is right: for the programs whose fault is in something else. */
function lock(word: Int32Array): void {
  while (Atomics.compareExchange(word, 0, 0, 1) !== 0) Atomics.wait(word, 0, 1);
}

function unlock(word: Int32Array): void {
  Atomics.store(word, 0, 0);
  Atomics.notify(word, 0, 1);
}

check(
  'experimental-threads: E1, a sender that found the channel full looks again before it sleeps, and sleeps on what it sees then',
  () => {
    const used = words();
    const item = words();
    const trySend = (value: number): boolean => {
      if (Atomics.load(used, 0) === 1) return false;
      Atomics.store(item, 0, value);
      Atomics.store(used, 0, 1);
      Atomics.notify(used, 0);
      return true;
    };
    const send = (value: number): void => {
      while (!trySend(value)) Atomics.wait(used, 0, Atomics.load(used, 0));
    };
    const receive = (): number => {
      while (Atomics.load(used, 0) === 0) Atomics.wait(used, 0, 0);
      const value = Atomics.load(item, 0);
      Atomics.store(used, 0, 0);
      Atomics.notify(used, 0);
      return value;
    };
    return { threads: [() => [1, 2].forEach(send), () => [receive(), receive()]] };
  },
  { expect: 'deadlock' },
);

check(
  '@esfx/threading-semaphore: X1, a lock inside is left in a state from which nobody can take it again',
  () => {
    const [READY, LOCKED, FREED] = [0, 1, 2];
    const state = words();
    const permits = words();
    const lockInside = (): void => {
      while (Atomics.compareExchange(state, 0, READY, LOCKED) !== READY) Atomics.pause();
    };
    const unlockInside = (): void => void Atomics.store(state, 0, FREED);
    const release = (): void => {
      lockInside();
      permits[0]! += 1;
      unlockInside();
    };
    return { threads: [() => (release(), release())] };
  },
  { expect: 'wrong' },
);

check(
  '@esfx/threading-conditionvariable: X3, a notification between unlocking and falling asleep is lost',
  () => {
    const mutex = words();
    const condition = words();
    const isReady = words();
    const wait = (): void => {
      unlock(mutex);
      Atomics.wait(condition, 0, 0); // nobody ever changes this word
      lock(mutex);
    };
    const consumer = (): void => {
      lock(mutex);
      while (isReady[0] === 0) wait();
      unlock(mutex);
    };
    const producer = (): void => {
      lock(mutex);
      isReady[0] = 1;
      Atomics.notify(condition, 0, 1);
      unlock(mutex);
    };
    return { threads: [consumer, producer] };
  },
  { expect: 'deadlock' },
);

check(
  'atomics-sync: A1, a barrier on a condition without a sequence number leaves a thread behind',
  () => {
    const mutex = words();
    const condition = words();
    const arrived = words();
    const meet = (): void => {
      lock(mutex);
      arrived[0]! += 1;
      if (arrived[0] === 2) {
        Atomics.notify(condition, 0);
        unlock(mutex);
        return;
      }
      unlock(mutex);
      Atomics.wait(condition, 0, 0);
    };
    return { threads: [meet, meet] };
  },
  { expect: 'deadlock' },
);

check(
  'sharedmap: S2, setting a key that is there, in a map that is full, locks its line twice',
  () => {
    const lines = words(2);
    const keys = words(2);
    const values = words(2);
    keys.set([7, 9]);
    const lockLine = (line: number): void => {
      while (Atomics.compareExchange(lines, line, 0, 1) !== 0) Atomics.wait(lines, line, 1);
    };
    const unlockLine = (line: number): void => {
      Atomics.store(lines, line, 0);
      Atomics.notify(lines, line, 1);
    };
    /** The place of a key, with its line locked. */
    const find = (key: number): number => {
      for (let place = 0; place < keys.length; place++) {
        lockLine(place);
        if (keys[place] === key) return place;
        unlockLine(place);
      }
      return -1;
    };
    const set = (key: number, value: number): void => {
      const isFull = keys.every((one) => one !== 0);
      const place = find(key);
      if (isFull && place < 0) throw new RangeError('the map is full');
      lockLine(place);
      values[place] = value;
      unlockLine(place);
    };
    return { threads: [() => set(9, 1)] };
  },
  { expect: 'deadlock' },
);

check(
  'web-mutex: W1, who finds the mutex locked sleeps while it is free',
  () => {
    const mutex = words();
    const count = words();
    const lockInverted = (): void => {
      while (Atomics.compareExchange(mutex, 0, 0, 1) !== 0) Atomics.wait(mutex, 0, 0);
    };
    const add = (): void => {
      lockInverted();
      count[0]! += 1;
      unlock(mutex);
    };
    return { threads: [add, add] };
  },
  { expect: 'deadlock' },
);

check(
  '@devteks/node-atomics: D1, the first value of a number lies in the word of its lock',
  () => {
    const LOCK = 0;
    const shared = words(2);
    const make = (value: number): void => void Atomics.store(shared, 0, value);
    const add = (): void => {
      while (Atomics.compareExchange(shared, LOCK, 0, 1) !== 0) Atomics.pause();
      shared[1]! += 1;
      Atomics.store(shared, LOCK, 0);
    };
    make(5);
    return { threads: [add, add] };
  },
  { expect: 'wrong' },
);

check(
  'bare-atomics: B1, a mutex that was taken by tryLock cannot be unlocked',
  () => {
    const word = words();
    class Handle {
      held = false;
      tryLock(): boolean {
        return Atomics.compareExchange(word, 0, 0, 1) === 0;
      }

      unlock(): void {
        if (!this.held) throw new Error('the mutex is not held');
        this.held = false;
        unlock(word);
      }
    }
    const tryOnce = (): void => {
      const mutex = new Handle();
      if (mutex.tryLock()) mutex.unlock();
    };
    return { threads: [tryOnce, tryOnce] };
  },
  { expect: 'exception' },
);
