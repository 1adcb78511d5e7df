/** No notification is lost, and one that nobody waits for wakes nobody. */
import { fails, hasOutcomes, holds, mustBe } from '../lib/claims.ts';
import { newShared, set, setForAll, waitForValue } from './05-condvar-2.ts';

holds({ sc: 12, js: 12, rc11: 19 }, 'who waits gets the value, however the two come', () => {
  const shared = newShared();
  return { threads: [() => waitForValue(shared), () => set(shared)], finally: ([seen]) => mustBe(seen, 123, 'the value') };
});

fails({ js: 'deadlock', rc11: 'deadlock' }, 'one notification is not enough for two', () => {
  const shared = newShared();
  return { threads: [() => waitForValue(shared), () => waitForValue(shared), () => set(shared)] };
});

holds({ js: 40924 }, 'one for all is enough', () => {
  const shared = newShared();
  return { threads: [() => waitForValue(shared), () => waitForValue(shared), () => setForAll(shared)] };
});

hasOutcomes({ js: ['true', 'false'], rc11: ['true', 'false'] }, 'whether the notification called wakeOne', () => {
  const shared = newShared();
  return { threads: [() => waitForValue(shared), () => set(shared)], outcome: ([, called]) => String(called) };
});
