/** Latch in every execution, with two and three threads. */
import { Latch } from 'lockwright/lock';
import { checkFinds, checkUnder, codeOf, mustBe, mustBeToldOrGetIt } from '../test-models.ts';

/** A latch, and a plain word for each thread that counts down: who reads them without being ordered after the count is found as a data race. */
const newScene = (count: number, latch = new Latch(count)): { latch: Latch; data: Int32Array } => ({
  latch,
  data: new Int32Array(new SharedArrayBuffer(8)),
});

type Scene = ReturnType<typeof newScene>;

const come =
  ({ latch, data }: Scene, who: number) =>
  (): void => {
    data[who] = 1;
    latch.countDown();
  };

const sumOf = (data: Int32Array): number => data[0]! + data[1]!;

const waitAndRead =
  ({ latch, data }: Scene) =>
  (): number => {
    latch.wait();
    return sumOf(data);
  };

checkUnder({ js: 48, rc11: 48 }, 'who waits sees what all wrote before they counted down', () => {
  const scene = newScene(2);
  return { threads: [come(scene, 0), come(scene, 1), waitAndRead(scene)], finally: ([, , seen]) => mustBe(seen, 2, 'the sum') };
});

checkUnder({ js: 17, rc11: 17 }, 'all who wait are woken', () => {
  const scene = newScene(1);
  return {
    threads: [come(scene, 0), waitAndRead(scene), waitAndRead(scene)],
    finally: ([, ...seen]) => mustBe(seen.join(), '1,1', 'the sums'),
  };
});

checkUnder({ js: 16, rc11: 16 }, 'in a memory of the program threads that come and wait meet', () => {
  const scene = newScene(2, Latch.at(new SharedArrayBuffer(16), 8, 2));
  const meet = (who: number) => (): number => {
    scene.data[who] = 1;
    scene.latch.arriveAndWait();
    return sumOf(scene.data);
  };
  return { threads: [meet(0), meet(1)], finally: (seen) => mustBe(seen.join(), '2,2', 'the sums') };
});

checkUnder({ js: 4, rc11: 4 }, 'a latch may be freed by who waited for it, while the last one is still in countDown', () => {
  const scene = newScene(1);
  const waitAndFree = (): void => {
    scene.latch.wait();
    scene.latch.free();
  };
  return { threads: [come(scene, 0), waitAndFree] };
});

checkUnder({ js: 65, rc11: 65 }, 'who waits for a time sees it open, or knows that it is not', () => {
  const scene = newScene(1);
  const wait = (): number => (scene.latch.waitFor(5) ? sumOf(scene.data) : 1);
  return { threads: [come(scene, 0), wait, wait], finally: ([, ...seen]) => mustBe(seen.join(), '1,1', 'the sums') };
});

checkUnder({ js: 5, rc11: 5 }, 'a wait for a latch that stays closed is over in time', () => {
  const scene = newScene(2);
  return { threads: [come(scene, 0), () => scene.latch.waitFor(5)], finally: ([, open]) => mustBe(open, false, 'whether it is open') };
});

checkUnder({ js: 2, rc11: 2 }, 'who finds it open without waiting sees what was written', () => {
  const scene = newScene(1);
  return {
    threads: [come(scene, 0), () => (scene.latch.isOpen ? sumOf(scene.data) : 1)],
    finally: ([, seen]) => mustBe(seen, 1, 'the sum'),
  };
});

checkUnder({ js: 12, rc11: 12 }, 'who finds that nobody remains sees what was written', () => {
  const scene = newScene(2);
  const look = (): number => (scene.latch.remaining === 0 ? sumOf(scene.data) : 2);
  return {
    threads: [come(scene, 0), come(scene, 1), look],
    finally: ([, , seen]) => {
      mustBe(seen, 2, 'the sum');
      mustBe(scene.latch.isOpen, true, 'whether it is open');
    },
  };
});

checkUnder({ js: 1, rc11: 1 }, 'what remains goes down one by one', () => {
  const { latch } = newScene(2);
  const countDown = (): string => {
    const before = latch.remaining;
    latch.countDown();
    return `${before} ${latch.remaining}`;
  };
  return {
    threads: [countDown],
    finally: ([remained]) => {
      mustBe(remained, '2 1', 'what remained');
      mustBe(latch.isOpen, false, 'whether it is open');
    },
  };
});

checkUnder({ js: 4, rc11: 4 }, 'counting down by more than is left is refused, and changes nothing', () => {
  const { latch } = newScene(2);
  const countDown = (): unknown => codeOf(() => latch.countDown(2));
  return {
    threads: [countDown, countDown],
    finally: (codes) => {
      mustBe(codes.toSorted().join(), 'TOO_MANY,nothing was thrown', 'what was thrown');
      mustBe(latch.remaining, 0, 'what remains');
    },
  };
});

checkUnder({ js: 84, rc11: 84 }, 'promises and threads are woken alike', () => {
  const scene = newScene(2);
  const wait = async (): Promise<number> => {
    await scene.latch.waitAsync();
    return sumOf(scene.data);
  };
  return {
    threads: [come(scene, 0), come(scene, 1), wait],
    finally: ([, , seen]) => mustBe(seen, 2, 'the sum'),
  };
});

checkUnder(
  { js: 20, rc11: 20 },
  'whenever a thread that pledged is killed, who waits is told or finds it open',
  () => {
    const scene = newScene(1);
    const keep = (): void => {
      using pledge = scene.latch.pledge();
      scene.data[0] = 1;
      void pledge;
    };
    const wait = (): unknown => {
      const told = codeOf(waitAndRead(scene));
      return sumOf(scene.data) <= 1 ? told : 'a sum that cannot be'; // who is told sees what the dead thread wrote
    };
    return { threads: [keep, wait], finally: ([, told]) => mustBeToldOrGetIt(told) };
  },
  { kill: 1, killThreads: [0] },
);

checkUnder({ js: 4, rc11: 7 }, 'a thread that ends without keeping its pledge is told of, and another one can come in its place', () => {
  const scene = newScene(1);
  const wait = (): number => {
    const told = codeOf(() => scene.latch.wait());
    mustBe(told, 'OWNER_DIED', 'what a thread met');
    mustBe(scene.latch.clearPoison(), true, 'whether it was poisoned');
    mustBe(scene.latch.isPoisoned, false, 'whether it is poisoned still');
    scene.latch.countDown();
    scene.latch.wait();
    return scene.latch.remaining;
  };
  return { threads: [() => void scene.latch.pledge(), wait], finally: ([, left]) => mustBe(left, 0, 'what remains') };
});

checkUnder({ js: 17, rc11: 17 }, 'all who wait are told of a pledge that was not kept', () => {
  const { latch } = newScene(1);
  const wait = (): unknown => codeOf(() => latch.wait());
  return {
    threads: [() => void latch.pledge(), wait, wait],
    finally: ([, ...told]) => mustBe(told.join(), 'OWNER_DIED,OWNER_DIED', 'what the threads met'),
  };
});

checkFinds('deadlock', 'a thread that dies without a pledge leaves the others waiting', () => {
  const scene = newScene(2);
  return { threads: [come(scene, 0), waitAndRead(scene)] };
});

checkFinds('dataRace', 'what is read before the wait is a data race', () => {
  const scene = newScene(1);
  return { threads: [come(scene, 0), () => sumOf(scene.data)] };
});
