import type { Expr, Thread, Value } from '../program.ts';

/** The value of an expression that is the same whatever the thread does, such as the address in a register that is never set. Costs a look at the code. */
export function fold(expr: Expr, thread: Thread): Value | undefined {
  switch (expr.kind) {
    case 'constant':
      return expr.value;
    case 'register':
      return isSet(thread, expr.register) ? undefined : (thread.initial[expr.register] ?? 0);
    case 'apply': {
      const [a, b] = [fold(expr.a, thread), fold(expr.b, thread)];
      return a === undefined || b === undefined ? undefined : expr.f(a, b);
    }
    case 'pick':
      return undefined;
  }
}

const isSet = ({ code }: Thread, register: number): boolean =>
  code.some(
    (now) =>
      ('register' in now && now.register === register) ||
      ('status' in now && now.status === register) ||
      ('flags' in now && now.flags === register),
  );
