/** RcuCell in every execution: readers get whole versions that are not freed under them, and no update is lost. */
import { struct, u32 } from 'lockwright/memory';
import { checkUnder, mustBe } from '../../lock/test-models.ts';
import { RcuCell } from './rcu-cell.ts';

const PAIR = struct({ a: u32, b: u32 });

checkUnder({ js: 333, rc11: 399 }, 'a reader gets a whole version, which is not freed while it reads', () => {
  const cell = new RcuCell(PAIR, { a: 1, b: 1 });
  const writeAndFree = (): void => {
    cell.write({ a: 2, b: 2 });
    cell.epoch.collect();
    cell.epoch.collect();
  };
  return {
    threads: [() => cell.withRead(({ a, b }) => a === b), writeAndFree],
    finally: ([isWhole]) => mustBe(isWhole, true, 'whether it was whole'),
  };
});

checkUnder({ js: 26, rc11: 26 }, 'no update is lost', () => {
  const cell = new RcuCell(u32, 0);
  const add = (): unknown => cell.update((n) => n + 1);
  return { threads: [add, add], finally: () => mustBe(cell.read(), 2, 'the count') };
});

checkUnder(
  { js: 104, rc11: 150 },
  'a writer that dies leaves the old version or the new one',
  () => {
    const cell = new RcuCell(u32, 1);
    return {
      threads: [() => cell.write(2), () => cell.update((n) => n + 2)],
      finally: ([, made]) => {
        const value = cell.read();
        if (value !== 2) mustBe(value, made, 'the value');
      },
    };
  },
  { kill: 1, killThreads: [0] },
);
