/** Waiting on a word in every execution. */
import { assume } from 'lockwright/check';
import { AtomicI32, AtomicI64, wait, wakeAll, wakeOne } from 'lockwright/atomic';
import { checkFinds, checkUnder, mustBe } from '../lock/test-models.ts';

const EMPTY = 0;
const FULL = 1;

checkUnder({ js: 3, rc11: 3 }, 'a change and a wake-up between the look and the sleep are not missed', () => {
  const state = new AtomicI32(EMPTY);
  const data = new Int32Array(new SharedArrayBuffer(4));
  const sleep = (): number => {
    while (state.load('acquire') === EMPTY) wait(state, EMPTY);
    return data[0]!;
  };
  const wake = (): void => {
    data[0] = 7;
    state.store(FULL, 'release');
    wakeOne(state);
  };
  return { threads: [sleep, wake], finally: ([seen]) => mustBe(seen, 7, 'the data') };
});

checkUnder({ js: 3, rc11: 3 }, 'nor for a word of 64 bits', () => {
  const state = new AtomicI64(0n);
  const sleep = (): void => {
    while (state.load('acquire') === 0n) wait(state, 0n);
  };
  const wake = (): void => {
    state.store(-(2n ** 40n), 'release');
    wakeOne(state);
  };
  return { threads: [sleep, wake] };
});

checkUnder({ js: 10, rc11: 10 }, 'wakeAll wakes both of two who wait', () => {
  const state = new AtomicI32(EMPTY);
  const sleep = (): void => {
    while (state.load('acquire') === EMPTY) wait(state, EMPTY);
  };
  const wake = (): number => {
    state.store(FULL, 'release');
    return wakeAll(state);
  };
  return {
    threads: [sleep, sleep, wake],
    finally: ([, , woken]) => mustBe(woken >= 0 && woken <= 2, true, 'whether two at most were woken'),
  };
});

checkFinds('deadlock', 'wakeOne wakes no more than one of two who wait', () => {
  const state = new AtomicI32(EMPTY);
  const sleep = (): void => {
    while (state.load('acquire') === EMPTY) wait(state, EMPTY);
  };
  const wake = (): boolean => {
    state.store(FULL, 'release');
    return wakeOne(state);
  };
  return { threads: [sleep, sleep, wake] };
});

checkUnder({ js: 3, rc11: 3 }, 'a wait says whether it was woken, was not begun, or timed out', () => {
  const state = new AtomicI32(EMPTY);
  const wake = (): boolean => {
    state.store(FULL, 'release');
    return wakeOne(state);
  };
  return {
    threads: [() => wait(state, EMPTY, 5), wake],
    finally: ([result, woke]) => mustBe(result === 'ok', woke, 'whether it was woken'),
  };
});

checkUnder({ js: 1, rc11: 1 }, 'a wait on a word that nobody changes times out', () => {
  const state = new AtomicI32(EMPTY);
  return {
    threads: [() => wait(state, EMPTY, 5), () => state.load()],
    finally: ([result]) => mustBe(result, 'timed-out', 'the result'),
  };
});

checkFinds('deadlock', 'a wake-up before the change is lost', () => {
  const state = new AtomicI32(EMPTY);
  const sleep = (): void => {
    while (state.load('acquire') === EMPTY) wait(state, EMPTY);
  };
  const wake = (): void => {
    wakeOne(state);
    state.store(FULL, 'release');
  };
  return { threads: [sleep, wake] };
});

checkUnder(
  { js: 34 },
  'a thread that is killed when it was woken from a word hands the wake-up on',
  () => {
    const state = new AtomicI32(EMPTY);
    const asleep = new AtomicI32(0);
    // Counts itself just before it sleeps. One wake-up is for one of the two, and the killed one can do nothing with it.
    const killed = (): void => {
      asleep.fetchAdd(1);
      wait(state, EMPTY);
      asleep.fetchSub(1);
      assume(false);
    };
    const sleep = (): void => {
      asleep.fetchAdd(1);
      while (state.load('acquire') === EMPTY) wait(state, EMPTY);
      wakeOne(state);
    };
    const wake = (): void => {
      assume(asleep.load() === 2);
      state.store(FULL, 'release');
      wakeOne(state);
    };
    return { threads: [killed, sleep, wake] };
  },
  { kill: 1, killThreads: [0] },
);
