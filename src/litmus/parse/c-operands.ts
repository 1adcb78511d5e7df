import type { Access, Expr, Value } from '../program.ts';
import { apply, constant, type ThreadBuilder } from './builder.ts';
import { accessTo, commonOf, convert, OF_UNSIGNED_LONG, promoted, within } from './c-conversions.ts';
import { type CType, INT } from './c-types.ts';
import { BINARY } from './c-values.ts';
import type { Tokens } from './tokens.ts';

/** What an expression stands for: a value, or a place that may be read and written. `local` is the address of a local variable. */
export type Operand =
  | Computed
  | { readonly kind: 'register'; readonly type: CType; readonly register: number }
  | { readonly kind: 'local'; readonly type: CType; readonly register: number }
  | { readonly kind: 'memory'; readonly type: CType; readonly address: Expr };

export interface Computed {
  readonly kind: 'value';
  readonly type: CType;
  readonly value: Expr;
}

export const computed = (type: CType, value: Expr): Computed => ({ kind: 'value', type, value });

/** An access that is not atomic. */
export const plain = (type: CType): Access => accessTo(type, []);

interface Where {
  readonly tokens: Tokens;
  readonly thread: ThreadBuilder;
}

/**
 * What an operator between two operands computes. Pointers move by bytes, as in herd; executions in which one then points at no element are
 * left out. Costs a step of the program in that case, else nothing.
 */
export function compute(where: Where, operator: string, a: Computed, b: Computed): Computed {
  const { f } = BINARY[operator]!;
  const { to } = a.type;
  const isMove = operator === '+' || operator === '-';
  if (isMove && to === undefined && b.type.to !== undefined) return compute(where, operator, b, a);
  if (isMove && to !== undefined && b.type.to === undefined) {
    assumeElement(where, b.value, to.size);
    return computed(a.type, apply(f, a.value, b.value));
  }
  if (to !== undefined || b.type.to !== undefined) return computed(INT, apply(f, a.value, b.value));
  return ofNumbers(operator, a, b);
}

const ADDITIVE = new Set(['+', '-', '*', '<<']);
const COMPARING = new Set(['==', '!=', '<', '>', '<=', '>=']);
const SHIFTING = new Set(['<<', '>>']);

/** In the type that both have in common, or with shifts that of the first one. What overflows with a sign is undefined, and is not cut. */
function ofNumbers(operator: string, a: Computed, b: Computed): Computed {
  const isShift = SHIFTING.has(operator);
  const type = isShift ? promoted(a.type) : commonOf(a.type, b.type);
  const isUnsigned = type.isUnsigned === true;
  const own = isUnsigned && type.size > INT.size ? OF_UNSIGNED_LONG[operator] : undefined;
  const f = own ?? BINARY[operator]!.f;
  const [x, y] = [convert(a.value, type, a.type), isShift ? b.value : convert(b.value, type, b.type)];
  return computed(COMPARING.has(operator) ? INT : type, apply(isUnsigned && ADDITIVE.has(operator) ? within(type, f) : f, x, y));
}

function assumeElement({ tokens, thread }: Where, distance: Expr, size: number): void {
  const isWhole = (by: Value): Value => Number(Number(by) % size === 0);
  if (distance.kind !== 'constant') thread.emit({ op: 'assume', condition: apply(isWhole, distance, constant(0)) });
  else if (isWhole(distance.value) === 0) {
    const advice = `to move by ${distance.value} elements, write p[${distance.value}]`;
    throw tokens.error(`a multiple of ${size} before this, since pointers move by bytes, as in herd; ${advice}`);
  }
}
