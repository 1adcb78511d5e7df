import type { Relation } from '../enumerate/execution.ts';
import { MOST_COMBINATIONS } from '../enumerate/limit.ts';
import { fitting, Pairs, type Counted } from '../enumerate/matching.ts';
import type { Domains } from './domains.ts';
import { JsExecution, type Unit } from './execution.ts';
import type { JsProgram, JsValue } from './program.ts';
import { sectionOrders, type Handover } from './sections.ts';
import { writeOrders } from './write-orders.ts';
import { readOf } from './events.ts';
import { settle } from './outcomes.ts';
import { allJsTraces, type JsTrace } from './traces.ts';

/** An execution in which each read knows where its bytes come from. Its models decide whether it is allowed. */
export interface JsCandidate {
  readonly execution: JsExecution;
  readonly traces: readonly JsTrace[];
  readonly handovers: readonly Handover[];
  /** For each unit of the execution the write that it comes from. The same array for all candidates. */
  readonly sources: readonly number[];
}

/** Who looks at the candidates. */
export interface JsVisitor {
  /** Whether its model is: then more bytes are read together, see {@link JsExecution}. */
  readonly isMonotone: boolean;
  /** Whether its model has an order of writes. */
  readonly usesOrder: boolean;
  /** Whether its model forbids that a read which does not tear mixes two writes of its range: then that is not tried. */
  readonly forbidsTearing: boolean;
  begin(execution: JsExecution, traces: readonly JsTrace[], handovers: readonly Handover[]): void;
  /** Whether there may be an execution in which the first units come from these writes; where there is none that is looked for, no more are tried. */
  mayBegin?(sources: readonly number[]): boolean;
  /** With the order of the writes that share a byte, for models that have one. */
  visit(sources: readonly number[], order: Relation | undefined): void;
}

/** Visits all candidate executions of a program. Costs their number: choices of values, of orders of critical sections, and of sources for each unit of bytes. */
export function visitCandidates(program: JsProgram, visitor: JsVisitor, rounds: number): void {
  const { traces, domains } = allJsTraces(program, rounds);
  const pairs = new Pairs();
  const counted = traces.map((ofThread) => ofThread.map((trace) => countBytes(trace, pairs, domains)));
  const initial = [...pairs.numbers].flatMap(([address, numbers]) => numbers.get(domains.initial(...placeOf(Number(address)))) ?? []);
  let count = 0;
  const counting: JsVisitor = {
    ...visitor,
    visit(sources, order) {
      if (++count > MOST_VISITED) throw tooManyExecutions();
      visitor.visit(sources, order);
    },
  };
  for (const chosen of fitting(counted, pairs.size, initial, tooManyWays)) visitExecution(program, chosen, domains, counting);
}

/** How many executions of a test in JS are gone through at most: a guess, about a minute. */
const MOST_VISITED = 5_000_000;

/** From how many executions on it is worth asking whether they can be. A guess: to ask costs about what one of them does. */
const WORTH_ASKING = 8;

const tooManyExecutions = (): Error =>
  new Error(
    `litmus: there are more than ${MOST_VISITED} executions, which is the most: leave out threads, accesses, or sizes that overlap in part`,
  );

const tooManyWays = (): Error =>
  new Error(
    `litmus: the threads can be gone through together in more than ${MOST_COMBINATIONS} ways, which is the most: leave out threads or reads, or write fewer values`,
  );

/** The bytes that a trace must read and those that it writes. */
function countBytes(trace: JsTrace, pairs: Pairs, domains: Domains): Counted<JsTrace> {
  const reads: number[] = [];
  const writes: number[] = [];
  for (const { block, from, read, written } of trace.events) {
    for (const [list, bytes] of [
      [reads, read],
      [writes, written],
    ] as const) {
      for (const [i, value] of (bytes ?? []).entries()) {
        if (!domains.isConstant(block, from + i)) list.push(pairs.numberOf(block * BLOCK + from + i, value));
      }
    }
  }
  return { trace, reads, replaces: [], writes };
}

/** Above the length of every buffer that a test has. A guess. */
const BLOCK = 2 ** 32;
const placeOf = (address: number): readonly [block: number, byte: number] => [Math.floor(address / BLOCK), address % BLOCK];

function visitExecution(program: JsProgram, traces: readonly JsTrace[], domains: Domains, visitor: JsVisitor): void {
  const execution = new JsExecution(traces, program.final, domains, visitor.isMonotone);
  const choices = execution.units.map((unit) => execution.sources(unit));
  if (choices.some(({ length }) => length === 0)) return;
  const sources: number[] = [];
  /** For each unit how many ways there are to go on after it. */
  const left = choices.map((_, unit) => choices.slice(unit + 1).reduce((product, { length }) => product * length, 1));
  const orders = visitor.usesOrder ? writeOrders(execution) : [undefined];
  for (const handovers of sectionOrders(execution)) {
    visitor.begin(execution, traces, handovers);
    visitUnits(0);
  }

  function visitUnits(unit: number): void {
    const list = choices[unit];
    if (list === undefined) {
      for (const order of orders) visitor.visit(sources, order);
      return;
    }
    for (const source of list) {
      if (visitor.forbidsTearing && mixesWrites(unit, source)) continue;
      sources[unit] = source;
      sources.length = unit + 1;
      if (list.length > 1 && left[unit]! >= WORTH_ASKING && visitor.mayBegin?.(sources) === false) continue;
      visitUnits(unit + 1);
    }
  }

  /** Whether an earlier unit of the same read comes from another write, where only one may be mixed with what was there at first. */
  function mixesWrites(unit: number, source: number): boolean {
    const { read, isWhole } = execution.units[unit]!;
    if (!isWhole || execution.events[source]!.thread === -1) return false;
    for (let at = unit - 1; at >= 0 && execution.units[at]!.read === read; at--) {
      const other = sources[at]!;
      if (other !== source && execution.events[other]!.thread !== -1) return true;
    }
    return false;
  }
}

/** What was read, by event, once all units have a source. */
export function readValue(
  execution: JsExecution,
  sources: readonly number[],
  event: number,
  unitsOf: readonly (readonly number[])[],
): JsValue {
  const { js } = execution.events[event]!;
  if (js.read !== undefined) return readOf(js, js.read);
  const bytes: number[] = [];
  for (const at of unitsOf[event]!) {
    const unit: Unit = execution.units[at]!;
    const from = execution.events[sources[at]!]!.js;
    for (const byte of unit.bytes) bytes[byte - js.from] = from.written![byte - from.from]!;
  }
  return readOf(js, bytes);
}

/** What a register of a thread holds at the end. */
export function registerValue(candidate: JsCandidate, thread: number, register: number, unitsOf: readonly (readonly number[])[]): JsValue {
  const { execution, sources, traces } = candidate;
  const offset = execution.offsets[thread]!;
  return settle(traces[thread]!.registers[register]!, (event) => readValue(execution, sources, offset + event, unitsOf))!;
}
