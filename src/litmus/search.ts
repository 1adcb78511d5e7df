import type { Evaluator } from './cat/evaluate.ts';
import { Flags } from './cat/flags.ts';
import { growsOnly } from './cat/monotone.ts';
import { allowsWithoutReads } from './cat/smaller.ts';
import { hasRole, type CompiledModel } from './cat/model.ts';
import { wordsFor } from './bits.ts';
import { placeChoice, type SkeletonVisitor } from './candidates.ts';
import type { LocationChoice } from './enumerate/coherence.ts';
import type { Skeleton } from './enumerate/execution.ts';
import { alike, type Alike } from './enumerate/alike.ts';
import { tooManyExecutions } from './enumerate/limit.ts';
import { withoutNeedless } from './enumerate/needless.ts';
import type { Observer } from './enumerate/observer.ts';
import type { Trace } from './enumerate/trace-events.ts';
import type { LitmusTest } from './program.ts';
import { Races } from './races.ts';
import { holds, showState, type State } from './states.ts';

/** With fewer executions than this that hang on it, a part of an execution is not asked about: measured, twos and threes gain nothing. */
const WORTH_ASKING = 4;

/** One location of a skeleton: its choices, and for each which of its last values it has, if that is observed. */
interface Location {
  readonly choices: readonly LocationChoice[];
  readonly ends: readonly number[];
  /** For each last value one choice that has it. */
  readonly samples: readonly LocationChoice[];
  /** Whether a part of an execution that ends here is asked about. */
  readonly asks: boolean;
}

/**
 * Looks for the final states that a model allows, and for what makes a test undefined. Goes from location to location, asks the model about what is there so
 * far where more can only forbid more, and leaves out all that could bring only what is known. Costs a judgement for each part that is asked about.
 */
export class Search implements SkeletonVisitor {
  readonly states = new Map<string, State>();
  readonly notes: string[] = [];
  undefinedBehaviour = false;
  readonly flags: Flags;
  readonly #test: LitmusTest;
  readonly #observer: Observer;
  readonly #evaluator: Evaluator;
  readonly #growsOnly: boolean;
  readonly #model: CompiledModel;
  #mayBeUndefined: boolean;
  readonly #known = new Set<string>();
  readonly #most: number;
  #tried = 0;
  /** What is looked through now. */
  #traces: readonly Trace[] = [];
  #skeleton!: Skeleton;
  #mayBeNow = false;
  #locations: readonly Location[] = [];
  #chosen: LocationChoice[] = [];
  #samples: LocationChoice[] = [];
  /** For so many locations: the last values with which nothing is left to find. */
  #done: readonly Set<number>[] = [];

  constructor(test: LitmusTest, model: CompiledModel, observer: Observer, evaluator: Evaluator, most: number) {
    this.#most = most;
    this.#test = test;
    this.#observer = observer;
    this.#evaluator = evaluator;
    this.#model = model;
    this.#growsOnly = growsOnly(model);
    this.#mayBeUndefined = hasRole(model, 'undefined');
    this.flags = new Flags(model);
  }

  /** Leaves out what only reads more than others, where nobody misses that, and finds threads that do the same. */
  choose(traces: readonly (readonly Trace[])[]): Alike {
    const races = this.#mayBeUndefined ? new Races(this.#test, traces, this.#evaluator) : undefined;
    if (races?.areNone === true) this.#mayBeUndefined = false;
    if (!allowsWithoutReads(this.#model)) return alike(this.#test, traces);
    return alike(
      this.#test,
      traces.map((ofThread, thread) => withoutNeedless(this.#test, thread, ofThread, (read) => races?.mayBeOne(thread, read) !== true)),
    );
  }

  /** Whether such traces can bring nothing new, whoever reads from whom. */
  skips(traces: readonly Trace[]): boolean {
    return this.#observer.addresses.size === 0 && !this.#needsMore(this.#mayBeUndefined) && this.#known.has(this.#nameOf(traces, []));
  }

  /** To be called when the evaluator was begun with a skeleton. */
  begun(): void {
    this.#mayBeNow = this.#mayBeUndefined && !this.#evaluator.isDefined();
  }

  /** Whether the model does not forbid a choice for a location if nothing is said of others. */
  canBe(choice: LocationChoice): boolean {
    if (!this.#growsOnly) return true;
    this.#evaluator.rf.fill(0);
    this.#evaluator.co.fill(0);
    placeChoice(this.#evaluator, choice);
    return !this.#violates();
  }

  /** Looks through the executions of some traces, of which the evaluator has the skeleton, or one that is like it. */
  visit(traces: readonly Trace[], skeleton: Skeleton, choices: readonly (readonly LocationChoice[])[]): void {
    this.#traces = traces;
    this.#skeleton = skeleton;
    const inOrder = choices.toSorted((a, b) => a.length - b.length);
    let executions = 1;
    const locations: Location[] = [];
    for (let k = inOrder.length - 1; k >= 0; k--) {
      locations.unshift(this.#locationOf(inOrder[k]!, executions >= WORTH_ASKING && inOrder[k + 1]!.length > 1));
      executions *= inOrder[k]!.length;
    }
    // Last values are counted by numbers that are exact; so many states could not be told anyway.
    if (locations.reduce((count, { samples }) => count * samples.length, 1) > this.#most) throw tooManyExecutions(this.#test, this.#most);
    this.#locations = locations;
    this.#done = [...locations, undefined].map(() => new Set());
    this.#chosen = [];
    this.#samples = [];
    if (!this.#needsMore(this.#mayBeNow) && this.#isDone(0, 0)) return;
    this.#evaluator.rf.fill(0);
    this.#evaluator.co.fill(0);
    this.#descend(0, 0);
  }

  #locationOf(choices: readonly LocationChoice[], asks: boolean): Location {
    const { events } = this.#skeleton;
    const numbers = new Map<unknown, number>();
    const samples: LocationChoice[] = [];
    const isObserved = this.#observer.addresses.has(events[choices[0]!.co[0]!]!.address);
    const ends = choices.map((choice) => {
      const end = isObserved ? events[choice.co.at(-1)!]!.written : undefined;
      let number = numbers.get(end);
      if (number === undefined) {
        numbers.set(end, (number = samples.length));
        samples.push(choice);
      }
      return number;
    });
    return { choices, ends, samples, asks: asks && this.#growsOnly };
  }

  /** Tries the choices of the k-th location, after those before it, whose last values are `ends`. */
  #descend(k: number, ends: number): void {
    const location = this.#locations[k];
    if (location === undefined) return this.#judge();
    const { choices, samples } = location;
    for (const [i, choice] of choices.entries()) {
      const next = ends * samples.length + location.ends[i]!;
      if (!this.#needsMore(this.#mayBeNow) && this.#isDone(k + 1, next)) continue;
      placeChoice(this.#evaluator, choice);
      if (location.asks) {
        if (this.#violates()) continue;
        if (!this.#needsMore(this.#mayBeNow && this.#evaluator.mayBeUndefined()) && this.#isDone(k + 1, next)) continue;
      }
      this.#chosen[k] = choice;
      this.#descend(k + 1, next);
    }
    const { rf, co, size } = this.#evaluator;
    const words = wordsFor(size);
    for (const write of choices[0]!.co) {
      rf.fill(0, write * words, (write + 1) * words);
      co.fill(0, write * words, (write + 1) * words);
    }
  }

  #violates(): boolean {
    if (++this.#tried > this.#most) throw tooManyExecutions(this.#test, this.#most);
    this.#evaluator.changed();
    return this.#evaluator.violated() !== undefined;
  }

  /** Judges what is now placed, with a choice for each location. */
  #judge(): void {
    if (this.#violates()) return;
    if (this.#mayBeNow && !this.undefinedBehaviour) this.undefinedBehaviour = this.#evaluator.undefinedNow();
    this.flags.note(this.#evaluator);
    const values = this.#observer.valuesOf(this.#traces, this.#skeleton, this.#chosen);
    const name = values.join(' ');
    if (this.#known.size === this.#known.add(name).size) return;
    const state = this.#observer.stateOf(values);
    if (this.#test.filter === undefined || holds(this.#test.filter, state)) this.states.set(showState(this.#test, state), state);
  }

  /** Whether an execution may count whose state is known. */
  #needsMore(mayBeUndefined: boolean): boolean {
    return !this.flags.areAllRaised || (mayBeUndefined && !this.undefinedBehaviour);
  }

  /** Whether all states are known that have these last values in the first k locations. */
  #isDone(k: number, ends: number): boolean {
    const done = this.#done[k]!;
    if (done.has(ends)) return true;
    const location = this.#locations[k];
    if (location === undefined) {
      if (!this.#known.has(this.#nameOf(this.#traces, this.#samplesOf(ends)))) return false;
    } else {
      const { length } = location.samples;
      for (let i = 0; i < length; i++) if (!this.#isDone(k + 1, ends * length + i)) return false;
    }
    done.add(ends);
    return true;
  }

  /** A choice for each location with these last values. */
  #samplesOf(ends: number): readonly LocationChoice[] {
    let rest = ends;
    for (let k = this.#locations.length - 1; k >= 0; k--) {
      const { samples } = this.#locations[k]!;
      this.#samples[k] = samples[rest % samples.length]!;
      rest = Math.floor(rest / samples.length);
    }
    return this.#samples;
  }

  #nameOf(traces: readonly Trace[], chosen: readonly LocationChoice[]): string {
    return this.#observer.valuesOf(traces, this.#skeleton, chosen).join(' ');
  }
}
