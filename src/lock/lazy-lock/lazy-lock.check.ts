/** LazyLock in every execution: that it makes its value once, by every way to ask. The rest is checked as Once and OnceLock. */
import { LazyLock } from 'lockwright/lock';
import { i32 } from 'lockwright/memory';
import { checkUnder, codeOf, mustBe, mustBeToldOrGetIt } from '../test-models.ts';

/** A lazy lock whose initialiser counts how often it was run: in a plain word, so that two runs at once are a data race. */
function newScene(): { lazy: LazyLock<number>; runs: Int32Array } {
  const runs = new Int32Array(new SharedArrayBuffer(4));
  const lazy = new LazyLock(i32, () => {
    runs[0]! += 1;
    return 7;
  });
  return { lazy, runs };
}

checkUnder({ js: 22, rc11: 22 }, 'the value is made once, whoever asks first', () => {
  const { lazy, runs } = newScene();
  return {
    threads: [() => lazy.get(), () => lazy.get()],
    finally: (seen) => {
      mustBe(seen.join(), '7,7', 'the values');
      mustBe(runs[0], 1, 'runs');
    },
  };
});

checkUnder({ js: 45, rc11: 45 }, 'every way to ask gives the one value, or nothing', () => {
  const { lazy, runs } = newScene();
  return {
    threads: [() => lazy.tryGet() ?? 7, () => lazy.tryGetFor(5) ?? 7, () => lazy.peek() ?? 7],
    finally: (seen) => {
      mustBe(seen.join(), '7,7,7', 'the values');
      mustBe(runs[0], 1, 'runs');
    },
  };
});

checkUnder({ js: 22, rc11: 22 }, 'a promise and a thread share the value', () => {
  const { lazy, runs } = newScene();
  return {
    threads: [() => lazy.getAsync(), () => lazy.get()],
    finally: (seen) => {
      mustBe(seen.join(), '7,7', 'the values');
      mustBe(runs[0], 1, 'runs');
    },
  };
});

checkUnder(
  { js: 218, rc11: 786 },
  'whenever the thread that makes it is killed, the other one gets it or is told, and can make it anew',
  () => {
    const { lazy } = newScene();
    const ask = (): unknown => {
      const code = codeOf(() => lazy.get());
      mustBeToldOrGetIt(code);
      if (code === 'OWNER_DIED') lazy.clearPoison();
      return lazy.get();
    };
    return { threads: [() => lazy.get(), ask], finally: ([, seen]) => mustBe(seen, 7, 'the value') };
  },
  { kill: 1, killThreads: [0] },
);
