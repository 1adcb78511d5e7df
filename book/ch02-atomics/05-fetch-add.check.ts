/** No addition is lost, and each gets a value from before of its own. */
import { AtomicI32 } from 'lockwright/atomic';
import { hasOutcomes } from '../lib/claims.ts';
import { add } from './05-fetch-add.ts';

const befores = ['100 123, then 146', '123 100, then 146'];

hasOutcomes({ sc: befores, js: befores, rc11: befores }, 'two who add', () => {
  const a = new AtomicI32(100);
  return { threads: [() => add(a)[0], () => add(a)[0]], outcome: ([x, y]) => `${x} ${y}, then ${a.load()}` };
});
