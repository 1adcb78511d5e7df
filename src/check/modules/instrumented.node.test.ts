import { afterAll, describe, expect, test } from 'vitest';
import { explore, instrumented, thread } from 'lockwright/check';
import { counted, words } from '../test-explore.ts';
import { ModuleFolder } from './test-folder.ts';

const folder = new ModuleFolder();
afterAll(() => folder.remove());

let packages = 0;

/** A package with this text; its name is new, since what is loaded once is kept. */
async function load(text: string, manifest?: object): Promise<any> {
  const name = `package-${packages++}`;
  folder.writePackage(name, text, manifest);
  return instrumented(name, folder.from);
}

const COMMON = { type: 'commonjs' };

describe('a module of a checked program', () => {
  test('is seen where it takes functions of Atomics when it is loaded', async () => {
    const { set, get } = await load(`
      const { load, store } = Atomics;
      export const set = (words) => store(words, 0, 1);
      export const get = (words) => load(words, 0);`);
    const result = await explore(() => {
      const shared = words();
      return { threads: [() => set(shared) as unknown, () => get(shared) as unknown] };
    });
    expect(counted(result)).toEqual({ '1 0': 1, '1 1': 1 });
  });

  test('is seen where its classes extend globals', async () => {
    const { Words } = await load(`export class Words extends Int32Array { get first() { return this[0]; } }`);
    const result = await explore(() => {
      const memory = new SharedArrayBuffer(4);
      return { threads: [() => void (new Words(memory)[0] = 1), () => new Words(memory).first as unknown] };
    });
    expect(result.error?.kind).toBe('dataRace');
  });

  test.for([
    [
      'an ES module',
      `let next = 0; export const take = () => next++; export default class { static made = 0; constructor() { this.constructor.made++; } }`,
      {},
    ],
    [
      'a CommonJS module',
      `let next = 0; exports.take = () => next++; exports.default = class { static made = 0; constructor() { this.constructor.made++; } };`,
      COMMON,
    ],
    [
      'one whose state is hidden',
      `const take = (() => { let next = 0; return () => next++; })(); export { take };
      export default (() => { let made = 0; return class { static get made() { return made; } constructor() { made++; } }; })();`,
      {},
    ],
  ] as const)('has its own state in each thread, and begins anew in each run: %s', async ([, text, manifest]) => {
    const library = await load(text, manifest);
    const { take } = library;
    const Class = library.default.default ?? library.default;
    const result = await explore(() => {
      const shared = words();
      const before = [take(), take()].join();
      const each = () => {
        Atomics.add(shared, 0, 1);
        void new Class();
        return [take(), take(), Class.made].join();
      };
      return {
        threads: [each, each],
        finally: () => {
          if (before !== '0,1' || take() !== 2) throw new Error('the set-up has a state of its own, too');
        },
      };
    });
    expect(result.error?.message).toBeUndefined();
    expect(counted(result)).toEqual({ '0,1,1 0,1,1': 2 });
  });

  test('reports places by the lines and columns of its file', async () => {
    const { write } = await load(
      `// the first line\nimport { sep } from 'node:path';\nexport const write = (words) => {\n  words[0] = sep.length;\n};\n`,
    );
    const { error } = await explore(() => {
      const shared = words();
      return { threads: [() => void write(shared), () => void write(shared)] };
    });
    const place = error!.trace.steps[0]!.place!;
    expect([place.file.endsWith('/index.js'), place.line, place.column]).toEqual([true, 4, 12]);
  });

  test('may do things that async functions wait for', async () => {
    const { wait } = await load(
      `export async function wait(words) { const { async, value } = Atomics.waitAsync(words, 0, 0); return async ? await value : value; }`,
    );
    const result = await explore(() => {
      const shared = words();
      const wake = () => {
        Atomics.store(shared, 0, 1);
        Atomics.notify(shared, 0);
      };
      return { threads: [() => wait(shared) as unknown, wake] };
    });
    expect(result.error).toBeNull();
    expect(Object.keys(counted(result))).toEqual(['not-equal -', 'ok -']);
  });
});

const push = (memory: Int32Array, numbers: number[]): string => {
  numbers.push(Atomics.add(memory, 0, 1));
  return numbers.join();
};

describe('what thread() hands over', () => {
  test('is a copy, except for shared memory', async () => {
    const result = await explore(() => {
      const shared = words();
      const list = [1];
      const threads = [thread(push, shared, list), thread(push, shared, list)];
      list.push(9);
      return { threads };
    });
    expect(counted(result)).toEqual({ '1,0 1,1': 1, '1,1 1,0': 1 });
  });

  test('is refused with what cannot be cloned', () => {
    expect(() =>
      thread(
        (fn: () => void) => fn(),
        () => {},
      ),
    ).toThrow('could not be cloned');
    expect(() => thread(5 as never)).toThrow('thread(fn, ...args) takes a function, but was called with 5');
  });
});

describe('the stand-in for a module', () => {
  test('does what the thing would do that it stands for', async () => {
    const library = await load(`
      export class Base { #secret = 7; static #made = 0; static make() { Base.#made++; return new this(); } get secret() { return this.#secret; } static get made() { return this.#made; } }
      export const map = new Map([[1, 'one']]);
      export const list = [3, 1, 2];
      export const deep = { fn() { return this === deep; }, Base };
      export let count = 0;
      export const raise = () => ++count;
      export default function () { return 'default'; }`);
    const { Base, map, list, deep } = library;
    expect(Base.make() instanceof Base).toBe(true);
    expect([new Base().secret, Base.make().secret, new deep.Base() instanceof Base]).toEqual([7, 7, true]);
    class Own extends (Base as new () => { readonly secret: number }) {}
    expect([new Own().secret, new Own() instanceof Base, new Base() instanceof Own]).toEqual([7, true, false]);
    expect([map.get(1), map.size, [...map.keys()], Array.isArray(list), list.toSorted(), deep.fn(), library.default()]).toEqual([
      'one',
      1,
      [1],
      true,
      [1, 2, 3],
      true,
      'default',
    ]);
    library.raise();
    expect([library.count, Object.keys(library).toSorted()]).toEqual([1, ['Base', 'count', 'deep', 'default', 'list', 'map', 'raise']]);
    list.push(4);
    expect([list.length, 'fn' in deep, Object.keys(deep)]).toEqual([4, true, ['fn', 'Base']]);
  });
});
