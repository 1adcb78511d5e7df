import { machine, type Raw, type Size } from '../machine.ts';
import { bitsToFloat, floatToBits } from './native-memory.ts';
import { simBufferOf } from './test-machine.ts';

const Float64 = Float64Array;

/** Calls `body` with a `Float64Array` whose instances over shared memory read and write through the machine, as the instrumented ones do. Returns what it returns. */
export function withInstrumentedFloats<R>(body: () => R): R {
  globalThis.Float64Array = new Proxy(Float64, {
    construct(target, args: [SharedArrayBuffer, number, number]) {
      const [memory, start] = args;
      if (!(memory instanceof SharedArrayBuffer)) return new target(...args);
      const buffer = simBufferOf(memory);
      const size: Size = 8;
      return new Proxy(new target(...args), {
        get(view, key) {
          if (machine === undefined || typeof key !== 'string' || Number.isNaN(Number(key))) return Reflect.get(view, key) as unknown;
          return bitsToFloat(machine.load(buffer, start + Number(key) * size, size, 'plain') as bigint);
        },
        set(view, key, value: number) {
          if (machine === undefined) return Reflect.set(view, key, value);
          machine.store(buffer, start + Number(key) * size, size, floatToBits(value) satisfies Raw, 'plain');
          return true;
        },
      });
    },
  });
  try {
    return body();
  } finally {
    globalThis.Float64Array = Float64;
  }
}
