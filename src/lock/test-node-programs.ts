/** Programs for the checks of the queue locks whose threads stand with nodes (memory/queue-nodes.ts): a thread is known by its node. */
import { assume, type Program } from 'lockwright/check';
import { NODES, TAIL, wordOf } from '../memory/queue-nodes.ts';
import { addIf, addOne, addOneOrLearn } from './test-counter.ts';
import type { ClhLock, McsLock } from './index.ts';
import { codeOf, mustBe, mustBeToldOrGetIt } from './test-models.ts';
import { queuePrograms, shortcutPrograms } from './test-queue-programs.ts';

type Lock = ClhLock<number> | McsLock<number>;

/** The queue lies behind the owner word and the count. */
const QUEUE = 8;

/** The node of the last to come; 0 if there is none. */
const tail = ({ region, address }: Lock): number => region.ops.load32(address + QUEUE + TAIL, 'relaxed');

/** How many of the nodes are not free. */
const usedNodes = ({ region, address }: Lock): number =>
  Array.from({ length: NODES }, (_, i) => region.ops.load32(wordOf(address + QUEUE, i + 1), 'relaxed')).filter((word) => word !== 0).length;

/** Waits for nobody: leaves out the executions in which the last to come is one of these. Returns which it is. */
function another(lock: Lock, ...before: readonly number[]): number {
  const found = tail(lock);
  assume(!before.includes(found));
  return found;
}

/** As {@link nodeQueuePrograms}, of locks whose holder need not have a node. */
export const nodeShortcutPrograms = <L extends Lock>(make: () => L) => shortcutPrograms(make, (lock) => void another(lock, 0));

export function nodeQueuePrograms<L extends Lock>(make: () => L) {
  const queue = queuePrograms({
    make,
    hasFollower: (lock: L) => void another(lock, 0, tail(lock)),
    hasHolder: (lock) => void another(lock, 0),
  });

  /** A lock whose holder tells its node, for threads that are to come after it. */
  function heldInTheOpen() {
    const lock = make();
    const node = new Int32Array(new SharedArrayBuffer(4));
    return {
      lock,
      /** Holds the lock while `others` come, who are told which node it has. */
      hold: (others: (mine: number) => void) => (): void => {
        const guard = lock.tryLock();
        assume(guard !== undefined);
        const mine = tail(lock);
        Atomics.store(node, 0, mine);
        others(mine);
        guard!.unlock();
      },
      /** The node of the holder, in the executions in which it is known. */
      held: (): number => {
        const held = Atomics.load(node, 0);
        assume(held !== 0);
        return held;
      },
    };
  }

  return {
    ...queue,
    usedNodes,

    earlierFirst: (): Program => {
      const { lock, hold, held } = heldInTheOpen();
      const earlier = (): void => {
        held();
        addOne(lock)();
      };
      const later = (): number => {
        another(lock, 0, held());
        return queue.readUnder(lock)();
      };
      return {
        threads: [hold((mine) => void another(lock, mine, another(lock, mine))), earlier, later],
        finally: ([, , seen]) => mustBe(seen, 1, 'whether the earlier came before the later'),
      };
    },

    /** The first thread may be killed. */
    killedBeforePlaceGivenUp: (): Program => {
      const { lock, hold, held } = heldInTheOpen();
      const impatient = (): unknown => {
        held();
        return codeOf(() => addIf(lock.tryLockFor(5)));
      };
      const patient = (): unknown => {
        another(lock, 0, held());
        return addOneOrLearn(lock)();
      };
      return {
        threads: [hold((mine) => void another(lock, mine, another(lock, mine))), impatient, patient],
        finally: ([, , told]) => mustBeToldOrGetIt(told),
      };
    },

    comesAgainBehind: (): Program => {
      const { lock, hold, held } = heldInTheOpen();
      const threeCome = (mine: number): void => {
        const second = another(lock, mine);
        const third = another(lock, mine, second);
        another(lock, mine, second, third);
      };
      const patient = (): void => {
        held();
        addOne(lock)();
      };
      const impatient = (): number => {
        another(lock, held());
        assume(lock.tryLockFor(5) === undefined);
        return queue.readUnder(lock)();
      };
      return {
        threads: [hold(threeCome), patient, impatient],
        finally: ([, , seen]) => mustBe(seen, 1, 'whether the patient one had its turn first'),
      };
    },
  };
}
