import { describe, expect, test } from 'vitest';
import { FakeHost, FakeMachine, inProgram, inThread } from './test-simulation.ts';
import { sharedArray } from './test-values.ts';

function setUp(): unknown[] {
  const buffer = new SharedArrayBuffer(8);
  return [new Int32Array(buffer), new Int32Array(buffer), new Uint8Array(buffer)];
}

describe('views of all of a memory', () => {
  const host = new FakeHost();

  test('are two if they are made twice', () => {
    inProgram(() => {
      const buffer = new SharedArrayBuffer(8);
      expect(new Int32Array(buffer)).not.toBe(new Int32Array(buffer));
    });
  });

  test('are used again when the set-up gets its memory again, in the order in which they were made', () => {
    inProgram(() => {
      host.reusable = new SharedArrayBuffer(8);
      const [first, second] = [setUp(), setUp()];
      for (const [i, view] of first.entries()) expect(second[i]).toBe(view);
    }, host);
  });

  test('are not used again once they have properties of their own, or another prototype', () => {
    for (const change of [
      (view: object) => Object.assign(view, { x: 1 }),
      (view: object) => Object.setPrototypeOf(view, null) as object,
      Object.preventExtensions,
    ]) {
      inProgram(() => {
        host.reusable = undefined;
        host.reusable = new SharedArrayBuffer(8);
        const first = new Int32Array(new SharedArrayBuffer(8));
        change(first);
        const second = new Int32Array(new SharedArrayBuffer(8));
        expect(second).not.toBe(first);
        expect([Object.keys(second), Object.isExtensible(second), second instanceof Int32Array]).toEqual([['0', '1'], true, true]);
      }, host);
    }
  });
});

describe('memory from outside of the program', () => {
  const outer = new SharedArrayBuffer(16);
  const outerView = new Int32Array(outer);

  test('is the program’s own to atomics, whatever they get at it by; plain accesses of old arrays are not seen', () => {
    const machine = new FakeMachine();
    const host = new FakeHost();
    inProgram(
      () =>
        inThread(() => {
          Atomics.store(outerView, 0, 5);
          expect(outerView[0]).toBe(0);
          const inner = new Int32Array(outer);
          expect(inner[0]).toBe(5);
          inner[0] = 6;
          expect(Atomics.load(outerView, 0)).toBe(6);
          expect(new DataView(outer).getInt32(0, true)).toBe(6);
        }, machine),
      host,
    );
    expect(host.adopted).toEqual([outer]);
    expect(outerView[0]).toBe(0);
  });

  test('is another to each exploration, and so is what another exploration has made', () => {
    const leaked = inProgram(() => sharedArray('Int32Array', [7], 0));
    const own = new FakeHost();
    inProgram(() => {
      const mine = sharedArray('Int32Array', [1], 0);
      inThread(() => {
        Atomics.store(leaked as Int32Array, 0, 8);
        Atomics.store(outerView, 0, 9);
        expect([mine[0], leaked[0], new Int32Array(outer)[0]]).toEqual([1, 8, 9]);
      });
    }, own);
    expect(own.adopted).toEqual([leaked.buffer, outer]);
  });
});
