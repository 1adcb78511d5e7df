import { machine } from '../machine.ts';
import { host } from './buffers.ts';
import { patchValue } from './patches.ts';

// Chance and time: in a thread they are the machine's, so that a run can be repeated. While the program is set up no time passes.

const { random } = Math;
const NativeDate = Date;
const nativeNow = Date.now;
const performanceNow = performance.now;

/** Where simulated time begins: a date that is easy to tell from a real one. */
const EPOCH_MS = 1_000_000_000_000;

/** Simulated milliseconds; undefined outside of programs. */
const simulated = (): number | undefined => machine?.now() ?? (host === undefined ? undefined : 0);

function now(): number {
  const ms = simulated();
  return ms === undefined ? nativeNow() : EPOCH_MS + ms;
}

patchValue(Math, 'random', () => (machine ?? host)?.random() ?? random());
patchValue(NativeDate, 'now', now);
patchValue(performance, 'now', function (this: Performance): number {
  return simulated() ?? performanceNow.call(this);
});

const InstrumentedDate: DateConstructor = new Proxy(NativeDate, {
  construct(_, args: unknown[], newTarget) {
    const moment = args.length === 0 ? [now()] : args;
    return Reflect.construct(NativeDate, moment, newTarget === InstrumentedDate ? NativeDate : newTarget) as object;
  },
  apply: () => new NativeDate(now()).toString(),
});
patchValue(globalThis, 'Date', InstrumentedDate);
