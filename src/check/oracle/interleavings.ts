import { canonicalGraph, type CanonicalEvent, type EventRef } from '../engine/canonical.ts';
import type { Findings } from './findings.ts';
import { applyRmw, outcomeText, valueOf, WAIT_NOT_EQUAL, WAIT_OK, WAIT_TIMED_OUT } from './program.ts';
import type { DataProgram, Statement } from './program.ts';
import { copyOf, firstState, graphOf, lockName, type State, wordName } from './state.ts';

export interface InterleavingOptions {
  /**
   * A `notify` that wakes nobody is a change of the list of sleepers nevertheless, so that it has a place in its order. Under RC11 the engine needs that, for critical sections to
   * synchronize; elsewhere such a `notify` only reads.
   */
  readonly emptyNotifyWrites?: boolean;
}

/**
 * The oracle for sequential consistency: it runs every interleaving of a program, one statement of one thread at a time, copying the whole state at each step and remembering
 * nothing. Costs as many steps as there are interleavings: for programs of up to about ten statements.
 */
export function interleavings(program: DataProgram, options: InterleavingOptions = {}): Findings {
  const graphs = new Set<string>();
  const outcomes = new Set<string>();
  const found = { deadlock: false, livelock: false, blocked: false };

  const visit = (state: State): void => {
    const next = state.threads.flatMap((_, thread) => successors(program, state, thread, options));
    if (next.length > 0) return next.forEach(visit);
    if (state.threads.every(({ at }, t) => at >= program.threads[t]!.length)) {
      graphs.add(canonicalGraph(graphOf(state)));
      outcomes.add(outcomeText(state.threads.map(({ registers }) => registers)));
    } else if (state.threads.some(({ stopped }) => stopped)) found.blocked = true;
    else if (state.threads.some(({ asleep, at }, t) => asleep || program.threads[t]![at]?.op === 'lock')) found.deadlock = true;
    else found.livelock = true;
  };
  visit(firstState(program));
  return { graphs, outcomes, ...found, race: false };
}

/** The states that one step of a thread can lead to: none if it cannot go on. */
function successors(program: DataProgram, state: State, thread: number, options: InterleavingOptions): State[] {
  const own = state.threads[thread]!;
  const statement = program.threads[thread]![own.at];
  if (statement === undefined || own.stopped) return [];
  if (own.asleep) return statement.op === 'wait' && statement.timed ? [afterTimeout(program, state, thread, statement.at)] : [];
  if (!isEnabled(state, thread, statement)) return [];
  const choices = statement.op === 'choose' ? statement.of : 1;
  return Array.from({ length: choices }, (_, choice) => {
    const next = copyOf(state);
    step(program, next, thread, statement, choice, options);
    return next;
  });
}

function isEnabled(state: State, thread: number, statement: Statement): boolean {
  if (statement.op === 'await') return state.memory[statement.at]!.value === statement.is;
  if (statement.op === 'await-cas') return state.memory[statement.at]!.value === statement.expected;
  if (statement.op !== 'lock') return true;
  const { holder } = state.locks[statement.lock]!;
  return holder === -1 || holder === thread;
}

/** Executes one statement, in place. */
function step(program: DataProgram, state: State, thread: number, s: Statement, choice: number, options: InterleavingOptions): void {
  const own = state.threads[thread]!;
  const { registers } = own;
  const ref: EventRef = { thread, index: own.events.length };
  const add = (event: Omit<CanonicalEvent, 'thread' | 'index'>): number => own.events.push({ ...ref, ...event });
  const cell = 'at' in s ? state.memory[s.at]! : undefined;
  const location = 'at' in s ? wordName(s.at) : '';
  own.at++;
  switch (s.op) {
    case 'fence':
      return;
    case 'assume':
      own.stopped = registers[s.register] !== s.is;
      if (own.stopped) own.at--;
      return;
    case 'if':
      if (registers[s.register] !== s.is) own.at += s.count;
      return;
    case 'choose':
      registers[s.to] = choice;
      add({ kind: 'choose', read: choice });
      return;
    case 'load':
    case 'await':
      if (s.op === 'load') registers[s.to] = cell!.value;
      add({ kind: 'load', location, read: cell!.value, from: cell!.writes.at(-1) ?? null });
      return;
    case 'store':
      cell!.value = valueOf(s.value, registers);
      add({ kind: 'store', location, written: cell!.value });
      cell!.writes.push(ref);
      return;
    case 'rmw':
    case 'cas':
    case 'await-cas': {
      const old = cell!.value;
      const from = cell!.writes.at(-1) ?? null;
      const fails = s.op === 'cas' && old !== valueOf(s.expected, registers);
      const operand = valueOf(s.value, registers);
      if (s.op !== 'await-cas') registers[s.to] = old;
      if (fails) {
        add({ kind: 'load', location, read: old, from });
        return;
      }
      cell!.value = s.op === 'rmw' ? applyRmw(s.how, old, operand) : operand;
      add({ kind: 'rmw', location, read: old, written: cell!.value, from });
      cell!.writes.push(ref);
      return;
    }
    case 'lock': {
      const lock = state.locks[s.lock]!;
      if (lock.holder === thread) return;
      lock.holder = thread;
      add({ kind: 'lock', location: lockName(s.lock), from: lock.left });
      return;
    }
    case 'unlock': {
      const lock = state.locks[s.lock]!;
      if (lock.holder !== thread) return;
      lock.holder = -1;
      lock.left = ref;
      add({ kind: 'unlock', location: lockName(s.lock) });
      return;
    }
    case 'wait':
      add({ kind: 'wait', location, read: cell!.value, from: cell!.writes.at(-1) ?? null });
      if (cell!.value === s.expected) {
        own.asleep = true;
        own.at--;
        cell!.queue.push(ref);
        cell!.sleepers.push(ref);
      } else registers[s.to] = WAIT_NOT_EQUAL;
      return;
    case 'notify': {
      const woken = cell!.queue.splice(0, s.count);
      registers[s.to] = woken.length;
      add({ kind: 'notify', location, read: woken.length, from: cell!.sleepers.at(-1) ?? null });
      if (woken.length > 0 || options.emptyNotifyWrites === true) cell!.sleepers.push(ref);
      for (const sleeper of woken) wake(program, state, sleeper.thread, WAIT_OK);
    }
  }
}

/** A sleeper goes on after its `wait`. */
function wake(program: DataProgram, state: State, thread: number, result: number): void {
  const sleeper = state.threads[thread]!;
  const statement = program.threads[thread]![sleeper.at];
  if (statement?.op === 'wait') sleeper.registers[statement.to] = result;
  sleeper.asleep = false;
  sleeper.at++;
}

function afterTimeout(program: DataProgram, state: State, thread: number, at: number): State {
  const next = copyOf(state);
  const own = next.threads[thread]!;
  const cell = next.memory[at]!;
  const ref: EventRef = { thread, index: own.events.length };
  own.events.push({ ...ref, kind: 'timeout', location: wordName(at) });
  cell.sleepers.push(ref);
  cell.queue = cell.queue.filter((sleeper) => sleeper.thread !== thread);
  wake(program, next, thread, WAIT_TIMED_OUT);
  return next;
}
