/** WaitGroup in every execution, with two and three threads. */
import { WaitGroup } from 'lockwright/lock';
import { checkFinds, checkUnder, codeOf, mustBe, mustBeToldOrGetIt } from '../test-models.ts';

/** A group, and a plain word for each piece of work: who reads them without being ordered after the work is found as a data race. */
function newScene(added: number, group = new WaitGroup()): { group: WaitGroup; data: Int32Array } {
  group.add(added);
  return { group, data: new Int32Array(new SharedArrayBuffer(12)) };
}

type Scene = ReturnType<typeof newScene>;

const work =
  ({ group, data }: Scene, what: number) =>
  (): void => {
    data[what] = 1;
    group.done();
  };

const sumOf = (data: Int32Array): number => data[0]! + data[1]! + data[2]!;

const waitAndRead =
  ({ group, data }: Scene) =>
  (): number => {
    group.wait();
    return sumOf(data);
  };

checkUnder({ js: 48, rc11: 48 }, 'who waits sees the work of all', () => {
  const scene = newScene(2);
  return { threads: [work(scene, 0), work(scene, 1), waitAndRead(scene)], finally: ([, , seen]) => mustBe(seen, 2, 'the sum') };
});

checkUnder({ js: 17, rc11: 17 }, 'all who wait are woken', () => {
  const scene = newScene(1, WaitGroup.at(new SharedArrayBuffer(16), 8));
  return {
    threads: [work(scene, 0), waitAndRead(scene), waitAndRead(scene)],
    finally: ([, ...seen]) => mustBe(seen.join(), '1,1', 'the sums'),
  };
});

checkUnder({ js: 31, rc11: 31 }, 'work that adds work before it is done keeps the others waiting', () => {
  const scene = newScene(1);
  const { group } = scene;
  const addAndWork = (): void => {
    group.add();
    work(scene, 0)();
    work(scene, 1)();
  };
  return { threads: [addAndWork, waitAndRead(scene)], finally: ([, seen]) => mustBe(seen, 2, 'the sum') };
});

checkUnder({ js: 496, rc11: 512 }, 'two threads that add and take off at once lose nothing', () => {
  const { group } = newScene(0);
  const addAndDo = (): void => {
    group.add(2);
    group.done();
    group.done();
  };
  return { threads: [addAndDo, addAndDo], finally: () => mustBe(group.count, 0, 'the count') };
});

checkUnder({ js: 4, rc11: 7 }, 'it is used again when those who waited have returned', () => {
  const scene = newScene(1);
  const { group, data } = scene;
  const twice = (): number => {
    group.wait();
    const first = data[0]!;
    group.add();
    data[1] = first + 1;
    group.done();
    group.wait();
    return data[1]!;
  };
  return { threads: [work(scene, 0), twice], finally: ([, seen]) => mustBe(seen, 2, 'what the second round left') };
});

checkUnder({ js: 4, rc11: 4 }, 'a group may be freed by who waited for it, while the last one is still in done', () => {
  const scene = newScene(1);
  const waitAndFree = (): void => {
    scene.group.wait();
    scene.group.free();
  };
  return { threads: [work(scene, 0), waitAndFree] };
});

checkUnder({ js: 65, rc11: 65 }, 'who waits for a time sees the work, or knows that it is not done', () => {
  const scene = newScene(1);
  const wait = (): number => (scene.group.waitFor(5) ? sumOf(scene.data) : 1);
  return { threads: [work(scene, 0), wait, wait], finally: ([, ...seen]) => mustBe(seen.join(), '1,1', 'the sums') };
});

checkUnder({ js: 5, rc11: 5 }, 'a wait for what is not done is over in time', () => {
  const scene = newScene(2);
  return {
    threads: [work(scene, 0), () => scene.group.waitFor(5)],
    finally: ([, done]) => mustBe(`${done} ${scene.group.count}`, 'false 1', 'whether all is done, and what is not'),
  };
});

checkUnder({ js: 2, rc11: 2 }, 'who finds nothing to be done sees the work', () => {
  const scene = newScene(1);
  return {
    threads: [work(scene, 0), () => (scene.group.count === 0 ? sumOf(scene.data) : 1)],
    finally: ([, seen]) => mustBe(seen, 1, 'the sum'),
  };
});

checkUnder({ js: 4, rc11: 4 }, 'taking off more than was added is refused, and changes nothing', () => {
  const { group } = newScene(1);
  const done = (): unknown => codeOf(() => group.done());
  return {
    threads: [done, done],
    finally: (codes) => {
      mustBe(codes.toSorted().join(), 'NOT_ADDED,nothing was thrown', 'what was thrown');
      mustBe(group.count, 0, 'the count');
    },
  };
});

checkUnder({ js: 84, rc11: 84 }, 'a promise is told as a thread is', () => {
  const scene = newScene(2);
  const wait = async (): Promise<number> => {
    await scene.group.waitAsync();
    return sumOf(scene.data);
  };
  return { threads: [work(scene, 0), work(scene, 1), wait], finally: ([, , seen]) => mustBe(seen, 2, 'the sum') };
});

checkUnder(
  { js: 20, rc11: 20 },
  'whenever a thread that pledged is killed, who waits is told or sees its work',
  () => {
    const scene = newScene(1);
    const keep = (): void => {
      const pledge = scene.group.pledge();
      scene.data[0] = 1;
      pledge.keep();
    };
    return { threads: [keep, () => codeOf(waitAndRead(scene))], finally: ([, told]) => mustBeToldOrGetIt(told) };
  },
  { kill: 1, killThreads: [0] },
);

checkUnder({ js: 4, rc11: 7 }, 'what a thread that ended left undone is taken off by another', () => {
  const scene = newScene(1);
  const { group } = scene;
  const wait = (): number => {
    mustBe(
      codeOf(() => group.wait()),
      'OWNER_DIED',
      'what a thread met',
    );
    mustBe(group.clearPoison(), true, 'whether it was poisoned');
    mustBe(group.isPoisoned, false, 'whether it is poisoned still');
    group.done();
    group.wait();
    return group.count;
  };
  return { threads: [() => void group.pledge(), wait], finally: ([, left]) => mustBe(left, 0, 'the count') };
});

checkFinds('dataRace', 'work that is added after it was handed over is not waited for', () => {
  const scene = newScene(0);
  const late = (): void => {
    scene.group.add();
    work(scene, 0)();
  };
  return { threads: [late, waitAndRead(scene)] };
});

checkFinds('dataRace', 'what is read before the wait is a data race', () => {
  const scene = newScene(1);
  return { threads: [work(scene, 0), () => sumOf(scene.data)] };
});
