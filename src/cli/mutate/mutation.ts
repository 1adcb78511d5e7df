import type { Node } from './syntax.ts';

/** The usual faults, by the names that `mutate-ignore` takes. */
export const FAULTS = {
  'drop-notify': 'nobody is woken',
  'drop-operation': 'an operation is left out',
  'drop-write': 'a write is left out',
  'drop-check': 'a check is left out',
  swap: 'two statements change places',
  weaken: 'a memory order is weaker',
  plain: 'an atomic access becomes a plain one',
  split: 'one operation becomes a read and a write',
  'off-by-one': 'a number is one off',
  once: 'a loop goes round once at most',
  boundary: 'a comparison is off at its boundary',
  'wake-one': 'one is woken instead of all',
} as const;
export type Fault = keyof typeof FAULTS;

/** A small change of a module's text, such as a person could make by mistake. */
export interface Mutation {
  readonly fault: Fault;
  readonly start: number;
  readonly end: number;
  readonly replacement: string;
  /** Else it is a part of the module itself, which runs when that is loaded. */
  readonly isInFunction: boolean;
}

/** Finds the faults that a node can have. `text` gives the source of a node. */
export type Mutator = (node: Node, text: (node: Node) => string) => readonly Replacement[];
export type Replacement = Omit<Mutation, 'isInFunction'>;

export function replace(fault: Fault, { start, end }: Pick<Node, 'start' | 'end'>, replacement: string): Replacement {
  return { fault, start, end, replacement };
}
