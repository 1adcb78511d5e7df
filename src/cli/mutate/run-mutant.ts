import type { Started, Work } from '../check-messages.ts';
import { Watch } from '../check-watch.ts';

/** What became of a run of the checks on one mutant. */
export type Fate =
  /** A check found it: the first that did. */
  | { readonly state: 'killed'; readonly by: string; readonly kind: string; readonly message: string; readonly executions: number }
  | { readonly state: 'survived' }
  /** No check runs that part of the module. */
  | { readonly state: 'notReached' }
  /** Checks that met a bound could not tell. */
  | { readonly state: 'undecided'; readonly checks: readonly string[] }
  /** The module does not load with it: a person would have noticed. */
  | { readonly state: 'broken'; readonly message: string };

/** A run that may be ended. */
export interface Run {
  readonly fate: Promise<Fate>;
  stop(): void;
}

/** Runs checks in a worker up to the first that is not as it should be. Costs a worker, its modules, and the checks. */
export function runMutant(work: Work, watchdogMs: number): Run {
  let fate: Fate | undefined;
  let running: Started | undefined;
  const undecided: string[] = [];
  const end = (found: Fate): void => {
    fate ??= found;
    void watch.stop();
  };
  const killed = (kind: string, message: string, executions: number): void =>
    end({ state: 'killed', by: running?.name ?? 'loading', kind, message, executions });
  const watch = new Watch(
    {
      onMessage(message) {
        if (message.type === 'started') running = message;
        if (message.type === 'unusable') end({ state: 'broken', message: message.message });
        if (message.type === 'refused') killed('refused', message.message, 0);
        if (message.type !== 'result' || message.disagreement === undefined) return;
        const { verdict, error, executions, blocked } = message.line;
        if (verdict === 'incomplete') undecided.push(message.line.name);
        else killed(error?.kind ?? 'missed', error?.message ?? message.disagreement, executions + blocked);
      },
      onHalt(halt) {
        if (halt.why === 'stuck') killed('stuck', 'it never ends', 0);
        else killed('crashed', halt.message, 0);
      },
    },
    watchdogMs,
  );
  const run = async (): Promise<Fate> => {
    await watch.run(work);
    return fate ?? (undecided.length === 0 ? { state: 'survived' } : { state: 'undecided', checks: undecided });
  };
  return { fate: run(), stop: () => void watch.stop() };
}
