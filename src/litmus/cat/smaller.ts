import { type Check, type CompiledModel, type ForAll, groupOf, type Step } from './model.ts';

const known = new WeakMap<CompiledModel, boolean>();

/**
 * Whether what a model allows stays allowed, and undefined, when reads are taken out of it that belong to no write. That is so where ways through such
 * reads only forbid, and take nothing away that forbids. Costs a walk through the model, once for it.
 */
export function allowsWithoutReads(model: CompiledModel): boolean {
  let allows = known.get(model);
  if (allows === undefined) known.set(model, (allows = model.choices.length === 0 && model.checks.every(isFine)));
  return allows;
}

function isFine(check: Check | ForAll): boolean {
  if ('checks' in check || check.negated) return false;
  if (check.role === 'axiom') return new Walk().follows(check.step, true);
  return check.role === 'undefined' && check.test === 'empty' && check.step.isSet === false && new Walk().follows(check.step, false);
}

/** Which steps do for fewer events what they did, less the events that are gone. */
class Walk {
  readonly #seen = new Map<Step, Set<boolean>>();

  /** Whether a step has for the events that are left no more than before, or, with `isLess` false, no less. */
  follows(step: Step, isLess: boolean): boolean {
    let seen = this.#seen.get(step);
    if (seen === undefined) this.#seen.set(step, (seen = new Set()));
    if (seen.has(isLess)) return true;
    seen.add(isLess);
    const { kind, a, b } = step;
    switch (kind) {
      case 'none':
      case 'base':
        return true;
      case 'variable':
        return isLess;
      case 'union':
      case 'inter':
      case 'cross':
      case 'identity':
      case 'option':
      case 'inverse':
      case 'coerce':
        return this.#both(a, b, isLess);
      case 'diff':
        return this.follows(a!, isLess) && this.follows(b!, !isLess);
      case 'not':
        return this.follows(a!, !isLess);
      case 'seq':
        return (isLess || endsAtKept(a!) || beginsAtKept(b!)) && this.#both(a, b, isLess);
      case 'plus':
      case 'star':
        return (isLess || endsAtKept(a!) || beginsAtKept(a!)) && this.follows(a!, isLess);
      case 'domain':
        return (isLess || endsAtKept(a!)) && this.follows(a!, isLess);
      case 'range':
        return (isLess || beginsAtKept(a!)) && this.follows(a!, isLess);
      case 'fixpoint':
        return isLess && groupOf(step).every(({ body }) => this.follows(body!, true));
      default:
        // What is chosen, or what only the run tells.
        return false;
    }
  }

  #both(a: Step | undefined, b: Step | undefined, isLess: boolean): boolean {
    return (a === undefined || this.follows(a, isLess)) && (b === undefined || this.follows(b, isLess));
  }
}

/** Sets without such reads, and relations from and to what is none. A read that belongs to a write is none. */
const KEPT: ReadonlySet<string> = new Set(['W', 'IW', 'I', 'F', 'FW', 'RMW']);
const FROM_KEPT: ReadonlySet<string> = new Set(['co', 'rf', 'rmw', 'amo']);
const TO_KEPT: ReadonlySet<string> = new Set(['co', 'fr', 'rmw', 'amo', 'data']);

function isKept({ kind, name, a, b }: Step): boolean {
  if (kind === 'base') return KEPT.has(name);
  if (kind === 'inter') return isKept(a!) || isKept(b!);
  if (kind === 'union') return isKept(a!) && isKept(b!);
  return kind === 'diff' && isKept(a!);
}

function beginsAtKept({ kind, name, a, b }: Step): boolean {
  if (kind === 'base') return FROM_KEPT.has(name);
  if (kind === 'identity' || kind === 'cross') return isKept(a!);
  if (kind === 'inter') return beginsAtKept(a!) || beginsAtKept(b!);
  if (kind === 'union') return beginsAtKept(a!) && beginsAtKept(b!);
  return (kind === 'seq' || kind === 'plus' || kind === 'diff') && beginsAtKept(a!);
}

function endsAtKept({ kind, name, a, b }: Step): boolean {
  if (kind === 'base') return TO_KEPT.has(name);
  if (kind === 'identity') return isKept(a!);
  if (kind === 'cross') return isKept(b!);
  if (kind === 'inter') return endsAtKept(a!) || endsAtKept(b!);
  if (kind === 'union') return endsAtKept(a!) && endsAtKept(b!);
  if (kind === 'seq') return endsAtKept(b!);
  return (kind === 'plus' || kind === 'diff') && endsAtKept(a!);
}
