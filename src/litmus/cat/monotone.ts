import { type Check, type CompiledModel, type ForAll, groupOf, type Step } from './model.ts';

/**
 * Whether an execution that the model allows stays allowed when some reads take bytes from fewer writes: what is read occurs nowhere where
 * more of it would allow more. Costs a walk through the model.
 */
export function isMonotone(model: CompiledModel): boolean {
  const hasNo = searchFor(['rf', 'fr']);
  return model.checks.every(isMonotoneCheck) && model.choices.every(({ from }) => hasNo(from, false));

  function isMonotoneCheck(check: Check | ForAll): boolean {
    if ('checks' in check) return false;
    return check.role !== 'axiom' || hasNo(check.step, check.negated);
  }
}

const growing = new WeakMap<CompiledModel, boolean>();

/**
 * Whether what the model forbids stays forbidden when more is read from, and more writes are ordered: then parts of an execution can be asked
 * about. Costs a walk through it, once for a model.
 */
export function growsOnly(model: CompiledModel): boolean {
  let known = growing.get(model);
  if (known === undefined) {
    const hasNo = searchFor(['rf', 'fr', 'co']);
    const isFine = (check: Check | ForAll) =>
      !('checks' in check) && check.role !== 'assert' && (check.role !== 'axiom' || hasNo(check.step, check.negated));
    known = model.choices.length === 0 && model.checks.every(isFine);
    growing.set(model, known);
  }
  return known;
}

/** Whether what the model forbids stays forbidden when more reads have a source, and writes an order. Costs a walk through it. */
export const narrowsWithReads = (model: CompiledModel): boolean =>
  isMonotone(model) &&
  (!model.usesOrder || growsOnly(model)) &&
  model.checks.every((check) => !('checks' in check) && check.role !== 'assert');

const narrowing = new WeakMap<CompiledModel, boolean>();

/**
 * Whether what the last choice of the model violates stays violated when more is in what was chosen: then parts of an order can be asked about.
 * Costs a walk through what comes after it, once for a model.
 */
export function narrows(model: CompiledModel): boolean {
  let known = narrowing.get(model);
  if (known === undefined) {
    const { length } = model.choices;
    const hasNo = searchFor([], model.choices[length - 1]?.variable);
    const isFine = (check: Check | ForAll) =>
      !('checks' in check) && check.role !== 'assert' && (check.role !== 'axiom' || hasNo(check.step, check.negated));
    known = length > 0 && model.checks.filter(({ after }) => after === length).every(isFine);
    narrowing.set(model, known);
  }
  return known;
}

const antitone = new WeakMap<CompiledModel, boolean>();

/**
 * Whether checks for what is undefined that hold when nothing is read from and no writes are ordered hold in all executions. Costs a walk
 * through them, once for a model.
 */
export function isAntitone(model: CompiledModel): boolean {
  let known = antitone.get(model);
  if (known === undefined) {
    const hasNo = searchFor(['rf', 'fr', 'co']);
    const isFine = (check: Check | ForAll) => !('checks' in check) && (check.role !== 'undefined' || hasNo(check.step, !check.negated));
    known = model.choices.length === 0 && model.checks.every(isFine);
    antitone.set(model, known);
  }
  return known;
}

const unordered = new WeakMap<CompiledModel, boolean>();

/**
 * Whether checks for what is undefined are sets of pairs of which there are most when nothing is in any order: neither by program order, nor by
 * dependencies, nor by what is read or written. Costs a walk through them, once for a model.
 */
export function racesMostUnordered(model: CompiledModel): boolean {
  let known = unordered.get(model);
  if (known === undefined) {
    const hasNo = searchFor(ORDERS);
    const isFine = (check: Check | ForAll) =>
      !('checks' in check) &&
      (check.role !== 'undefined' || (check.test === 'empty' && !check.negated && check.step.isSet === false && hasNo(check.step, true)));
    known = model.choices.length === 0 && model.checks.every(isFine);
    unordered.set(model, known);
  }
  return known;
}

/** All that puts events in order or relates them by more than where they are and what they do. */
const ORDERS = [
  'rf', 'fr', 'co', 'po', 'addr', 'data', 'ctrl', 'pick-addr', 'pick-data', 'pick-ctrl', 'rmw', 'amo', 'si', 'sm', 'same-instance', 'asw',
  'critical',
]; // prettier-ignore

/** Says whether none of these relations, nor what was chosen, occurs in a step as something that must be, or, with `turned`, must not be small. */
function searchFor(names: readonly string[], chosen?: Step): (step: Step, turned: boolean) => boolean {
  const seen = new Map<Step, Set<boolean>>();
  return hasNo;

  function hasNo(step: Step, turned: boolean): boolean {
    let known = seen.get(step);
    if (known === undefined) seen.set(step, (known = new Set()));
    if (known.has(turned)) return true;
    known.add(turned);
    // What only the run tells is not looked into.
    if (step.kind === 'computed' && step.level > 0) return false;
    if (turned && step === chosen) return false;
    if (turned && (step.kind === 'fr-along' || (step.kind === 'base' && names.includes(step.name)))) return false;
    // The more writes are ordered the fewer are last.
    if (!turned && step.kind === 'base' && step.name === 'FW' && names.includes('co')) return false;
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
