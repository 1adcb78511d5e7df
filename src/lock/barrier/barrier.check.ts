/** Barrier in every execution, with two and three threads. */
import { assume } from 'lockwright/check';
import { Barrier } from 'lockwright/lock';
import { checkFinds, checkUnder, codeOf, mustBe, mustBeToldOrGetIt } from '../test-models.ts';

/** A barrier, and a plain word for each thread: who reads those of others without being ordered after them is found as a data race. */
const newScene = (parties: number, barrier = new Barrier(parties)): { barrier: Barrier; data: Int32Array } => ({
  barrier,
  data: new Int32Array(new SharedArrayBuffer(12)),
});

type Scene = ReturnType<typeof newScene>;

const sumOf = (data: Int32Array): number => data[0]! + data[1]! + data[2]!;

/** Writes, meets the others, and reads what all wrote: `leader 2`. */
const meet =
  ({ barrier, data }: Scene, who: number) =>
  (): string => {
    data[who] = 1;
    const result = barrier.wait();
    return `${result} ${sumOf(data)}`;
  };

/** Exactly one leader, and the sum is what all saw. */
function mustHaveMet(seen: readonly string[], sum: number): void {
  const expected = ['leader', ...seen.slice(1).map(() => 'member')].map((result) => `${result} ${sum}`);
  mustBe(seen.toSorted().join(), expected.join(), 'what the threads met and saw');
}

checkUnder({ js: 12, rc11: 12 }, 'two threads meet, one leads, and each sees what the other wrote', () => {
  const scene = newScene(2);
  return { threads: [meet(scene, 0), meet(scene, 1)], finally: (seen) => mustHaveMet(seen, 2) };
});

checkUnder({ js: 1248, rc11: 1248 }, 'three threads meet in a memory of the program', () => {
  const scene = newScene(3, Barrier.at(new SharedArrayBuffer(16), 8, 3));
  return { threads: [meet(scene, 0), meet(scene, 1), meet(scene, 2)], finally: (seen) => mustHaveMet(seen, 3) };
});

checkUnder({ js: 216, rc11: 216 }, 'two threads meet twice, and what was written in between is seen after the second time', () => {
  const { barrier, data } = newScene(2);
  const second = (): string => {
    data[1] = 1;
    const met = barrier.wait();
    const sum = data[0]! + data[1]!;
    const again = barrier.wait();
    return `${met} ${sum}, ${again} ${sumOf(data)}`;
  };
  const first = (): string => {
    data[0] = 1;
    const met = barrier.wait();
    data[2] = 1; // the other one must not be past its second time yet
    return `${met}, ${barrier.wait()}`;
  };
  return {
    threads: [first, second],
    finally: ([one, two]) => {
      const both = `${one}; ${two}`;
      const possible = ['leader', 'member'].flatMap((a) =>
        ['leader', 'member'].map((b) => `${a}, ${b}; ${a === 'leader' ? 'member' : 'leader'} 2, ${b === 'leader' ? 'member' : 'leader'} 3`),
      );
      mustBe(possible.includes(both), true, `whether '${both}' is possible`);
    },
  };
});

checkUnder({ js: 10, rc11: 24 }, 'a barrier of one lets everybody through as the leader', () => {
  const { barrier } = newScene(1);
  return {
    threads: [() => `${barrier.wait()} ${barrier.tryWait()}`, () => barrier.waitFor(5)],
    finally: (seen) => mustBe(seen.join(' '), 'leader leader leader', 'the results'),
  };
});

checkUnder({ js: 9, rc11: 9 }, 'tryWait comes as the last one, or not at all', () => {
  const scene = newScene(2);
  const { barrier, data } = scene;
  const tryIt = (): string => (barrier.tryWait() === 'leader' ? `leader ${data[0]!}` : 'nothing');
  const wait = (): string => {
    data[0] = 1;
    return barrier.waitFor(5);
  };
  return {
    threads: [wait, tryIt],
    finally: ([waited, tried]) => {
      const both = `${waited}, ${tried}`;
      mustBe(['member, leader 1', 'timedOut, nothing'].includes(both), true, `whether '${both}' is possible`);
    },
  };
});

checkUnder({ js: 32, rc11: 32 }, 'who gives up has not come, and who is too late for that has', () => {
  const scene = newScene(2);
  const { barrier, data } = scene;
  const waitFor = (who: number) => (): string => {
    data[who] = 1;
    const result = barrier.waitFor(5);
    return result === 'timedOut' ? result : `${result} ${sumOf(data)}`;
  };
  return {
    threads: [waitFor(0), waitFor(1)],
    finally: (seen) => {
      const both = seen.toSorted().join(', ');
      mustBe(['leader 2, member 2', 'timedOut, timedOut'].includes(both), true, `whether '${both}' is possible`);
      mustBe(barrier.waiting, 0, 'how many wait');
    },
  };
});

checkUnder({ js: 752, rc11: 752 }, 'who gives up takes the place of nobody else', () => {
  const scene = newScene(2);
  const giveUp = (): string => scene.barrier.waitFor(5);
  return {
    threads: [giveUp, () => scene.barrier.waitFor(5), () => scene.barrier.tryWait() ?? 'nothing'],
    finally: (seen) => {
      const leaders = seen.filter((result) => result === 'leader').length;
      const members = seen.filter((result) => result === 'member').length;
      mustBe(members, leaders, 'members for the leaders');
      mustBe(scene.barrier.waiting, 0, 'how many wait');
    },
  };
});

checkUnder({ js: 468, rc11: 468 }, 'who gives up while another one comes is taken off all the same', () => {
  const { barrier } = newScene(3);
  const giveUp = (): string => barrier.waitFor(5);
  return {
    threads: [giveUp, giveUp],
    finally: (seen) => {
      mustBe(seen.join(), 'timedOut,timedOut', 'the results');
      mustBe(barrier.waiting, 0, 'how many wait');
    },
  };
});

checkUnder({ js: 16, rc11: 16 }, 'a promise and a thread meet', () => {
  const scene = newScene(2);
  const { barrier, data } = scene;
  const meetAsync = async (): Promise<string> => {
    data[0] = 1;
    const result = await barrier.waitAsync();
    return `${result} ${sumOf(data)}`;
  };
  return { threads: [meetAsync, meet(scene, 1)], finally: (seen) => mustHaveMet(seen, 2) };
});

checkUnder(
  { js: 46, rc11: 50 },
  'whenever a thread that pledged to take part is killed, the other one is told or has met it',
  () => {
    const scene = newScene(2);
    const pledged = (): void => {
      const pledge = scene.barrier.pledge();
      meet(scene, 0)();
      pledge.keep();
    };
    return { threads: [pledged, () => codeOf(meet(scene, 1))], finally: ([, told]) => mustBeToldOrGetIt(told) };
  },
  { kill: 1, killThreads: [0] },
);

checkUnder(
  { js: 4, rc11: 5 },
  'a thread that is killed while it waits has come',
  () => {
    const scene = newScene(2);
    const meetWhoHasCome = (): string => {
      assume(scene.barrier.waiting === 1);
      return meet(scene, 1)();
    };
    return { threads: [meet(scene, 0), meetWhoHasCome], finally: ([, seen]) => mustBe(seen, 'leader 2', 'what a thread met and saw') };
  },
  { kill: 1, killThreads: [0] },
);

checkFinds('deadlock', 'a thread too few never meets', () => {
  const scene = newScene(3);
  return { threads: [meet(scene, 0), meet(scene, 1)] };
});

checkFinds('dataRace', 'what is read before the barrier is a data race', () => {
  const scene = newScene(2);
  return { threads: [meet(scene, 0), () => sumOf(scene.data) + scene.barrier.wait().length] };
});
