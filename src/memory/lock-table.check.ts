/** The table of locks that are debugged, in every execution: who is in it is alone, rows are whole, and what a thread that dies leaves keeps nobody out. Not how it is made:
 * that is larger than the heap of a simulated thread, and one exchange. */
import type { Program } from 'lockwright/check';
import { checkUnder, mustBe } from '../lock/test-models.ts';
import { LOCK_TABLE } from './header.ts';
import { heapRegion } from './heap.ts';
import * as table from './lock-table.ts';
import './settle-held.ts';

const { HOLD_ROWS } = table;

/** What stands for the blocks of threads: the first word of a row. */
const [ANNA, BERT] = [2048, 4096];

/** The first words of the rows of holds, in order. Throws if one is not as {@link add} writes it. */
function blocks(): number[] {
  return table.inLockTable((i32, root) =>
    table.rowsOf(i32, root, HOLD_ROWS).map((row) => {
      const [block, twice] = [Atomics.load(i32, row), i32[row + 1]!];
      // A row may be dropped while it is looked at, but what else is in it stays until somebody is in the table again.
      if (block !== 0) mustBe(twice, 2 * block, 'what is in a row beside its first word');
      return block;
    }),
  );
}

/** Adds a row that says `block`, and twice that. */
const add = (block: number): number => table.inLockTable((i32, root) => table.addRow(i32, root, HOLD_ROWS, block, 2 * block));

const mustHave = (...expected: readonly number[]): void => mustBe(blocks().toSorted().join(), expected.join(), 'whose rows there are');

const keep = (text: string) => (): number => table.inLockTable((i32, root) => table.keepText(i32, root, text));

/** Programs find the table empty. */
const withTable = (program: () => Program) => (): Program => {
  heapRegion().i32[LOCK_TABLE] = 0; // in a checked run no word of the heap's header is
  table.openLockTable();
  return program();
};

checkUnder(
  { js: 2, rc11: 2 },
  'two threads add a row each, and none is lost',
  withTable(() => ({ threads: [() => void add(ANNA), () => void add(BERT)], finally: () => mustHave(ANNA, BERT) })),
);

checkUnder(
  { js: 3, rc11: 3 },
  'a row is dropped beside one that is added, and neither spoils the other',
  withTable(() => ({ threads: [() => table.dropRow(add(ANNA)), () => void add(BERT)], finally: () => mustHave(BERT) })),
);

checkUnder(
  { js: 5, rc11: 5 },
  'who reads the table sees whole rows, while others come and go',
  withTable(() => ({
    threads: [
      () => {
        table.dropRow(add(ANNA));
        add(BERT);
      },
      () => void blocks(),
    ],
    finally: () => mustHave(BERT),
  })),
);

checkUnder(
  { js: 62, rc11: 62 },
  'wherever a thread is killed, others can be in the table afterwards, and see whole rows',
  withTable(() => ({
    threads: [() => void add(ANNA), () => void add(BERT)],
    finally: () => mustBe(blocks().includes(BERT), true, 'whether the row is there'),
  })),
  { kill: 1, killThreads: [0] },
);

checkUnder(
  { js: 4, rc11: 4 },
  'what a dead thread held is forgotten, whoever adds rows meanwhile, and nothing else is',
  withTable(() => {
    const anna = add(ANNA);
    return {
      threads: [() => table.forgetInLockTable(ANNA), () => void add(BERT)],
      finally: () => {
        mustHave(BERT);
        mustBe(Atomics.load(heapRegion().i32, anna) === ANNA, false, 'whether the row of the dead thread is there');
      },
    };
  }),
);

checkUnder(
  { js: 2, rc11: 2 },
  'two threads keep a text each, and both can be read',
  withTable(() => {
    return {
      threads: [keep('one'), keep('another')],
      finally: ([one, another]) => {
        const { i32 } = heapRegion();
        mustBe(`${table.textAt(i32, one as number)} ${table.textAt(i32, another as number)}`, 'one another', 'the texts');
      },
    };
  }),
);
