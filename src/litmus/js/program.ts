/** What a test in the JS dialect is once it is read: threads of simple instructions over registers, and memory as bytes. Costs nothing. */
import type { Element } from './elements.ts';

/** A value of a register. The strings are those that `Atomics.wait` returns. */
export type JsValue = number | bigint | boolean | string;

/** An expression over the registers of a thread; it does not touch memory. */
export type JsExpr =
  | { readonly kind: 'constant'; readonly value: JsValue }
  | { readonly kind: 'register'; readonly register: number }
  | { readonly kind: 'apply'; readonly f: (...args: readonly JsValue[]) => JsValue; readonly args: readonly JsExpr[] };

/** Bytes of a block: `scale` times the index, from `offset` on. */
export interface JsPlace {
  readonly block: number;
  readonly offset: number;
  readonly index: JsExpr;
  readonly scale: number;
  readonly element: Element;
  readonly littleEndian: boolean;
  /** Whether it goes through `Atomics`. */
  readonly atomic: boolean;
  /** Whether its bytes may come from several writes of the same range: plain accesses of eight bytes, of floats, and of a `DataView`. */
  readonly tears: boolean;
}

export type JsInstruction =
  | { readonly op: 'set'; readonly register: number; readonly value: JsExpr }
  | { readonly op: 'load'; readonly register: number; readonly place: JsPlace }
  | { readonly op: 'store'; readonly place: JsPlace; readonly value: JsExpr }
  | {
      readonly op: 'rmw';
      readonly register: number;
      readonly place: JsPlace;
      readonly operand: JsExpr;
      /** What is written; absent for an exchange, which writes the operand whatever it reads. */
      readonly f: ((old: JsValue, operand: JsValue) => JsValue) | undefined;
    }
  | {
      readonly op: 'compare-exchange';
      readonly register: number;
      readonly place: JsPlace;
      readonly expected: JsExpr;
      readonly value: JsExpr;
    }
  /** Goes to `target` if the condition is false. */
  | { readonly op: 'branch'; readonly condition: JsExpr; readonly target: number }
  | { readonly op: 'jump'; readonly target: number }
  | {
      readonly op: 'wait';
      readonly register: number;
      readonly place: JsPlace;
      readonly expected: JsExpr;
      /** Whether it has a time limit, and so may also end without being woken. */
      readonly mayTimeOut: boolean;
    }
  | { readonly op: 'notify'; readonly register: number; readonly place: JsPlace; readonly count: JsExpr };

export interface JsThread {
  readonly registers: readonly string[];
  readonly initial: readonly JsValue[];
  readonly code: readonly JsInstruction[];
}

export interface JsProgram {
  readonly threads: readonly JsThread[];
  /** The names of the blocks, by their number. */
  readonly blocks: readonly string[];
  /** What the blocks hold at first, by block and byte; anything else holds 0. */
  readonly initial: readonly ReadonlyMap<number, number>[];
  /** The places that the condition speaks of: all threads having ended, they are read in this order. */
  readonly final: readonly JsPlace[];
}
