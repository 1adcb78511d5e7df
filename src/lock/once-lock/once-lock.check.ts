/** OnceLock in every execution, with two and three threads. The protocol is that of Once, whose checks are more; these are about the value. */
import { OnceLock } from 'lockwright/lock';
import { i32, struct } from 'lockwright/memory';
import { checkFinds, checkUnder, codeOf, mustBe, mustBeToldOrGetIt } from '../test-models.ts';

const Pair = struct({ a: i32, b: i32 });

const cell = (): OnceLock<number> => new OnceLock(i32);

/** One of those values, and the same for all. */
function mustAgree(seen: readonly unknown[], possible: readonly unknown[]): void {
  for (const value of seen) mustBe(value, seen[0], 'what another thread has');
  mustBe(possible.includes(seen[0]), true, `whether ${String(seen[0])} is possible`);
}

checkUnder({ js: 22, rc11: 22 }, 'threads that make different values agree on one', () => {
  const once = cell();
  return {
    threads: [() => once.getOrInit(() => 7), () => once.getOrInit(() => 8)],
    finally: (seen) => mustAgree([...seen, once.get()], [7, 8]),
  };
});

checkUnder({ js: 390, rc11: 390 }, 'three threads agree on one value', () => {
  const once = cell();
  const make = (value: number) => (): number => once.getOrInit(() => value);
  return { threads: [make(7), make(8), make(9)], finally: (seen) => mustAgree(seen, [7, 8, 9]) };
});

checkUnder({ js: 9, rc11: 9 }, 'a value of several words is never seen in parts', () => {
  const once = new OnceLock(Pair);
  const make = (): string => {
    const { a, b } = once.getOrInit(() => ({ a: 3, b: 4 }));
    return `${a} ${b}`;
  };
  const look = (): string => {
    const pair = once.get();
    return pair === undefined ? '3 4' : `${pair.a} ${pair.b}`;
  };
  return { threads: [make, look, look], finally: (seen) => mustAgree(seen, ['3 4']) };
});

checkUnder({ js: 22, rc11: 22 }, 'set says who was first, and the other value is dropped', () => {
  const once = OnceLock.at(new SharedArrayBuffer(32), 8, i32);
  return {
    threads: [() => once.set(7), () => once.set(8)],
    finally: ([first, second]) => {
      mustBe(first !== second, true, 'whether one of the two was first');
      mustBe(once.get(), first ? 7 : 8, 'the value');
    },
  };
});

checkUnder({ js: 8, rc11: 8 }, 'who waits for the value gets it', () => {
  const once = cell();
  return { threads: [() => once.set(7), () => once.wait()], finally: ([, seen]) => mustBe(seen, 7, 'the value') };
});

checkUnder({ js: 261, rc11: 261 }, 'who waits for a time gets the value or nothing', () => {
  const once = cell();
  return {
    threads: [() => once.set(7), () => once.waitFor(5) ?? 7, () => once.tryGetOrInit(() => 7) ?? 7],
    finally: ([, ...seen]) => mustAgree(seen, [7]),
  };
});

checkUnder({ js: 248, rc11: 248 }, 'promises agree with threads', () => {
  const once = cell();
  return {
    threads: [() => once.getOrInitAsync(() => Promise.resolve(7)), () => once.getOrInit(() => 8), () => once.waitAsync()],
    finally: (seen) => mustAgree(seen, [7, 8]),
  };
});

checkUnder({ js: 33, rc11: 87 }, 'a value that its initialiser fails to make is made by the next', () => {
  const once = cell();
  const failing = (): unknown =>
    codeOf(() =>
      once.getOrInit(() => {
        throw Object.assign(new Error('on purpose'), { code: 'ON_PURPOSE' });
      }),
    );
  return { threads: [failing, () => once.getOrInit(() => 8)], finally: ([, seen]) => mustBe(seen, 8, 'the value') };
});

checkUnder(
  { js: 95, rc11: 114 },
  'whenever a thread is killed, the other one has a whole value or is told',
  () => {
    const once = new OnceLock(Pair);
    const make = (a: number) => (): string => {
      const pair = once.getOrInit(() => ({ a, b: a }));
      return `${pair.a} ${pair.b}`;
    };
    const makeOrLearn = (): unknown => {
      let seen = '';
      const code = codeOf(() => (seen = make(4)()));
      mustBeToldOrGetIt(code);
      return code === 'OWNER_DIED' ? code : seen;
    };
    return {
      threads: [make(3), makeOrLearn],
      finally: ([, seen]) => mustBe(['3 3', '4 4', 'OWNER_DIED'].includes(seen as string), true, `whether '${String(seen)}' is possible`),
    };
  },
  { kill: 1, killThreads: [0] },
);

checkFinds('dataRace', 'writing to the value after it is set is a data race', () => {
  const once = new OnceLock(Pair);
  const write = (): void => void (once.getOrInit(() => ({ a: 3, b: 4 })).a = 5);
  return { threads: [write, () => once.get()?.a] };
});
