import type { AccessOrder } from '../machine.ts';

/**
 * Small programs as data, for the oracles and for random generation. A thread is a flat list of statements; its registers start at 0, and the tuple of all registers of all threads
 * at the end is the outcome.
 */
export interface DataProgram {
  /** Initial values; locations are named by their index. */
  readonly initial: readonly number[];
  /** How many locks there are. */
  readonly locks: number;
  readonly threads: readonly (readonly Statement[])[];
}

/** A number, or what a register holds plus a number. */
export type Operand = number | { readonly register: number; readonly plus: number };

export type DataRmw = 'add' | 'sub' | 'and' | 'or' | 'xor' | 'exchange';

export type Statement =
  | { readonly op: 'load'; readonly to: number; readonly at: number; readonly order: AccessOrder }
  | { readonly op: 'store'; readonly at: number; readonly value: Operand; readonly order: AccessOrder }
  | {
      readonly op: 'rmw';
      readonly to: number;
      readonly at: number;
      readonly how: DataRmw;
      readonly value: Operand;
      readonly order: AccessOrder;
    }
  | {
      readonly op: 'cas';
      readonly to: number;
      readonly at: number;
      readonly expected: Operand;
      readonly value: Operand;
      readonly order: AccessOrder;
    }
  | { readonly op: 'fence'; readonly order: Exclude<AccessOrder, 'plain' | 'relaxed'> }
  /** Goes on only if the register holds that. */
  | { readonly op: 'assume'; readonly register: number; readonly is: number }
  /** Skips the next `count` statements unless the register holds that. */
  | { readonly op: 'if'; readonly register: number; readonly is: number; readonly count: number }
  | { readonly op: 'choose'; readonly to: number; readonly of: number }
  /** Loads until the location holds that. */
  | { readonly op: 'await'; readonly at: number; readonly is: number; readonly order: AccessOrder }
  /** Compares and exchanges until that succeeds. */
  | { readonly op: 'await-cas'; readonly at: number; readonly expected: number; readonly value: number; readonly order: AccessOrder }
  /** Does nothing if the thread holds the lock already. */
  | { readonly op: 'lock'; readonly lock: number }
  /** Does nothing unless the thread holds the lock. */
  | { readonly op: 'unlock'; readonly lock: number }
  /** The register becomes 0 for 'ok', 1 for 'not-equal', 2 for 'timed-out'. */
  | { readonly op: 'wait'; readonly to: number; readonly at: number; readonly expected: number; readonly timed: boolean }
  | { readonly op: 'notify'; readonly to: number; readonly at: number; readonly count: number };

export const WAIT_OK = 0;
export const WAIT_NOT_EQUAL = 1;
export const WAIT_TIMED_OUT = 2;

export function valueOf(operand: Operand, registers: readonly number[]): number {
  return typeof operand === 'number' ? operand : registers[operand.register]! + operand.plus;
}

export function applyRmw(how: DataRmw, old: number, operand: number): number {
  switch (how) {
    case 'add':
      return old + operand;
    case 'sub':
      return old - operand;
    case 'and':
      return old & operand;
    case 'or':
      return old | operand;
    case 'xor':
      return old ^ operand;
    case 'exchange':
      return operand;
  }
}

/** How many registers a thread has: one more than the highest that it writes or reads. */
export function registerCount(thread: readonly Statement[]): number {
  let count = 0;
  const see = (register: number): void => {
    count = Math.max(count, register + 1);
  };
  for (const statement of thread) {
    if ('to' in statement) see(statement.to);
    if ('register' in statement) see(statement.register);
    if ('value' in statement && typeof statement.value === 'object') see(statement.value.register);
    if ('expected' in statement && typeof statement.expected === 'object') see(statement.expected.register);
  }
  return count;
}

/** The registers of all threads as text: one outcome. */
export function outcomeText(registers: readonly (readonly number[])[]): string {
  return registers.map((own) => own.join(',')).join(' | ');
}
