import type { AccessOrder } from '../machine.ts';
import { applyRmw, type DataProgram, registerCount, type Statement, valueOf } from './program.ts';

/** One memory access or fence of a thread, or a choice. Initial writes have thread -1, and their location as index. */
export interface BuiltEvent {
  readonly thread: number;
  readonly index: number;
  readonly kind: 'load' | 'store' | 'rmw' | 'fence' | 'choose';
  /** The location; -1 of fences and choices. */
  readonly at: number;
  readonly order: AccessOrder;
  readonly read?: number;
  readonly written?: number;
  /** The write that it reads from. */
  readonly from?: BuiltEvent;
  /** Of a read-modify-write instruction, even if it only read. */
  readonly locked: boolean;
}

/** Why a thread has no next event: it is at its end, an `assume` failed, or it spins, and its last event is a read that did not end the loop. */
export type Standing = 'runs' | 'ended' | 'stopped' | 'spins';

interface BuiltThread {
  readonly at: number;
  readonly registers: readonly number[];
  readonly standing: Standing;
  readonly events: readonly BuiltEvent[];
}

/** An execution without the orders of writes. */
export interface Built {
  readonly threads: readonly BuiltThread[];
}

/**
 * All executions of a program up to the orders of writes. They are built event by event: in each step some thread adds its next one, and a read reads from any write that is there.
 * That finds all executions of a model in which program order and reads-from have no cycles. Costs a text for each part of each execution.
 */
export function buildAll(program: DataProgram): readonly Built[] {
  const first: Built = {
    threads: program.threads.map((thread) => {
      const registers = Array.from({ length: registerCount(thread) }, () => 0);
      return settled(thread, { at: 0, registers, standing: 'runs', events: [] });
    }),
  };
  const initial = program.initial.map((written, at): BuiltEvent => {
    return { thread: -1, index: at, kind: 'store', at, order: 'plain', written, locked: false };
  });
  const known = new Map([[textOf(first), first]]);
  // A map's iteration goes on with what is added meanwhile.
  for (const built of known.values()) {
    for (const next of extensions(program, built, initial)) {
      const text = textOf(next);
      if (!known.has(text)) known.set(text, next);
    }
  }
  return [...known.values()].filter(({ threads }) => threads.every(({ standing }) => standing !== 'runs'));
}

function textOf({ threads }: Built): string {
  return threads.map(({ events, standing }) => `${events.map(eventText).join(';')} ${standing}`).join('\n');
}

const eventText = ({ read, written, from, kind }: BuiltEvent): string =>
  `${kind} ${read} ${written} ${from === undefined ? '' : `${from.thread}.${from.index}`}`;

function extensions(program: DataProgram, built: Built, initial: readonly BuiltEvent[]): Built[] {
  const written = [...initial, ...built.threads.flatMap(({ events }) => events)].filter((event) => event.written !== undefined);
  return built.threads.flatMap((own, t) => {
    const statement = program.threads[t]![own.at];
    if (own.standing !== 'runs' || statement === undefined) return [];
    return stepsOf(statement, own.registers, written).map(({ standing, ...event }) => {
      const added: BuiltEvent = { thread: t, index: own.events.length, ...event };
      const registers = 'to' in statement && event.read !== undefined ? own.registers.with(statement.to, event.read) : own.registers;
      const next = { at: own.at + 1, registers, standing, events: [...own.events, added] };
      return { threads: built.threads.with(t, settled(program.threads[t]!, next)) };
    });
  });
}

/** Goes past the statements that are no events. */
function settled(thread: readonly Statement[], own: BuiltThread): BuiltThread {
  let { at, standing } = own;
  while (standing === 'runs') {
    const s = thread[at];
    if (s === undefined) standing = 'ended';
    else if (s.op === 'assume' && own.registers[s.register] !== s.is) standing = 'stopped';
    else if (s.op === 'assume') at++;
    else if (s.op === 'if') at += own.registers[s.register] === s.is ? 1 : 1 + s.count;
    else break;
  }
  return { ...own, at, standing };
}

type Step = Omit<BuiltEvent, 'thread' | 'index'> & { readonly standing: Standing };

/** The events that a statement may be: one for each write that it may read from. */
function stepsOf(s: Statement, registers: readonly number[], writes: readonly BuiltEvent[]): Step[] {
  const runs = { standing: 'runs', locked: false } as const;
  if (s.op === 'fence') return [{ ...runs, kind: 'fence', at: -1, order: s.order }];
  if (s.op === 'store') return [{ ...runs, kind: 'store', at: s.at, order: s.order, written: valueOf(s.value, registers) }];
  if (s.op === 'choose') {
    return Array.from({ length: s.of }, (_, read) => ({ ...runs, kind: 'choose', at: -1, order: 'plain', read }));
  }
  if (!('at' in s) || s.op === 'wait' || s.op === 'notify') {
    throw new Error(`The axiomatic oracles do not know '${s.op}'; they know accesses, fences, choices and conditions`);
  }
  return writes.filter(({ at }) => at === s.at).map((from) => readStep(s, from, registers));
}

/** What a statement that reads does if it reads from that write. */
function readStep(s: Statement & { at: number; order: AccessOrder }, from: BuiltEvent, registers: readonly number[]): Step {
  const read = from.written!;
  const { at, order } = s;
  const load: Step = { standing: 'runs', kind: 'load', at, order, read, from, locked: false };
  switch (s.op) {
    case 'await':
      return read === s.is ? load : { ...load, standing: 'spins' };
    case 'await-cas':
      return read === s.expected
        ? { ...load, kind: 'rmw', written: s.value, locked: true }
        : { ...load, standing: 'spins', order: acquirePart(order) };
    case 'cas':
      return read === valueOf(s.expected, registers)
        ? { ...load, kind: 'rmw', written: valueOf(s.value, registers), locked: true }
        : { ...load, order: acquirePart(order) };
    case 'rmw':
      return { ...load, kind: 'rmw', written: applyRmw(s.how, read, valueOf(s.value, registers)), locked: true };
    default:
      return load;
  }
}

/** The order of a compare-exchange that fails. */
function acquirePart(order: AccessOrder): AccessOrder {
  if (order === 'acqRel') return 'acquire';
  return order === 'release' ? 'relaxed' : order;
}
