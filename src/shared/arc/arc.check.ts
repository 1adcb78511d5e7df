/** Arc and Weak in every execution: the value ends once and after every use, stays ended, is changed by one thread alone, and is given back for threads that die. The handles of a thread share one count, as in real threads; those that a set-up makes have one each, since they are for threads that are yet to come. */
import { Arc, type ToRead, type Weak } from 'lockwright/shared';
import { countsOf } from '../../memory/counted.ts';
import { AtomicBool } from 'lockwright/atomic';
import { u32 } from 'lockwright/memory';
import { Mutex } from 'lockwright/lock';
import { spawn } from 'lockwright/thread';
import { checkUnder, codeOf, mustBe } from '../../lock/test-models.ts';

const FIRST = 1;
const CHANGED = 2;

function look(arc: Arc<number>): number {
  using mine = arc;
  return mine.value;
}

function change(arc: Arc<number>): boolean {
  using mine = arc;
  const mutable = mine.getMut();
  if (mutable !== undefined) mutable.value = CHANGED;
  return mutable !== undefined;
}

/** What an upgrade gives: the value, or nothing. */
function lookAt(weak: Weak<number>): number | undefined {
  using arc = weak.upgrade();
  return arc?.value;
}

checkUnder({ js: 2, rc11: 2 }, 'the value ends once, after every use', () => {
  const arc = new Arc(u32, FIRST);
  const other = arc.clone();
  const lookTwice = (): number => look(other.clone()) + look(other);
  return { threads: [lookTwice, () => look(arc)], finally: ([twice, once]) => mustBe(twice + once, 3 * FIRST, 'what they saw') };
});

checkUnder({ js: 3, rc11: 3 }, 'who changes the value has it alone', () => {
  const arc = new Arc(u32, FIRST);
  const other = arc.clone();
  return { threads: [() => change(other), () => look(arc)], finally: ([, seen]) => mustBe(seen, FIRST, 'what the other saw') };
});

checkUnder({ js: 15, rc11: 15 }, 'who changes the value has it alone, beside an upgrade whose Weak is gone before it looks', () => {
  const arc = new Arc(u32, FIRST);
  const weak = arc.downgrade();
  const upgrade = (): ToRead<number> | undefined => {
    const mine = weak.upgrade();
    weak.dispose();
    return mine === undefined ? undefined : look(mine);
  };
  return { threads: [() => change(arc), upgrade] };
});

checkUnder({ js: 19, rc11: 19 }, 'an upgrade never revives', () => {
  const arc = new Arc(u32, FIRST);
  const weak = arc.downgrade();
  const upgradeTwice = (): string => {
    const seen = [lookAt(weak), lookAt(weak)].map((value) => value !== undefined);
    weak.dispose();
    return seen.join();
  };
  return {
    threads: [upgradeTwice, () => look(arc)],
    finally: ([seen]) => mustBe(seen !== 'false,true', true, 'whether it stayed ended'),
  };
});

checkUnder({ js: 206, rc11: 206 }, 'the memory is given back once, by the last of those who have it', () => {
  const arc = new Arc(u32, FIRST);
  const weak = arc.downgrade();
  const outlive = (): void => {
    using own = arc.downgrade();
    arc.dispose();
    mustBe(own.upgrade()?.dispose(), undefined, 'what came of it');
  };
  const upgrade = (): void => {
    using copy = weak.clone();
    weak.dispose();
    lookAt(copy);
  };
  return { threads: [upgrade, outlive] };
});

checkUnder({ js: 3, rc11: 3 }, 'who copies to change leaves the others what they have', () => {
  const arc = new Arc(u32, FIRST);
  const other = arc.clone();
  const copy = (): number => {
    using mine = other;
    mine.makeMut().value = CHANGED;
    return mine.value;
  };
  return {
    threads: [copy, () => look(arc)],
    finally: ([changed, seen]) => mustBe(`${changed} ${seen}`, `${CHANGED} ${FIRST}`, 'what they have'),
  };
});

checkUnder({ js: 66, rc11: 66 }, 'what is sent to a thread moves there, and a clone of it stays', () => {
  const arc = new Arc(u32, FIRST);
  const weak = arc.downgrade();
  const thread = spawn(look, arc.clone());
  const another = spawn(lookAt, weak);
  mustBe(
    codeOf(() => weak.upgrade()),
    'MOVED',
    'what becomes of a Weak that was sent',
  );
  mustBe(look(arc), FIRST, 'what is seen here');
  mustBe(thread.join(), FIRST, 'what is seen there');
  another.join();
});

checkUnder({ js: 24, rc11: 28 }, 'a lock in an Arc is freed when nobody has it, and not before', () => {
  const arc = Arc.of(new Mutex(u32, 0));
  const other = arc.clone();
  const count = (mine: typeof arc) => (): void => {
    using own = mine;
    own.value.withLock((guard) => (guard.value += 1));
  };
  return { threads: [count(arc), count(other)] };
});

checkUnder({ js: 14, rc11: 14 }, 'an upgrade in a thread that has the value keeps it when the Arc that was there goes', () => {
  const arc = new Arc(u32, FIRST);
  const other = arc.clone();
  const upgrade = (): string => {
    const weak = other.downgrade();
    const mine = weak.upgrade()!;
    other.dispose();
    const again = weak.upgrade()!;
    mine.dispose();
    const seen = look(again);
    // Beside the other thread, it may be the only one that had the value.
    const isThere = lookAt(weak) !== undefined;
    weak.dispose();
    return `${seen} ${isThere}`;
  };
  return {
    threads: [upgrade, () => look(arc)],
    finally: ([seen]) => mustBe(seen.startsWith(String(FIRST)), true, 'whether the value was there'),
  };
});

checkUnder({ js: 3, rc11: 3 }, 'a thread that has a clone of its own does not change the value, and does when it has gone', () => {
  const arc = new Arc(u32, FIRST);
  const other = arc.clone();
  const changeAtLast = (): boolean => {
    const again = other.clone();
    mustBe(other.getMut(), undefined, 'what there is to change beside a clone');
    again.dispose();
    return change(other);
  };
  return { threads: [changeAtLast, () => look(arc)], finally: ([, seen]) => mustBe(seen, FIRST, 'what the other saw') };
});

checkUnder({ js: 2, rc11: 2 }, 'what was of one thread alone is counted from when a clone of it is sent', () => {
  const arc = new Arc(u32, FIRST);
  mustBe(arc.getMut()!.value, FIRST, 'what there is to change');
  const thread = spawn(look, arc.clone());
  mustBe(look(arc), FIRST, 'what is seen here');
  mustBe(thread.join(), FIRST, 'what is seen there');
});

checkUnder({ js: 18, rc11: 18 }, 'what was of one thread alone is counted from when there is a Weak of it', () => {
  const arc = new Arc(u32, FIRST);
  const thread = spawn(lookAt, arc.downgrade());
  change(arc);
  thread.join();
});

checkUnder({ js: 19, rc11: 19 }, 'a thread that upgrades again has the value or nothing, and not what has ended meanwhile', () => {
  const arc = Arc.of(new Mutex(u32, 0));
  const weak = arc.downgrade();
  const upgradeTwice = (): void => {
    for (const _ of [FIRST, CHANGED]) {
      using own = weak.upgrade();
      own?.value.tryLock()?.unlock();
    }
    weak.dispose();
  };
  return { threads: [upgradeTwice, () => arc.dispose()] };
});

/** What the last Weak must find when a thread has been killed that had begun: nobody else has anything. A thread that had not begun has used nothing, so what it was to have still is of the set-up. */
function nobodyElse(begun: AtomicBool, weak: Weak<number>): void {
  if (begun.load()) {
    const { strong, weak: memory } = countsOf(weak.address);
    mustBe(`${strong} ${memory}`, '0 1', 'who has the value, and who the memory only');
    mustBe(weak.upgrade(), undefined, 'what an upgrade gives');
  }
  weak.dispose();
}

checkUnder(
  { js: 7, rc11: 7 },
  'an Arc of a thread that is killed is given back, once',
  () => {
    const begun = new AtomicBool(false);
    const arc = new Arc(u32, FIRST);
    const weak = arc.downgrade();
    const doomed = arc.clone();
    const end = (): void => {
      void doomed.value;
      begun.store(true);
      doomed.dispose();
    };
    return { threads: [end, () => arc.dispose()], finally: () => nobodyElse(begun, weak) };
  },
  { kill: 1, killThreads: [0] },
);

checkUnder(
  { js: 36, rc11: 36 },
  'a thread that is killed has its clones and upgrades given back together, once',
  () => {
    const begun = new AtomicBool(false);
    const arc = new Arc(u32, FIRST);
    const weak = arc.downgrade();
    const doomed = arc.clone();
    const end = (): void => {
      const another = doomed.clone();
      const own = doomed.downgrade();
      begun.store(true);
      doomed.dispose();
      const upgraded = own.upgrade();
      another.dispose();
      own.dispose();
      upgraded?.dispose();
    };
    return { threads: [end, () => arc.dispose()], finally: () => nobodyElse(begun, weak) };
  },
  { kill: 1, killThreads: [0] },
);

checkUnder(
  { js: 36, rc11: 36 },
  'a Weak of a thread that is killed is given back, and an Arc that it was upgraded to',
  () => {
    const begun = new AtomicBool(false);
    const arc = new Arc(u32, FIRST);
    const weak = arc.downgrade();
    const doomed = weak.clone();
    const upgrade = (): void => {
      const mine = doomed.upgrade();
      begun.store(true);
      mine?.dispose();
      doomed.dispose();
    };
    return { threads: [upgrade, () => arc.dispose()], finally: () => nobodyElse(begun, weak) };
  },
  { kill: 1, killThreads: [0] },
);
