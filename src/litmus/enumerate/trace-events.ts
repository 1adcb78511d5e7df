import type { Value } from '../program.ts';
import type { Reads } from './reads.ts';

/** One event of a thread: an access to memory, or a fence. Reads are told by their numbers among the events of the thread. */
export interface TraceEvent {
  readonly isRead: boolean;
  readonly isWrite: boolean;
  readonly address: Value;
  readonly read: Value;
  readonly written: Value;
  readonly tags: readonly string[];
  /** Which instruction of the thread. */
  readonly instruction: number;
  /** The reads whose values the address, what is written, or the way to here depend on. */
  readonly addr: Reads;
  readonly data: Reads;
  readonly ctrl: Reads;
  /** The same, with what decided only which value it is. */
  readonly pickAddr: Reads;
  readonly pickData: Reads;
  readonly pickCtrl: Reads;
  /** For the write of a read-modify-write: its read, or -1. */
  readonly rmwOf: number;
  readonly amo: boolean;
  /** The first event of its machine instruction: itself, where it has no more; -1 where that is no matter. */
  readonly instance: number;
  /** Whether all of its machine instruction are one access. */
  readonly isWhole: boolean;
  /** The earlier events of the same expression that are in no order with it. */
  readonly unsequenced: Reads;
}

/** One way through a thread, for certain values of its reads. */
export interface Trace {
  readonly events: readonly TraceEvent[];
  readonly registers: readonly Value[];
}

/** The ways through a thread that end, and the events of those that do not: they wait for a value that is not known yet. */
export interface Traces {
  readonly complete: readonly Trace[];
  readonly abandoned: readonly (readonly TraceEvent[])[];
  /** The ends of loops that went round too often, and how often they may, though nothing in them reads: more rounds would not help. */
  readonly endless: ReadonlyMap<number, number>;
}

/** What may be in memory: for each address the values, each with the threads that write it. */
export type Domains = ReadonlyMap<Value, ReadonlyMap<Value, { readonly writers: Reads }>>;
