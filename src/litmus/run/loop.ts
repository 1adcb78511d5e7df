import { toBigInt, toIntegerOf, toNumber } from '../js/elements.ts';
import type { JsExpr, JsInstruction, JsPlace, JsProgram, JsThread, JsValue } from '../js/program.ts';
import type { LitmusTest } from '../program.ts';
import { CannotRun } from './cannot-run.ts';
import { translate } from './translate.ts';

/** What the threads of a run share. */
export interface RunMemory {
  /** The blocks of the test, each for all instances. */
  readonly blocks: readonly SharedArrayBuffer[];
  /** How far apart the instances of a block are, in bytes. */
  readonly strides: readonly number[];
  /** In which order all threads go through the instances. */
  readonly order: SharedArrayBuffer;
  /** For each instance how many threads have come to it. */
  readonly arrivals: SharedArrayBuffer;
  /** For each thread how long it waits before an instance, once all have come to it. */
  readonly delays: readonly SharedArrayBuffer[];
  /** For each thread what its observed registers held, by instance. */
  readonly results: readonly SharedArrayBuffer[];
}

/** What a register held is kept as two numbers: the nearest to it, and of a BigInt what is left, else NaN. */
export const RESULT_WORDS = 2;

export const resultOf = (nearest: number, left: number): JsValue => (Number.isNaN(left) ? nearest : BigInt(nearest) + BigInt(left));

/** Instances of a block do not share a line of the cache: the largest line that is usual. */
export const LINE = 64;
/**
 * So often a thread looks whether the others have come to an instance, before it goes on alone: some time where each thread has a core, since
 * only threads that begin together meet; hardly at all where they must take turns. Guesses.
 */
const LOOKS = { together: 20_000, inTurn: 1000 };
/** At so many instances of a batch it waits as long as that: where the others have no processor now, it is of no use to wait for them at each instance. */
const WAITS_OF_BATCH = 100;

/** The registers of a thread that states name, by their numbers. */
export const observedRegisters = (test: LitmusTest, thread: number): readonly number[] =>
  test.observed
    .flatMap((where) => ('thread' in where && where.thread === thread ? test.threads[thread]!.registers.indexOf(where.register) : []))
    .filter((register) => register !== -1);

/** The loop of one thread of a test over so many instances. Costs a compilation; throws where something cannot be run. */
export function loopOf(
  test: LitmusTest,
  program: JsProgram,
  number: number,
  memory: RunMemory,
  cores: number,
): (instances: number) => void {
  const text = new LoopText(program, program.threads[number]!, observedRegisters(test, number));
  const make = new Function('memory', 'results', 'delays', 'threads', 'looks', 'all', 'functions', text.toString()) as (
    ...args: readonly unknown[]
  ) => (instances: number) => void;
  const threads = program.threads.length;
  const looks = threads <= cores ? LOOKS.together : LOOKS.inTurn;
  return make(memory, memory.results[number], memory.delays[number], threads, looks, WAITS_OF_BATCH * looks, text.functions);
}

/** What the threads of a test do when it is run. Costs a translation, unless the test is in the JS dialect; throws `CannotRun` with the reason. */
export function programOf(test: LitmusTest): JsProgram {
  const program = test.js ?? translate(test);
  for (const { code } of program.threads) {
    for (const instruction of code) {
      if (instruction.op === 'wait' || instruction.op === 'notify') throw new CannotRun('it waits or notifies, which is not run');
      if ('place' in instruction && !isElement(instruction.place))
        throw new CannotRun('it accesses memory through a DataView, which is not run');
    }
  }
  return program;
}

const isElement = ({ scale, offset, element }: JsPlace): boolean => scale === element.size && offset % element.size === 0;

class LoopText {
  readonly functions: ((...args: readonly JsValue[]) => unknown)[] = [toNumber as never, toBigInt as never];
  readonly #views = new Map<string, string>();
  readonly #body: string;

  constructor(program: JsProgram, thread: JsThread, observed: readonly number[]) {
    const registers = thread.registers.map((_, i) => `r${i} = ${literal(thread.initial[i] ?? 0)}`);
    const code = this.#code(thread.code);
    const results = observed.map((register, i) => {
      const at = `${RESULT_WORDS} * (j * ${observed.length} + ${i})`;
      return `results[${at}] = Number(r${register}); results[${at} + 1] = typeof r${register} === 'bigint' ? Number(r${register} - BigInt(results[${at}])) : NaN;`;
    });
    const bases = program.blocks.map((_, block) => `const b${block} = j * memory.strides[${block}];`);
    this.#body = [registers.length === 0 ? '' : `let ${registers.join(', ')};`, code, ...results].join('\n');
    this.#bases = bases.join('\n');
  }
  readonly #bases: string;

  toString(): string {
    const views = [...this.#views].map(([name, made]) => `const ${name} = ${made};`);
    return `'use strict';
const order = new Int32Array(memory.order), arrivals = new Int32Array(memory.arrivals);
results = new Float64Array(results), delays = new Uint8Array(delays);
${views.join('\n')}
return (instances) => {
  let left = all;
  for (let i = 0; i < instances; i++) {
    Atomics.add(arrivals, i, 1);
    const most = Math.min(looks, left);
    let n = 0;
    while (n < most && Atomics.load(arrivals, i) < threads) n++;
    left -= n;
    for (n = delays[i]; n > 0; n--) Atomics.load(arrivals, i);
    const j = order[i];
    ${this.#bases}
    ${this.#body}
  }
};`;
  }

  #code(code: readonly JsInstruction[]): string {
    const lines = code.map((instruction) => this.#instruction(instruction));
    if (!code.some(({ op }) => op === 'branch' || op === 'jump')) return lines.join('\n');
    return `for (let pc = 0; pc < ${code.length};) switch (pc) {\n${lines.map((line, at) => `case ${at}: ${line}${line.endsWith('continue;') ? '' : ` pc = ${at + 1};`}`).join('\n')}\n}`;
  }

  #instruction(now: JsInstruction): string {
    switch (now.op) {
      case 'set':
        return `r${now.register} = ${this.#expr(now.value)};`;
      case 'load':
        return `r${now.register} = ${now.place.atomic ? `Atomics.load(${this.#at(now.place)})` : this.#element(now.place)};`;
      case 'store': {
        const value = this.#value(now.place, now.value);
        return now.place.atomic ? `Atomics.store(${this.#at(now.place)}, ${value});` : `${this.#element(now.place)} = ${value};`;
      }
      case 'rmw':
        return this.#rmw(now);
      case 'compare-exchange':
        return `r${now.register} = Atomics.compareExchange(${this.#at(now.place)}, ${this.#value(now.place, now.expected)}, ${this.#value(now.place, now.value)});`;
      case 'branch':
        return `pc = ${this.#expr(now.condition)} ? pc + 1 : ${now.target}; continue;`;
      case 'jump':
        return `pc = ${now.target}; continue;`;
      default:
        throw new Error(`litmus: '${now.op}' cannot be run`);
    }
  }

  /** The test knows only what a read-modify-write computes, so it is a loop of compare-and-exchanges. */
  #rmw({ register, place, operand, f }: JsInstruction & { readonly op: 'rmw' }): string {
    const value = this.#value(place, operand);
    const at = this.#at(place);
    if (f === undefined) return `r${register} = Atomics.exchange(${at}, ${value});`;
    const compute = this.#function((old, by) => toIntegerOf(place.element, f(old!, by!)));
    return `for (let old = Atomics.load(${at});;) { const found = Atomics.compareExchange(${at}, old, ${compute}(old, ${value})); if (found === old) { r${register} = old; break; } old = found; }`;
  }

  #value(place: JsPlace, expr: JsExpr): string {
    const isBig = place.element.kind === 'bigint';
    if (expr.kind === 'constant') return literal(isBig ? toBigInt(expr.value) : toNumber(expr.value));
    return `functions[${isBig ? 1 : 0}](${this.#expr(expr)})`;
  }

  #expr(expr: JsExpr): string {
    switch (expr.kind) {
      case 'constant':
        return literal(expr.value);
      case 'register':
        return `r${expr.register}`;
      default:
        return `${this.#function(expr.f)}(${expr.args.map((arg) => this.#expr(arg)).join(', ')})`;
    }
  }

  #function(f: (...args: readonly JsValue[]) => unknown): string {
    return `functions[${this.functions.push(f) - 1}]`;
  }

  #view({ block, element }: JsPlace): string {
    const name = `v${block}${element.name}`;
    this.#views.set(name, `new ${element.name}Array(memory.blocks[${block}])`);
    return name;
  }

  #index({ block, offset, index, scale, element }: JsPlace): string {
    const at =
      index.kind === 'constant' ? String(offset + scale * Number(index.value)) : `${offset} + ${scale} * Number(${this.#expr(index)})`;
    return `(b${block} + ${at}) / ${element.size}`;
  }

  #at(place: JsPlace): string {
    return `${this.#view(place)}, ${this.#index(place)}`;
  }

  #element(place: JsPlace): string {
    return `${this.#view(place)}[${this.#index(place)}]`;
  }
}

const literal = (value: JsValue): string =>
  typeof value === 'bigint' ? `${value}n` : typeof value === 'string' ? JSON.stringify(value) : String(value);
