import { same } from './elements.ts';
import type { JsValue } from './program.ts';

/** The value of a read that is not chosen yet, or may not be. */
export class ReadValue {
  readonly event: number;

  constructor(event: number) {
    this.event = event;
  }
}

/** What is computed of such values. */
export class Computed {
  readonly f: (...args: readonly JsValue[]) => JsValue;
  readonly args: readonly Outcome[];

  constructor(f: (...args: readonly JsValue[]) => JsValue, args: readonly Outcome[]) {
    this.f = f;
    this.args = args;
  }
}

export type Outcome = JsValue | ReadValue | Computed;
export const isOpen = (outcome: Outcome): outcome is ReadValue | Computed => typeof outcome === 'object';

/** The value of an outcome when `valueOfRead` tells what was read; undefined where it does not. */
export function settle(outcome: Outcome, valueOfRead: (event: number) => JsValue | undefined): JsValue | undefined {
  if (!isOpen(outcome)) return outcome;
  if (outcome instanceof ReadValue) return valueOfRead(outcome.event);
  const args: JsValue[] = [];
  for (const arg of outcome.args) {
    const value = settle(arg, valueOfRead);
    if (value === undefined) return undefined;
    args.push(value);
  }
  return outcome.f(...args);
}

/** Whether a condition holds. */
export const isTrue = (value: JsValue | undefined): boolean => Boolean(value) && !same(value!, Number.NaN);
