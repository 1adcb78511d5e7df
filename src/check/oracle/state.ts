import type { CanonicalEvent, CanonicalGraph, EventRef } from '../engine/canonical.ts';
import { type DataProgram, registerCount } from './program.ts';

/** The whole state of a running data program; each step of the interleaving oracle has a copy of its own. */
export interface State {
  readonly memory: { value: number; writes: EventRef[]; queue: EventRef[]; sleepers: EventRef[] }[];
  /** Who holds the lock, -1 for nobody, and who left it last. */
  readonly locks: { holder: number; left: EventRef | null }[];
  readonly threads: {
    /** The statement that comes next. */
    at: number;
    registers: number[];
    /** In `Atomics.wait`, which is the statement at `at`. */
    asleep: boolean;
    /** By an `assume`. */
    stopped: boolean;
    events: CanonicalEvent[];
  }[];
}

export function firstState(program: DataProgram): State {
  return {
    memory: program.initial.map((value) => ({ value, writes: [], queue: [], sleepers: [] })),
    locks: Array.from({ length: program.locks }, () => ({ holder: -1, left: null })),
    threads: program.threads.map((thread) => ({
      at: 0,
      registers: Array.from({ length: registerCount(thread) }, () => 0),
      asleep: false,
      stopped: false,
      events: [],
    })),
  };
}

export function copyOf(state: State): State {
  return {
    memory: state.memory.map((cell) => ({
      value: cell.value,
      writes: [...cell.writes],
      queue: [...cell.queue],
      sleepers: [...cell.sleepers],
    })),
    locks: state.locks.map((lock) => ({ ...lock })),
    threads: state.threads.map((thread) => ({ ...thread, registers: [...thread.registers], events: [...thread.events] })),
  };
}

/** The execution that led here. */
export function graphOf(state: State): CanonicalGraph {
  return {
    events: state.threads.flatMap(({ events }) => events),
    writes: new Map(state.memory.map(({ writes }, at) => [wordName(at), writes])),
    sleepers: new Map(state.memory.map(({ sleepers }, at) => [wordName(at), sleepers])),
  };
}

export const wordName = (at: number): string => `word ${at}`;
export const lockName = (lock: number): string => `lock ${lock}`;
