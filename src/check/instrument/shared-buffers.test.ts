import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FakeHost, inProgram, inThread, simulate, difference, NONE } from './test-simulation.ts';
import { place } from './test-values.ts';

const make = (shared = true) => new WebAssembly.Memory({ initial: 1, maximum: 3, shared });

/** A class that extends the SharedArrayBuffer of now. */
const defineNamed = () =>
  class Named extends SharedArrayBuffer {
    readonly name = 'words';
  };

describe('a SharedArrayBuffer', () => {
  test('is made of the same arguments as natively', () => {
    for (const args of [
      [],
      [8],
      ['8'],
      [-1],
      [1.5],
      [NaN],
      [8, {}],
      [8, { maxByteLength: 16 }],
      [8, { maxByteLength: 4 }],
      [8, undefined],
      [{ valueOf: () => 4 }],
    ]) {
      expect(
        difference(
          () => undefined,
          () => {
            const made = new (SharedArrayBuffer as unknown as new (...args: unknown[]) => SharedArrayBuffer)(...args);
            return [made.byteLength, made.growable, made.maxByteLength, Object.prototype.toString.call(made)];
          },
        ),
      ).toBe(NONE);
    }
  });

  test('that a thread makes is a new one of the machine', () => {
    const { result, calls } = simulate(
      () => undefined,
      () => {
        const words = new Int32Array(new SharedArrayBuffer(8, { maxByteLength: 16 }));
        words[1] = 5;
        return [words[1], words.length, new SharedArrayBuffer(4).byteLength];
      },
    );
    expect(result).toEqual([5, 2, 4]);
    expect(calls).toEqual(['newBuffer 8 16', 'store 4 @4 plain 5', 'load 4 @4 plain', 'newBuffer 4 undefined']);
  });

  test('may be extended', () => {
    const { result, calls } = simulate(
      () => new (defineNamed())(8),
      (own) => [own.name, own instanceof SharedArrayBuffer, new Int32Array(own)[0], own.slice(4).constructor === own.constructor],
    );
    expect(result).toEqual(['words', true, 0, true]);
    expect(calls[0]).toBe('load 4 @0 plain');
  });

  test('is sliced as natively, and the copy is shared memory of the program, too', () => {
    fc.assert(
      fc.property(fc.array(place, { maxLength: 2 }), (args) => {
        expect(
          difference(
            () => {
              const buffer = new SharedArrayBuffer(6);
              new Uint8Array(buffer).set([1, 2, 3, 4, 5, 6]);
              return buffer;
            },
            (buffer) => {
              const copy = (buffer as unknown as { slice(...args: unknown[]): SharedArrayBuffer }).slice(...args);
              const bytes = new Uint8Array(copy);
              if (bytes.length > 0) bytes[0] = 9;
              return [copy.byteLength, bytes, new Uint8Array(buffer)];
            },
          ),
        ).toBe(NONE);
      }),
    );
    expect(() => inProgram(() => SharedArrayBuffer.prototype.slice.call({} as never))).toThrow(TypeError);
    expect(() => inProgram(() => SharedArrayBuffer.prototype.slice.call(undefined as never))).toThrow(TypeError);
  });

  test('from outside of the program is sliced, too', () => {
    const outer = new SharedArrayBuffer(4);
    new Uint8Array(outer).set([1, 2, 3, 4]);
    const { result } = simulate(
      () => undefined,
      () => {
        Atomics.store(new Uint8Array(outer), 1, 7);
        return [...new Uint8Array(outer.slice(1, 3))];
      },
    );
    expect(result).toEqual([7, 3]);
  });

  test('grows while the program is set up, and views that track its length with it; in a thread it says why not', () => {
    inProgram(() => {
      const buffer = new SharedArrayBuffer(8, { maxByteLength: 32 });
      const [all, rest, fixed] = [new Int32Array(buffer), new Int32Array(buffer, 4), new Int32Array(buffer, 0, 2)];
      const part = all.subarray(1);
      const ended = all.subarray(1, 2);
      buffer.grow(16);
      all[3] = 4;
      inThread(() => {
        expect([all, rest, fixed, part, ended].map(({ length }) => length)).toEqual([4, 3, 2, 3, 1]);
        expect([all[3], rest[2], part[2], fixed[3]]).toEqual([4, 4, 4, undefined]);
        expect(() => buffer.grow(32)).toThrow('not supported in the threads');
      });
    });
    expect(() => inProgram(() => new SharedArrayBuffer(8).grow(8))).toThrow(TypeError);
  });

  test('that the exploration has from the last set-up is handed out again', () => {
    const host = new FakeHost();
    inProgram(() => {
      host.reusable = new SharedArrayBuffer(8);
      expect(new SharedArrayBuffer(8)).toBe(host.reusable);
      expect(new SharedArrayBuffer(16)).not.toBe(host.reusable);
    }, host);
  });
});

describe('a WebAssembly.Memory', () => {
  test('that is shared is simulated, and still the same memory when it has grown', () => {
    inProgram(() => {
      const memory = make();
      const before = new Int32Array(memory.buffer);
      expect(memory.grow(1)).toBe(1);
      const after = new Int32Array(memory.buffer);
      expect(after.length).toBe(2 * before.length);
      expect(memory).toBeInstanceOf(WebAssembly.Memory);
      expect(memory.constructor).toBe(WebAssembly.Memory);
      inThread(() => {
        before[1] = 7;
        expect(after[1]).toBe(7);
        after[before.length + 1] = 8;
        expect(after[before.length + 1]).toBe(8);
        expect(() => memory.grow(1)).toThrow('not supported in the threads');
        expect(() => make()).toThrow('while the program is set up');
      });
    });
  });

  test('that is not shared is left alone', () => {
    const { calls, result } = simulate(
      () => make(false),
      (memory) => {
        memory.grow(1);
        return new Int32Array(memory.buffer)[0];
      },
    );
    expect(result).toBe(0);
    expect(calls).toEqual([]);
  });

  test('of the program is refused to WebAssembly code, which the checker cannot see into', async () => {
    const empty = new WebAssembly.Module(new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]));
    let promise: Promise<unknown> | undefined;
    inProgram(() => {
      const memory = make();
      expect(() => new WebAssembly.Instance(empty, { env: { memory } })).toThrow('WebAssembly code');
      promise = WebAssembly.instantiate(empty, { env: { memory } });
      expect(new WebAssembly.Instance(empty, { env: { memory: make(false), n: 5 } })).toBeInstanceOf(WebAssembly.Instance);
      expect(new WebAssembly.Instance(empty)).toBeInstanceOf(WebAssembly.Instance);
    });
    await expect(promise).rejects.toThrow('WebAssembly code');
  });
});
