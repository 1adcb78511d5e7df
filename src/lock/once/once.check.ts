/** Once in every execution, with two and three threads. */
import { Once } from 'lockwright/lock';
import { checkFinds, checkUnder, codeOf, mustBe, mustBeToldOrGetIt } from '../test-models.ts';

/** Data that the initialiser writes plainly: whoever reads it without being ordered after it is found as a data race. */
const newScene = (once = new Once()): { once: Once; data: Int32Array } => ({ once, data: new Int32Array(new SharedArrayBuffer(8)) });

type Scene = ReturnType<typeof newScene>;

const fill = (data: Int32Array) => (): void => {
  data[0]! += 7;
};

/** Calls it, and then reads what the initialiser wrote. */
const callAndRead =
  ({ once, data }: Scene) =>
  (): number => {
    once.call(fill(data));
    return data[0]!;
  };

const failing = (): never => {
  throw Object.assign(new Error('on purpose'), { code: 'ON_PURPOSE' });
};

const mustAllSeeIt = (seen: readonly unknown[]): void => {
  for (const value of seen) mustBe(value, 7, 'what was initialised');
};

checkUnder({ js: 22, rc11: 22 }, 'of two threads one initialises, and both see it', () => {
  const scene = newScene();
  return { threads: [callAndRead(scene), callAndRead(scene)], finally: mustAllSeeIt };
});

checkUnder({ js: 390, rc11: 390 }, 'of three threads one initialises, and all see it', () => {
  const scene = newScene();
  return { threads: [callAndRead(scene), callAndRead(scene), callAndRead(scene)], finally: mustAllSeeIt };
});

checkUnder({ js: 22, rc11: 22 }, 'in a memory of the program one initialises, and both see it', () => {
  const scene = newScene(Once.at(new SharedArrayBuffer(32), 8));
  return { threads: [callAndRead(scene), callAndRead(scene)], finally: mustAllSeeIt };
});

checkUnder({ js: 33, rc11: 87 }, 'after an initialiser that threw another one is run, and nobody is left asleep', () => {
  const scene = newScene();
  const { once } = scene;
  return {
    threads: [() => codeOf(() => once.call(failing)), callAndRead(scene)],
    finally: ([code, seen]) => {
      mustBe(code === 'ON_PURPOSE' || code === 'nothing was thrown', true, `whether '${String(code)}' is possible`);
      mustBe(seen, 7, 'what was initialised');
      mustBe(once.isDone, true, 'whether it is done');
    },
  };
});

checkUnder({ js: 15, rc11: 15 }, 'tryCall initialises or does nothing, and says which', () => {
  const scene = newScene();
  const { once, data } = scene;
  const tryOnce = (): number => (once.tryCall(fill(data)) ? data[0]! : -1);
  return {
    threads: [callAndRead(scene), tryOnce],
    finally: ([seen, tried]) => {
      mustBe(seen, 7, 'what was initialised');
      mustBe(tried === 7 || tried === -1, true, `whether ${tried} is possible`);
    },
  };
});

checkUnder({ js: 22, rc11: 22 }, 'tryCallFor gives up only while another thread is at it', () => {
  const scene = newScene();
  const { once, data } = scene;
  const tryFor = (): number => (once.tryCallFor(fill(data), 5) ? data[0]! : -1);
  return {
    threads: [tryFor, tryFor],
    finally: (tried) => {
      mustBe(tried.includes(7), true, 'whether one did it');
      for (const one of tried) mustBe(one === 7 || one === -1, true, `whether ${one} is possible`);
    },
  };
});

checkUnder({ js: 69, rc11: 69 }, 'who only waits sees what another thread initialised', () => {
  const scene = newScene();
  const { once, data } = scene;
  const wait = (): number => {
    once.wait();
    return data[0]!;
  };
  return { threads: [callAndRead(scene), wait, wait], finally: mustAllSeeIt };
});

checkUnder({ js: 15, rc11: 15 }, 'who waits for a time sees it, or knows that it is not done', () => {
  const scene = newScene();
  const { once, data } = scene;
  const wait = (): number => (once.waitFor(5) ? data[0]! : 7);
  return { threads: [callAndRead(scene), wait], finally: mustAllSeeIt };
});

checkUnder({ js: 25, rc11: 25 }, 'a wait for what nobody does is over in time', () => {
  const { once } = newScene();
  return {
    threads: [() => once.waitFor(5), () => codeOf(() => once.call(failing))],
    finally: ([done]) => mustBe(done, false, 'whether it is done'),
  };
});

checkUnder({ js: 22, rc11: 22 }, 'an initialiser that asks for itself is told', () => {
  const scene = newScene();
  const { once, data } = scene;
  const nested = (): unknown => {
    let code: unknown = 'SELF_DEADLOCK';
    once.call(() => {
      code = codeOf(() => once.call(failing));
      fill(data)();
    });
    return code;
  };
  return {
    threads: [nested, callAndRead(scene)],
    finally: ([code, seen]) => {
      mustBe(code, 'SELF_DEADLOCK', 'what was thrown');
      mustBe(seen, 7, 'what was initialised');
    },
  };
});

checkUnder({ js: 22, rc11: 22 }, 'promises and threads initialise it for each other', () => {
  const scene = newScene();
  const { once, data } = scene;
  const callAsync = async (): Promise<number> => {
    await once.callAsync(async () => {
      await Promise.resolve();
      fill(data)();
    });
    return data[0]!;
  };
  return { threads: [callAsync, callAndRead(scene)], finally: mustAllSeeIt };
});

checkUnder({ js: 11, rc11: 11 }, 'a promise that only waits sees it', () => {
  const scene = newScene();
  const { once, data } = scene;
  const wait = async (): Promise<number> => {
    await once.waitAsync();
    return data[0]!;
  };
  return { threads: [wait, callAndRead(scene)], finally: mustAllSeeIt };
});

checkUnder(
  { js: 84, rc11: 103 },
  'whenever the thread that is at it is killed, the other one does it or is told',
  () => {
    const scene = newScene();
    return {
      threads: [callAndRead(scene), () => codeOf(callAndRead(scene))],
      finally: ([, code]) => mustBeToldOrGetIt(code),
    };
  },
  { kill: 1, killThreads: [0] },
);

checkUnder(
  { js: 166, rc11: 551 },
  'whoever waits for a thread that is killed is told, and after clearPoison it is done once more',
  () => {
    const scene = newScene();
    const { once, data } = scene;
    const recover = (): number => {
      for (;;) {
        if (codeOf(() => once.call(fill(data))) !== 'OWNER_DIED') return data[0]! % 7; // the dead one may have filled it, too
        once.clearPoison();
      }
    };
    return { threads: [callAndRead(scene), recover], finally: ([, rest]) => mustBe(rest, 0, 'what is not sevens') };
  },
  { kill: 1, killThreads: [0] },
);

checkUnder(
  { js: 428, rc11: 1031 },
  'what was put in order before clearPoison is seen by the initialiser that comes next',
  () => {
    const { once, data } = newScene();
    const clear = (): number => {
      if (!once.isPoisoned) return 0;
      data[1] = 7;
      return once.clearPoison() ? data[0]! : 0; // from here on it sees what the dead one wrote
    };
    const next = (): unknown => {
      let seen = 7;
      const code = codeOf(() => once.call(() => (seen = data[1]!)));
      mustBe(seen === 7 || seen === 0, true, `whether ${seen} is possible`);
      return code;
    };
    return { threads: [() => once.call(fill(data)), clear, next], finally: ([, , code]) => mustBeToldOrGetIt(code) };
  },
  { kill: 1, killThreads: [0] },
);

checkFinds('deadlock', 'who only waits for what nobody does waits for ever', () => {
  const { once } = newScene();
  return { threads: [() => once.wait(), () => codeOf(() => once.call(failing))] };
});

checkFinds('dataRace', 'what is read without asking whether it is done is a data race', () => {
  const scene = newScene();
  return { threads: [callAndRead(scene), () => scene.data[0]] };
});
