import type { Check, CompiledModel, ForAll, Step } from './model.ts';

/**
 * Whether an execution that the model allows stays allowed when some reads take bytes from fewer writes: what is read occurs nowhere where
 * more of it would allow more. Costs a walk through the model.
 */
export function isMonotone(model: CompiledModel): boolean {
  const seen = new Map<Step, Set<boolean>>();
  return model.checks.every(isMonotoneCheck) && model.choices.every(({ from }) => hasNo(from, false));

  function isMonotoneCheck(check: Check | ForAll): boolean {
    if ('checks' in check) return false;
    return check.role !== 'axiom' || hasNo(check.step, check.negated);
  }

  /** Whether nothing that is read from occurs in the step as something that must be, or, with `turned`, must not be small. */
  function hasNo(step: Step, turned: boolean): boolean {
    let known = seen.get(step);
    if (known === undefined) seen.set(step, (known = new Set()));
    if (known.has(turned)) return true;
    known.add(turned);
    // What only the run tells is not looked into.
    if (step.kind === 'computed' && step.level > 0) return false;
    if (turned && (step.kind === 'fr-along' || (step.kind === 'base' && (step.name === 'rf' || step.name === 'fr')))) return false;
    const turnsA = step.kind === 'not' || step.kind === 'orders';
    const turnsB = step.kind === 'diff';
    // The members of what is to be ordered may neither be more nor fewer.
    return (
      (step.a === undefined || hasNo(step.a, turned !== turnsA)) &&
      (step.kind !== 'orders' || hasNo(step.a!, turned)) &&
      (step.b === undefined || hasNo(step.b, turned !== turnsB)) &&
      (step.body === undefined || hasNo(step.body, turned)) &&
      groupOf(step).every((variable) => hasNo(variable, turned))
    );
  }
}

const groupOf = (step: Step): readonly Step[] => (step as { readonly group?: readonly Step[] }).group ?? [];
