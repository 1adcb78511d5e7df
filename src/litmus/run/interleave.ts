import { bytesOf, toIntegerOf, valueOf } from '../js/elements.ts';
import type { JsExpr, JsPlace, JsProgram, JsValue } from '../js/program.ts';
import type { LitmusTest, Place } from '../program.ts';
import { holds, keyOf, shownAs, showState } from '../states.ts';
import { fromMemory } from './locations.ts';

/** How an outcome can come about, at best; unknown where not all ways were followed. */
export type Class = 'sequential' | 'interleaved' | 'weak' | 'unknown';

/** What is found of the classes of outcomes: of others than these, that they are weak, if all ways were followed. */
export interface Classes {
  readonly found: ReadonlyMap<string, Class>;
  readonly areAll: boolean;
}

/** A thread that alone takes more steps waits for another one. A guess. */
const MOST_STEPS = 5000;
/** More states are not gone through: that takes about a second. */
const MOST_STATES = 20_000;

interface Machine {
  readonly memory: readonly Uint8Array[];
  readonly pcs: readonly number[];
  readonly registers: readonly (readonly JsValue[])[];
}

/**
 * The outcomes that come about if one thread runs after the other, and if their instructions take turns in any way.
 * Costs the number of different states that turns lead to.
 */
export function interleavings(test: LitmusTest, program: JsProgram, bytes: readonly number[]): Classes {
  const found = new Map<string, Class>();
  const initial: Machine = {
    memory: bytes.map((length, block) => {
      const memory = new Uint8Array(length);
      for (const [at, byte] of program.initial[block] ?? []) memory[at] = byte;
      return memory;
    }),
    pcs: program.threads.map(() => 0),
    registers: program.threads.map(({ registers, initial: values }) => registers.map((_, i) => values[i] ?? 0)),
  };
  for (const order of permutations([...program.threads.keys()])) {
    let machine = initial;
    for (const thread of order) for (let n = 0; n < MOST_STEPS && !isOver(machine, thread); n++) machine = step(program, machine, thread);
    if (order.every((thread) => isOver(machine, thread))) note(machine, 'sequential');
  }
  const seen = new Set<string>();
  const left = [initial];
  for (let machine = left.pop(); machine !== undefined && seen.size < MOST_STATES; machine = left.pop()) {
    const key = `${machine.pcs.join()};${machine.registers.join(';')};${machine.memory.join(';')}`;
    if (seen.has(key)) continue;
    seen.add(key);
    const running = program.threads.flatMap((_, thread) => (isOver(machine, thread) ? [] : [thread]));
    if (running.length === 0) note(machine, 'interleaved');
    for (const thread of running) left.push(step(program, machine, thread));
  }
  return { found, areAll: seen.size < MOST_STATES };

  function note(machine: Machine, how: Class): void {
    const text = textOf(test, program, machine);
    if (text !== undefined && !found.has(text)) found.set(text, how);
  }

  function isOver({ pcs }: Machine, thread: number): boolean {
    return pcs[thread]! >= program.threads[thread]!.code.length;
  }
}

function* permutations(items: readonly number[]): Generator<readonly number[]> {
  if (items.length === 0) yield [];
  for (const [i, item] of items.entries()) for (const rest of permutations(items.toSpliced(i, 1))) yield [item, ...rest];
}

function step(program: JsProgram, machine: Machine, thread: number): Machine {
  const now = program.threads[thread]!.code[machine.pcs[thread]!]!;
  const registers = machine.registers.map((values, i) => (i === thread ? [...values] : values)) as JsValue[][];
  const memory = machine.memory.map((bytes) => bytes.slice());
  const own = registers[thread]!;
  const read = (place: JsPlace): JsValue => readFrom(memory, place, own);
  const write = (place: JsPlace, value: JsValue): void =>
    memory[place.block]!.set(bytesOf(place.element, value, place.littleEndian), addressOf(place, own));
  let pc = machine.pcs[thread]! + 1;
  switch (now.op) {
    case 'set':
      own[now.register] = evaluate(now.value, own);
      break;
    case 'load':
      own[now.register] = read(now.place);
      break;
    case 'store':
      write(now.place, evaluate(now.value, own));
      break;
    case 'rmw': {
      const operand = toIntegerOf(now.place.element, evaluate(now.operand, own));
      const old = read(now.place);
      write(now.place, now.f === undefined ? operand : now.f(old, operand));
      own[now.register] = old;
      break;
    }
    case 'compare-exchange': {
      const old = read(now.place);
      const bytes = (value: JsValue) => bytesOf(now.place.element, value, now.place.littleEndian).join();
      if (bytes(old) === bytes(evaluate(now.expected, own))) write(now.place, evaluate(now.value, own));
      own[now.register] = old;
      break;
    }
    case 'branch':
      if (!evaluate(now.condition, own)) pc = now.target;
      break;
    case 'jump':
      pc = now.target;
      break;
    default:
      throw new Error(`litmus: '${now.op}' cannot be run`);
  }
  return { memory, registers, pcs: machine.pcs.map((old, i) => (i === thread ? pc : old)) };
}

function evaluate(expr: JsExpr, registers: readonly JsValue[]): JsValue {
  if (expr.kind === 'constant') return expr.value;
  return expr.kind === 'register' ? registers[expr.register]! : expr.f(...expr.args.map((arg) => evaluate(arg, registers)));
}

const addressOf = ({ offset, scale, index }: JsPlace, registers: readonly JsValue[]): number =>
  offset + scale * Number(evaluate(index, registers));

/** What an element holds. */
export function readFrom(memory: readonly Uint8Array[], place: JsPlace, registers: readonly JsValue[], base = 0): JsValue {
  const from = base + addressOf(place, registers);
  return valueOf(place.element, [...memory[place.block]!.subarray(from, from + place.element.size)], place.littleEndian);
}

function textOf(test: LitmusTest, program: JsProgram, { memory, registers }: Machine): string | undefined {
  return outcomeText(
    test,
    program,
    (thread, register) => registers[thread]![register]!,
    (place) => readFrom(memory, place, []),
  );
}

/** In JS values show their type themselves. */
const shown = (value: JsValue, { type }: Place): JsValue => (type === undefined ? value : shownAs(fromMemory(value), type));

/** The outcome as states show it, from what registers and memory hold; undefined if the test's filter leaves it out. */
export function outcomeText(
  test: LitmusTest,
  program: JsProgram,
  register: (thread: number, register: number) => JsValue,
  final: (place: JsPlace) => JsValue,
): string | undefined {
  let next = 0;
  const state = test.observed.map((where) => {
    if (!('thread' in where)) return [keyOf(where), shown(final(program.final[next++]!), where)] as const;
    const number = test.threads[where.thread]!.registers.indexOf(where.register);
    return [keyOf(where), number === -1 ? 0 : shown(register(where.thread, number), where)] as const;
  });
  const found = new Map(state);
  return test.filter === undefined || holds(test.filter, found) ? showState(test, found) : undefined;
}
