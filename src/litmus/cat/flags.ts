import type { Evaluator } from './evaluate.ts';
import type { Check, CompiledModel, ForAll } from './model.ts';

/** The flags of a model that some allowed execution raises. Costs the model's choices once more, until all are raised. */
export class Flags {
  readonly #raised = new Set<string>();
  readonly #names: ReadonlySet<string>;

  constructor(model: CompiledModel) {
    this.#names = new Set(model.checks.filter(isFlag).map(({ name }) => name));
  }

  /** Whether no execution can bring anything new. */
  get areAllRaised(): boolean {
    return this.#raised.size === this.#names.size;
  }

  get raised(): readonly string[] {
    return [...this.#raised].toSorted();
  }

  /** Takes note of what is now in the evaluator; nothing if that is not allowed. */
  note(evaluator: Evaluator): void {
    if (!this.areAllRaised) for (const name of evaluator.flags()) this.#raised.add(name);
  }
}

const isFlag = (check: Check | ForAll): check is Check => !('checks' in check) && check.role === 'flag';
