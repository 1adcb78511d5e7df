import { expect, test } from 'vitest';
import { freeVariables } from './free-variables.ts';

/**
 * The engine itself as judge: generated functions are run inside a `with` whose object claims to have every name and writes down which ones it
 * was asked for. In the generated code every statement and every default value is executed, so those are exactly the free variables.
 */

const NAMES = Array.from({ length: 12 }, (_, i) => `v${i}`);
const PROGRAMS = 2000;
const DEPTH = 3;

/** mulberry32, a small generator of pseudo-random numbers: a failure names its seed. */
function randomOf(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

class Generator {
  readonly #random: (below: number) => number;
  #unique = 0;

  constructor(seed: number) {
    this.#random = randomOf(seed);
  }

  program(): string {
    const parameters = this.#parameters(DEPTH);
    const body = this.#body(DEPTH, true);
    return [
      `async (${parameters}) => { ${body} }`,
      `async function (${parameters}) { ${body} }`,
      `async function ${this.#name()}(${parameters}) { ${body} }`,
      `({ async m(${parameters}) { ${body} } }).m`,
    ][this.#random(4)] as string;
  }

  #name(): string {
    return NAMES[this.#random(NAMES.length)] as string;
  }

  /** A use that cannot throw: the name may be in its temporal dead zone. */
  #use(): string {
    const name = this.#name();
    const use = [
      name,
      `[${name}]`,
      `({ ${name} })`,
      `({ [(${name}, 'k')]: 1 })`,
      `\`\${(${name}, 1)}\``,
      `(${name}, 0).${name}`,
      `{ ${name}: ${name} }`,
    ][this.#random(7)] as string;
    return `(() => { try { ${use} } catch {} })()`;
  }

  #assignment(): string {
    const [a, b] = [this.#name(), this.#name()];
    const target = [
      `${a} = 1`,
      `${a} ||= 1`,
      `${a}++`,
      `[${a}] = [1]`,
      `({ ${a} } = {})`,
      `({ k: ${a} = ${this.#use()} } = {})`,
      `[...${b}] = []`,
    ][this.#random(7)] as string;
    return `try { ${target} } catch {}`;
  }

  #pattern(): string {
    const [a, b, c] = [this.#name(), this.#name(), this.#name()];
    return [
      `{ ${a} = ${this.#use()} }`,
      `{ k: ${a} = ${this.#use()}, ...${b} }`,
      `{ [(${this.#use()}, 'k')]: { ${a} } = {} }`,
      `{ k: [${a}, , ...[${b} = ${this.#use()}]] = [], ${c} }`,
    ][this.#random(4)] as string;
  }

  #parameters(depth: number): string {
    const list: string[] = [];
    for (let i = this.#random(3); i > 0; i--) {
      list.push(
        [
          this.#name(),
          `${this.#name()} = ${this.#use()}`,
          `${this.#pattern()} = {}`,
          depth > 1 ? `${this.#name()} = (() => { ${this.#body(depth - 2, false)} })()` : this.#name(),
        ][this.#random(4)] as string,
      );
    }
    if (this.#random(4) === 0) list.push(`...[${this.#name()} = ${this.#use()}]`);
    return list.join(', ');
  }

  #body(depth: number, isAsync: boolean): string {
    let text = '';
    for (let i = 1 + this.#random(3); i > 0; i--) text += `${this.#statement(depth, isAsync)} `;
    return text;
  }

  #statement(depth: number, isAsync: boolean): string {
    const kind = this.#random(depth > 0 ? 25 : 9);
    const name = this.#name();
    const inner = () => this.#body(depth - 1, isAsync);
    const sync = () => this.#body(depth - 1, false);
    switch (kind) {
      case 0:
      case 1:
        return `${this.#use()};`;
      case 2:
        return this.#assignment();
      case 3:
        return `var ${name} = ${this.#use()};`;
      case 4:
        return `${['let', 'const'][this.#random(2)]} ${name} = ${this.#use()};`;
      case 5:
        return `${['var', 'let', 'const'][this.#random(3)]} ${this.#pattern()} = {};`;
      case 6:
        return `function ${name}() {}`;
      case 7:
        return `${isAsync && this.#random(2) === 0 ? 'await ' : ''}using ${name} = (${this.#use()}, null);`;
      case 8:
        return `${name}: for (;;) { break ${name} }`;
      case 9:
        return `{ ${inner()} }`;
      case 10:
        return `if (${this.#use()}) {} else { ${inner()} }`;
      case 11:
        return `for (${['let', 'const', 'var'][this.#random(3)]} ${name} of (${this.#use()}, [1])) { ${inner()} }`;
      case 12:
        return `for (${['let', 'const', 'var'][this.#random(3)]} ${name} in (${this.#use()}, { k: 1 })) { ${inner()} }`;
      case 13:
        return `for (let ${name} = 0, once = true; once; once = false, ${this.#use()}) { ${inner()} }`;
      case 14:
        return `switch (${this.#use()}) { case ${this.#use()}: ${inner()} default: ${inner()} }`;
      case 15:
        return `try { throw {} } catch (${[name, this.#pattern()][this.#random(2)]}) { ${inner()} } finally { ${inner()} }`;
      case 16:
        return `(function ${this.#random(2) === 0 ? name : ''}(${this.#parameters(depth)}) { ${sync()} })();`;
      case 17:
        return `((${this.#parameters(depth)}) => { ${sync()} })();`;
      case 18: {
        const own = `f${this.#unique++}`;
        return `${own}(); function ${own}(${this.#parameters(depth)}) { ${sync()} }`;
      }
      // The inner braces keep clear of a fault of acorn 8.19, see the limits in free-variables.test.ts.
      case 19:
        return `class ${name} extends (${this.#use()}, Object) { static [(${this.#use()}, 'k')] = ${this.#use()}; static { { ${sync()} } } }`;
      case 20:
        return `(class ${this.#random(2) === 0 ? name : ''} { static m(${this.#parameters(depth)}) { ${sync()} } #${name} = 1; static { this.m() } });`;
      case 21:
        return `({ ${name}(${this.#parameters(depth)}) { ${sync()} } }).${name}();`;
      case 22:
        return `Object.assign({ get ${name}() { ${sync()} }, set k(${this.#pattern()}) { ${sync()} } }, { k: {} }).${name};`;
      case 23:
        return `[...(function* ${name}(${this.#parameters(depth)}) { yield ${this.#use()}; ${sync()} })()];`;
      default:
        return isAsync ? `await (async () => { ${inner()} })();` : `{ ${sync()} }`;
    }
  }
}

/** The names that the running function asks the code around it for; nothing if the engine does not accept the text. */
async function oracle(text: string): Promise<string[] | undefined> {
  const asked = new Set<string>();
  const around = new Proxy(
    {},
    {
      has: (_target, key) => typeof key === 'string' && NAMES.includes(key) && asked.add(key) !== undefined,
      get: (_target, key) => (key === Symbol.unscopables ? undefined : 1),
      set: () => true,
    },
  );
  let run: (...args: unknown[]) => Promise<unknown>;
  try {
    const make = new Function('around', `with (around) { return (function () { 'use strict'; return (${text}) })() }`);
    run = make(around) as typeof run;
  } catch {
    return undefined;
  }
  await run();
  return [...asked].toSorted();
}

test(`in ${PROGRAMS} generated functions, the free variables are exactly the names that the engine looks for outside`, async () => {
  const seen = { accepted: 0, withFree: 0, withoutSome: 0 };
  for (let seed = 1; seed <= PROGRAMS; seed++) {
    const text = new Generator(seed).program();
    const expected = await oracle(text);
    const found = analysed(text);
    expect({ seed, text, found }).toEqual({ seed, text, found: expected });
    if (expected === undefined) continue;
    seen.accepted++;
    if (expected.length > 0) seen.withFree++;
    if (NAMES.some((name) => !expected.includes(name) && text.includes(name))) seen.withoutSome++;
  }
  // Otherwise the comparison would say little.
  expect(seen.accepted).toBeGreaterThan(PROGRAMS / 3);
  expect(seen.withFree).toBeGreaterThan(PROGRAMS / 4);
  expect(seen.withoutSome).toBeGreaterThan(PROGRAMS / 4);
});

function analysed(text: string): string[] | undefined {
  try {
    return freeVariables(text)
      .map(({ name }) => name)
      .toSorted();
  } catch {
    return undefined;
  }
}
