import { machine } from '../machine.ts';
import { patchValue } from './patches.ts';

// Chance and time: in a thread they are the machine's, so that a run can be repeated.

const { random } = Math;
const NativeDate = Date;
const nativeNow = Date.now;
const performanceNow = performance.now;

/** Where simulated time begins: a date that is easy to tell from a real one. */
const EPOCH_MS = 1_000_000_000_000;

const now = (): number => (machine === undefined ? nativeNow() : EPOCH_MS + machine.now());

patchValue(Math, 'random', () => (machine === undefined ? random() : machine.random()));
patchValue(NativeDate, 'now', now);
patchValue(performance, 'now', function (this: Performance): number {
  return machine === undefined ? performanceNow.call(this) : machine.now();
});

const InstrumentedDate: DateConstructor = new Proxy(NativeDate, {
  construct(_, args: unknown[], newTarget) {
    const moment = args.length === 0 ? [now()] : args;
    return Reflect.construct(NativeDate, moment, newTarget === InstrumentedDate ? NativeDate : newTarget) as object;
  },
  apply: () => new NativeDate(now()).toString(),
});
patchValue(globalThis, 'Date', InstrumentedDate);
