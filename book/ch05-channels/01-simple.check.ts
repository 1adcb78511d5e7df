/**
 * Each message arrives once, in the order of its sender, and no receiver is left asleep. Where there are many executions, to wait for the
 * mutex, which has checks of its own, is one step (`lockAware`).
 */
import { holds, mustBe } from '../lib/claims.ts';
import { newParts, receiveSome, sendAll } from './01-simple.ts';

holds({ js: 18, rc11: 33 }, 'a message arrives', () => {
  const parts = newParts();
  return {
    threads: [() => sendAll(parts, [7]), () => receiveSome(parts, 1)],
    finally: ([, got]) => mustBe(String(got), '7', 'what arrived'),
  };
});

holds(
  { js: 38, rc11: 38 },
  'two messages of one sender arrive in their order',
  () => {
    const parts = newParts();
    return {
      threads: [() => sendAll(parts, [1, 2]), () => receiveSome(parts, 2)],
      finally: ([, got]) => mustBe(String(got), '1,2', 'what arrived'),
    };
  },
  { lockAware: true },
);

holds(
  { js: 8, rc11: 8 },
  'two receivers get one message each',
  () => {
    const parts = newParts();
    sendAll(parts, [1]);
    return {
      threads: [() => receiveSome(parts, 1), () => receiveSome(parts, 1), () => sendAll(parts, [2])],
      finally: ([one, other]) => mustBe([...one, ...other].toSorted().join(), '1,2', 'what the two got'),
    };
  },
  { lockAware: true },
);
