import type { CatExpr } from './ast.ts';
import { lookUp, type Meaning, type Scope } from './model.ts';
import { VARYING } from './prelude.ts';

/** The level of what is left to the run: the highest of the levels of all that it names. Costs a walk of it, and of the functions that it names. */
export function levelOf(expr: CatExpr, scope: Scope | undefined): { level: number; open: boolean } {
  const seen = new Set<unknown>();
  const found = { level: 0, open: false };
  const see = (meaning: Meaning): void => {
    if (meaning.kind === 'step') {
      found.level = Math.max(found.level, meaning.step.level);
      if (meaning.step.open) found.open = true;
    } else if (meaning.kind === 'tuple') meaning.items.forEach(see);
    else if (meaning.kind === 'closure' && !seen.has(meaning.body)) {
      seen.add(meaning.body);
      walk(meaning.body, meaning.scope);
    }
  };
  const walk = (node: unknown, within: Scope | undefined): void => {
    if (Array.isArray(node)) for (const item of node) walk(item, within);
    else if (typeof node === 'object' && node !== null) {
      const { kind, name } = node as { readonly kind?: string; readonly name?: string };
      if (kind === 'name') {
        const meaning = lookUp(within, name!);
        if (meaning !== undefined) see(meaning);
        else if (VARYING.has(name!)) found.level = Math.max(found.level, 1);
      } else for (const part of Object.values(node)) walk(part, within);
    }
  };
  walk(expr, scope);
  return found;
}
