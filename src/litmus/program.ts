/** What a litmus test is once it is read: threads of simple instructions over registers, the same for all languages. Costs nothing. */
import type { JsProgram } from './js/program.ts';

/** A value: an integer, or an address, which is a large integer (see `addresses.ts`). */
export type Value = number | bigint;

/** A value that a state may show: those of JS are of more kinds. */
export type Literal = Value | bigint | boolean | string;

/** An expression over the registers of a thread. */
export type Expr =
  | { readonly kind: 'constant'; readonly value: Value }
  | { readonly kind: 'register'; readonly register: number }
  | { readonly kind: 'apply'; readonly f: (a: Value, b: Value) => Value; readonly a: Expr; readonly b: Expr }
  /** One of two: on the condition hangs only which one, as with a conditional select. */
  | { readonly kind: 'pick'; readonly condition: Expr; readonly a: Expr; readonly b: Expr };

/** How memory is accessed. */
export interface Access {
  /** The names of the sets of the model's language that the event is in, besides R, W and M. */
  readonly tags: readonly string[];
  /** How many bytes. */
  readonly size: number;
  /** From what is in memory to what is in the register; absent where they are the same. */
  readonly decode?: (raw: Value) => Value;
  /** Whether that changes only what was written with more bytes. */
  readonly cutsOnly?: boolean;
  /** From a register's value to what is in memory. */
  readonly encode?: (value: Value) => Value;
  /** Whether all accesses of the instruction are one: no other comes between them. */
  readonly isWhole?: boolean;
}

export type Instruction =
  | { readonly op: 'set'; readonly register: number; readonly value: Expr }
  | {
      readonly op: 'load';
      readonly register: number;
      readonly address: Expr;
      readonly access: Access;
      readonly exclusive?: boolean;
      /** That it is of one machine instruction with the access before it, with which it is in no order. */
      readonly joins?: boolean;
    }
  | { readonly op: 'store'; readonly address: Expr; readonly value: Expr; readonly access: Access; readonly joins?: boolean }
  | Rmw
  | CompareExchange
  | {
      readonly op: 'store-exclusive';
      readonly status: number;
      readonly address: Expr;
      readonly value: Expr;
      /** What is written behind it at once, if it is a pair. */
      readonly second?: Expr;
      readonly access: Access;
    }
  | { readonly op: 'fence'; readonly tags: readonly string[] }
  /** Back to where it was counts as a round of a loop; with `isFree` only where a read decides on it. */
  | { readonly op: 'branch'; readonly condition: Expr; readonly target: number; readonly isFree?: boolean }
  | { readonly op: 'jump'; readonly target: number }
  /** Goes on, or to the target: both are tried. */
  | { readonly op: 'choose'; readonly target: number }
  /** To the instruction of a label whose address a register holds. */
  | { readonly op: 'jump-to'; readonly to: Expr; readonly targets: ReadonlyMap<Value, number>; readonly isReturn: boolean }
  /** Executions where it does not hold are left out. */
  | { readonly op: 'assume'; readonly condition: Expr };

export interface Rmw {
  readonly op: 'rmw';
  /** Gets the old value; -1 for none. */
  readonly register: number;
  readonly address: Expr;
  readonly operand: Expr;
  readonly f: (old: Value, operand: Value) => Value;
  readonly read: Access;
  readonly write: Access;
  /** Whether it is one event, as in C, or a read and a write, as in machine code. */
  readonly single: boolean;
  /** Whether the new value does not depend on the old one, as with an exchange. */
  readonly exchange?: boolean;
}

export interface CompareExchange {
  readonly op: 'compare-exchange';
  readonly flavour: 'aarch64' | 'x86';
  /** Gets the old value; -1 for none. */
  readonly register: number;
  readonly address: Expr;
  readonly expected: Expr;
  readonly value: Expr;
  /** When it fails. */
  readonly read: Access;
  /** When it succeeds. */
  readonly success: Access;
  readonly write: Access;
  /** In x86, the register of flags. */
  readonly flags?: number;
  /** What lies behind it, and is compared and exchanged with it. */
  readonly second?: { readonly register: number; readonly expected: Expr; readonly value: Expr };
}

export interface Thread {
  readonly registers: readonly string[];
  readonly initial: readonly Value[];
  readonly code: readonly Instruction[];
  /** Where each instruction is in the text. */
  readonly places: readonly number[];
  /** For an instruction: the earlier ones of the same expression, by ranges, that the language leaves in no order with it. */
  readonly unsequenced?: Unsequenced;
}

export type Unsequenced = ReadonlyMap<number, readonly (readonly [from: number, to: number])[]>;

export type Arch = 'X86' | 'X86_64' | 'C' | 'AArch64' | 'JS';

/** As what states show a value, which may be in a longer register: its lowest bytes, or so many elements of so many bytes. */
export interface ValueType {
  readonly size: number;
  readonly isUnsigned: boolean;
  readonly length?: number;
}

/** What a condition speaks about: a register of a thread, or what an address holds at the end. In JS values show their type themselves. */
export type Place = ({ readonly thread: number; readonly register: string } | { readonly address: Value; readonly text: string }) & {
  readonly type?: ValueType | undefined;
};

export type Condition =
  | { readonly kind: 'true' | 'false' }
  | { readonly kind: 'equal'; readonly place: Place; readonly to: Literal | Place; readonly differs: boolean }
  | { readonly kind: 'and' | 'or' | 'implies'; readonly a: Condition; readonly b: Condition }
  | { readonly kind: 'not'; readonly a: Condition };

export type Quantifier = 'exists' | 'forall' | '~exists';

export interface LitmusTest {
  readonly name: string;
  readonly arch: Arch;
  readonly file: string;
  readonly text: string;
  readonly threads: readonly Thread[];
  /** The names of the locations, by their number. */
  readonly locations: readonly string[];
  /** The addresses of labels: of them memory holds instructions, which do not change. */
  readonly labels: ReadonlyMap<Value, unknown>;
  /** What the memory holds at first, by address; anything else holds 0. */
  readonly initial: ReadonlyMap<Value, Value>;
  readonly quantifier: Quantifier;
  readonly condition: Condition;
  /** The condition as it stands in the text, with its quantifier. */
  readonly conditionText: string;
  readonly filter: Condition | undefined;
  /** How often a loop goes round at most, if what is read decides on it; executions that need more are left out. */
  readonly rounds: number;
  /** Whether exclusive stores may succeed wherever the exclusive load before them was, and without one. */
  readonly storesAnywhere: boolean;
  /** In JS what the threads do, whose own code is then empty: memory is bytes there. */
  readonly js: JsProgram | undefined;
  /** What states name, in the order in which they name it. */
  readonly observed: readonly Place[];
}
