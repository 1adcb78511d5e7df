import type { Declared, WatchedOptions } from '../declare.ts';
import { sourceLine } from '../../realm/source-text.ts';
import { nameWords } from '../report/name-words.ts';
import type { CheckError, ErrorKind, ExploreResult } from '../result.ts';
import { type Override, OrderSites, type Site } from './sites.ts';

/** A check that passes as it is, and the places of orders that it reaches. */
export interface Tested {
  readonly declared: Declared;
  readonly sites: ReadonlySet<Site>;
  readonly executions: number;
  readonly seconds: number;
}

/** Which check failed, and how. */
export interface Failure {
  readonly check: string;
  readonly kind: ErrorKind;
  readonly message: string;
}

/** What a check says against its program, with the names that words have in the source. */
export function failureOf(check: string, { kind, message, trace }: CheckError): Failure {
  return { check, kind, message: nameWords(trace, sourceLine).rename(message) };
}

/** Weaker orders allow more executions. A guess; `--budget` says otherwise. */
const TIMES_AS_LONG = 50;
const LEAST_SECONDS = 5;
/** Steps of a thread in a second attempt. A guess: twice as many as most checks have. */
const FEW_STEPS = 60;

type Bounds = Pick<WatchedOptions, 'maxSeconds' | 'maxSteps'>;

/** Explores checks with other orders than they declare, and counts what that costs. */
export class Laboratory {
  readonly sites: OrderSites;
  readonly #options: WatchedOptions;
  explorations = 0;
  executions = 0;

  constructor(isOurs: (file: string) => boolean, options: WatchedOptions) {
    this.sites = new OrderSites(isOurs);
    this.#options = options;
  }

  /** Explores the check as it is. */
  async asDeclared(declared: Declared): Promise<{ result: ExploreResult; sites: ReadonlySet<Site> }> {
    const result = await this.run(declared, ({ declared: order }) => order);
    return { result, sites: new Set(this.sites.seen) };
  }

  async run(declared: Declared, override: Override, bounds: Bounds = {}): Promise<ExploreResult> {
    this.sites.seen.clear();
    this.sites.override = override;
    const { maxSeconds: _, ...withoutTime } = bounds;
    const isBounded = this.#options.maxSeconds !== undefined || this.#options.maxExecutions !== undefined;
    const result = await declared.run({
      ...(isBounded ? withoutTime : bounds),
      ...this.#options,
      model: 'rc11',
      orderOf: this.sites.orderOf,
    });
    this.explorations++;
    this.executions += result.executions + result.blocked;
    return result;
  }

  /** Whether all of the checks pass with these orders; else the first that does not. Stops there. */
  async allPass(tested: readonly Tested[], override: Override): Promise<'pass' | 'bound' | Failure> {
    let bound = false;
    for (const { declared, seconds } of tested) {
      const maxSeconds = Math.max(LEAST_SECONDS, TIMES_AS_LONG * seconds);
      let { verdict, error } = await this.run(declared, override, { maxSeconds });
      // A loop that goes on for ever, and changes something each time, says enough in its first rounds.
      if (verdict === 'incomplete') ({ verdict, error } = await this.run(declared, override, { maxSeconds, maxSteps: FEW_STEPS }));
      if (verdict === 'wrong') return failureOf(declared.name, error!);
      if (verdict !== 'correct') bound = true;
    }
    return bound ? 'bound' : 'pass';
  }
}
