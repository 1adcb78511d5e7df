/** If one reader has seen 5, no reader sees 10: there is one order for all. */
import { AtomicU32 } from 'lockwright/atomic';
import { hasOutcomes, holds, mustBe } from '../lib/claims.ts';
import { add, look } from './04-total-modification-order-2.ts';

const program = () => {
  const x = new AtomicU32(0);
  return { x, adding: [() => add(x, 5), () => add(x, 10)] };
};

holds({ sc: 72, js: 72, rc11: 72 }, 'two readers agree', () => {
  const { x, adding } = program();
  return {
    threads: [...adding, () => look(x, 2), () => look(x, 2)],
    finally: ([, , one, other]) => {
      const seen = new Set(`${one} ${other}`.split(' '));
      mustBe(seen.has('5') && seen.has('10'), false, `whether ${one} and ${other} disagree`);
    },
  };
});

const twoLooks = ['0 0', '0 5', '0 10', '0 15', '5 5', '5 15', '10 10', '10 15', '15 15'];

hasOutcomes({ sc: twoLooks, js: twoLooks, rc11: twoLooks }, 'two looks', () => {
  const { x, adding } = program();
  return { threads: [...adding, () => look(x, 2)], outcome: ([, , seen]) => seen };
});
