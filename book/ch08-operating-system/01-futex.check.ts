/** Whoever comes first, the sleeper is woken or never falls asleep. */
import { fails, holds } from '../lib/claims.ts';
import { setAndWake, wakeOne, waitUntilSet } from './01-futex.ts';

const newWord = (): Int32Array => new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));

holds({ sc: 3, js: 3, rc11: 3 }, 'no wake-up is lost', () => {
  const word = newWord();
  return { threads: [() => waitUntilSet(word), () => setAndWake(word, 1)] };
});

fails({ sc: 'deadlock', js: 'deadlock', rc11: 'deadlock' }, 'one wake-up is not enough for two sleepers', () => {
  const word = newWord();
  return { threads: [() => waitUntilSet(word), () => waitUntilSet(word), () => setAndWake(word, 1)] };
});

fails({ sc: 'deadlock', js: 'deadlock', rc11: 'deadlock' }, 'who wakes before the change wakes nobody', () => {
  const word = newWord();
  const wakeTooEarly = (): void => {
    wakeOne(word);
    Atomics.store(word, 0, 1, 'relaxed');
  };
  return { threads: [() => waitUntilSet(word), wakeTooEarly] };
});
