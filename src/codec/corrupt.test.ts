import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { LockwrightError } from '../realm/errors.ts';
import { DEPTH_LIMIT } from './tags.ts';
import { decode, encode, modulesNeeded } from './index.ts';

/** A value with some of everything. */
function sample(): unknown {
  const shared = { x: 1, text: 'Größe', lone: '\uD800' };
  const buffer = new ArrayBuffer(8, { maxByteLength: 16 });
  return [
    shared,
    shared,
    new Map<unknown, unknown>([
      [1, shared],
      ['k', new Set([1n, 2n ** 70n])],
    ]),
    [1, 2.5, -3, 'x'.repeat(100), , undefined, null, true], // oxlint-disable-line no-sparse-arrays
    [new Date(0), /a+/g, Object('boxed')],
    [new Uint16Array(buffer), new DataView(new ArrayBuffer(4), 1, 2)],
    brief(new TypeError('bad', { cause: brief(new DOMException('m', 'AbortError')) })),
    brief(new LockwrightError('CODE', 'ours')),
    deep(DEPTH_LIMIT + 3),
  ];
}

/** Without its long stack. */
function brief<E extends Error>(error: E): E {
  return Object.defineProperty(error, 'stack', { value: 'at here' });
}

function deep(levels: number): unknown {
  return levels === 0 ? [] : { d: deep(levels - 1) };
}

/** Whether reading gives a value or the right error: nothing else may come of any bytes. */
function survives(bytes: Uint8Array): boolean {
  for (const read of [() => decode(bytes, []), () => modulesNeeded(bytes)]) {
    try {
      read();
    } catch (error) {
      if (error instanceof LockwrightError && (error.code === 'CORRUPT_MESSAGE' || error.code === 'MODULES_MISSING')) continue;
      throw error;
    }
  }
  return true;
}

test('every message that is cut short is refused', () => {
  const whole = encode(sample()).bytes.slice();
  for (let length = 0; length < whole.length; length++) {
    expect(() => decode(whole.slice(0, length))).toThrow(expect.objectContaining({ code: 'CORRUPT_MESSAGE' }));
  }
});

test('every message with one byte changed gives a value or an error, and never hangs', () => {
  const whole = encode(sample()).bytes.slice();
  for (let at = 0; at < whole.length; at++) {
    for (const change of [1, 0x80, 0xff, whole[at]! ^ 0x0e, whole[at]! ^ 0x28]) {
      const changed = whole.slice();
      changed[at]! ^= change;
      expect(survives(changed)).toBe(true);
    }
  }
});

// oxlint-disable-next-line vitest/expect-expect -- the property throws
test('any bytes behind a well-formed head give a value or an error', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (body) => {
      const bytes = new Uint8Array(8 + body.length);
      new Uint32Array(bytes.buffer, 0, 2).fill(bytes.length);
      bytes.set(body, 8);
      return survives(bytes);
    }),
    { numRuns: 3000 },
  );
});

// oxlint-disable-next-line vitest/expect-expect -- the property throws
test('any bytes at all give a value or an error', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 64 }), survives), { numRuns: 1000 });
});

test('lengths of gigabytes are refused before memory is taken for them', () => {
  const huge = [0xff, 0xff, 0xff, 0xff, 0x0f];
  for (const tag of [0x0a, 0x0b, 0x11, 0x13, 0x14, 0x23]) {
    const bytes = new Uint8Array([0, 0, 0, 0, 0, 0, 0, 0, tag, ...huge]);
    new Uint32Array(bytes.buffer, 0, 2).fill(bytes.length);
    expect(() => decode(bytes)).toThrow(/^corrupt message: at byte \d+, \d+ more bytes were expected, but only 0 are left/);
  }
});

test('a missing external is named', () => {
  const { bytes } = encode([new SharedArrayBuffer(8)]);
  expect(() => decode(bytes, [])).toThrow(/thing 0 of those sent by message was expected, but 0 came/);
});

test('what is no Uint8Array or has no message is refused', () => {
  expect(() => decode(new Uint8Array(0))).toThrow(/at least 8 bytes/);
  expect(() => decode(new Uint8Array(8))).toThrow(/corrupt message/);
});
