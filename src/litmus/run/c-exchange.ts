import type { Expr, Instruction, Rmw } from '../program.ts';

/** A compare-and-exchange of C, which the reader takes apart: either an exchange that finds what is wanted, or a load. */
export interface CompareExchangeOfC {
  /** Where its exchange stands. */
  readonly rmw: number;
  readonly instruction: Rmw;
  readonly wanted: Expr;
  /** Where it goes on, if it fails, after the load. */
  readonly failed: number;
}

/** How far before the load of the failure the exchange stands: exchange, assumption, result, jump. */
const EXCHANGE_BEFORE_LOAD = 4;

/** The compare-and-exchange that begins with a choice at `at`, if one does. Costs a look at six instructions. */
export function compareExchangeAt(code: readonly Instruction[], at: number): CompareExchangeOfC | undefined {
  const choice = code[at];
  if (choice?.op !== 'choose') return undefined;
  const rmw = choice.target - EXCHANGE_BEFORE_LOAD;
  const [instruction, success, result, jump, load, failure] = code.slice(rmw, rmw + EXCHANGE_BEFORE_LOAD + 2);
  if (instruction?.op !== 'rmw' || success?.op !== 'assume' || success.condition.kind !== 'apply') return undefined;
  if (result?.op !== 'set' || jump?.op !== 'jump' || load?.op !== 'load') return undefined;
  const { a, b: wanted } = success.condition;
  if (a.kind !== 'register' || a.register !== instruction.register || load.register !== instruction.register) return undefined;
  return { rmw, instruction, wanted, failed: choice.target + (failure?.op === 'assume' ? 2 : 1) };
}
