import type { Source, Step } from './model.ts';

/** Steps get their room when they are asked: see `Computation.begin`. */
const NO_ROOM = new Int32Array(0);

/** The steps of a model: what is asked for twice is there once. Costs a map look-up for each. */
export class Steps {
  readonly #byKey = new Map<string, Step>();
  readonly #numbers = new Map<Step, number>();
  #fresh = 0;

  get all(): readonly Step[] {
    return [...this.#numbers.keys()];
  }

  of(kind: string, name: string, isSet: boolean | undefined, level: number, a?: Step, b?: Step, source?: Source): Step {
    const key = `${kind} ${name} ${a && this.#numbers.get(a)} ${b && this.#numbers.get(b)} ${isSet}`;
    const known = this.#byKey.get(key);
    if (known !== undefined) return known;
    const open = a?.open === true || b?.open === true;
    const step = this.#make(kind, name, isSet, Math.max(level, a?.level ?? 0, b?.level ?? 0), open, a, b, source);
    this.#byKey.set(key, step);
    return step;
  }

  /** One that is like no other. */
  fresh(kind: string, isSet: boolean | undefined, level: number, open: boolean, source?: Source): Step {
    return this.#make(kind, String(this.#fresh++), isSet, level, open, undefined, undefined, source);
  }

  fixpoint(group: readonly Step[], of: Step, level: number): Step {
    const step = this.#make(
      'fixpoint',
      '',
      of.isSet,
      level,
      group.some(({ open, body }) => open && hangsOnOthers(body!, group)),
      of,
      undefined,
      undefined,
    );
    (step as Step & { group?: readonly Step[] }).group = group;
    return step;
  }

  #make(
    kind: string,
    name: string,
    isSet: boolean | undefined,
    level: number,
    open: boolean,
    a: Step | undefined,
    b: Step | undefined,
    source: Source | undefined,
  ): Step {
    const step: Step = {
      kind,
      name,
      a,
      b,
      isSet,
      level,
      open,
      source,
      body: undefined,
      stamp: -1,
      members: NO_ROOM,
      rows: NO_ROOM,
      value: undefined,
    };
    this.#numbers.set(step, this.#numbers.size);
    return step;
  }
}

/** Whether a body hangs on the variable of a `let rec` that is not of its own group: then its solution does, too. */
function hangsOnOthers(body: Step, group: readonly Step[], seen = new Set<Step>()): boolean {
  if (!body.open || seen.has(body)) return false;
  seen.add(body);
  if (body.kind === 'variable') return !group.includes(body);
  return [body.a, body.b].some((part) => part !== undefined && hangsOnOthers(part, group, seen));
}
