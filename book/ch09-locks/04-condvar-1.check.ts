/** No notification is lost between the unlock and the sleep; each calls `wakeOne`. */
import { fails, hasOutcomes, holds, mustBe } from '../lib/claims.ts';
import { newShared, set, setForAll, waitForValue } from './04-condvar-1.ts';

holds({ sc: 12, js: 12, rc11: 19 }, 'who waits gets the value, however the two come', () => {
  const shared = newShared();
  return { threads: [() => waitForValue(shared), () => set(shared)], finally: ([seen]) => mustBe(seen, 123, 'the value') };
});

fails({ js: 'deadlock', rc11: 'deadlock' }, 'one notification is not enough for two', () => {
  const shared = newShared();
  return { threads: [() => waitForValue(shared), () => waitForValue(shared), () => set(shared)] };
});

holds({ js: 24124 }, 'one for all is enough', () => {
  const shared = newShared();
  return { threads: [() => waitForValue(shared), () => waitForValue(shared), () => setForAll(shared)] };
});

hasOutcomes({ js: ['true'], rc11: ['true'] }, 'whether the notification called wakeOne', () => {
  const shared = newShared();
  return { threads: [() => waitForValue(shared), () => set(shared)], outcome: ([, called]) => String(called) };
});
