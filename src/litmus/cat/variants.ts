import type { Test, Variant } from './ast.ts';
import { VARIANTS } from './prelude.ts';

/** What models ask about how herd is called: those conditions are known before any test is. Costs nothing. */
export const isVariant = (test: Test): test is Variant => test.kind !== 'equal' && test.kind !== 'subset' && test.kind !== 'in';

/** Whether herd is called so. */
export function holdsFor(test: Variant): boolean {
  switch (test.kind) {
    case 'variant':
      return VARIANTS.has(test.name);
    case 'not':
      return !holdsFor(test.a);
    case 'and':
      return holdsFor(test.a) && holdsFor(test.b);
    case 'or':
      return holdsFor(test.a) || holdsFor(test.b);
  }
}
