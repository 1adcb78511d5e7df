import { expect, test } from 'vitest';
import { NotSendableError } from '../realm/errors.ts';
import { decode, encode } from './index.ts';

function externalsOf(value: unknown, transfer?: object[]): readonly unknown[] {
  const { bytes, externals } = encode(value, transfer === undefined ? {} : { transfer });
  expect(decode(bytes, externals)).toEqual(value);
  return externals;
}

test('what several threads share travels by message', () => {
  const buffer = new SharedArrayBuffer(8);
  const memory = new WebAssembly.Memory({ shared: true, initial: 1, maximum: 1 });
  const program = new WebAssembly.Module(new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]));
  const words = new Int32Array(buffer);
  expect(externalsOf({ buffer, memory, program, again: buffer })).toEqual([buffer, memory, program]);
  expect(externalsOf([words, words])).toEqual([words]);
});

test('what the host can copy travels by message', () => {
  const blob = new Blob(['text']);
  expect(externalsOf({ deep: [blob, blob] })).toEqual([blob]);
  class MyBlob extends Blob {}
  expect(externalsOf([new MyBlob([])])).toHaveLength(1);
});

test('what is named in the transfer list moves instead of being copied', () => {
  const buffer = new ArrayBuffer(8);
  const bytes = new Uint8Array(buffer, 2, 3);
  const { port1, port2 } = new MessageChannel();
  const { bytes: message, externals } = encode({ bytes, buffer, port1 }, { transfer: [buffer, port1] });
  expect(externals).toEqual([buffer, port1]);
  const arrived = decode(message, externals) as { bytes: Uint8Array; buffer: ArrayBuffer; port1: MessagePort };
  expect(arrived.bytes.buffer).toBe(buffer);
  expect([arrived.bytes.byteOffset, arrived.bytes.length]).toEqual([2, 3]);
  expect(arrived.port1).toBe(port1);
  port2.close();
});

test('what can only move is refused without a transfer list', () => {
  const { port1 } = new MessageChannel();
  for (const [name, movable] of Object.entries({
    MessagePort: port1,
    ReadableStream: new ReadableStream(),
    WritableStream: new WritableStream(),
  })) {
    expect(() => encode([{ movable }])).toThrow(
      new RegExp(
        `^value\\[0\\]\\.movable is an object of the host \\(${name}\\); it can move but not be copied: name it in the transfer list`,
      ),
    );
  }
  port1.close();
});

test.each<[string, () => object]>([
  ['URL', () => new URL('https://example.org/')],
  ['URLSearchParams', () => new URLSearchParams('a=1')],
  ['Headers', () => new Headers()],
  ['AbortSignal', () => new AbortController().signal],
  ['AbortController', () => new AbortController()],
  ['EventTarget', () => new EventTarget()],
  ['Event', () => new Event('x')],
  ['TextEncoder', () => new TextEncoder()],
  ['Performance', () => performance],
  ['Instance', () => new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0])))],
  ['Memory', () => new WebAssembly.Memory({ initial: 1 })],
  [
    'Emitter',
    () =>
      new (class Emitter extends EventTarget {
        x = 1;
      })(),
  ],
])('an object of the host that cannot travel is refused, and never becomes {}: %s', (name, make) => {
  expect(() => encode({ x: make() })).toThrow(NotSendableError);
  expect(() => encode({ x: make() })).toThrow(new RegExp(`^value\\.x is an object of the host \\(${name}\\); the host cannot copy it`));
});

test('a class of the user with a tag of its own is a plain object', () => {
  class Money {
    amount = 5;
    get [Symbol.toStringTag](): string {
      return 'Money';
    }
  }
  class Disguised {
    size = 1;
    get [Symbol.toStringTag](): string {
      return 'Map';
    }
  }
  for (let i = 0; i < 2; i++) {
    expect(decode(encode(new Money()).bytes)).toEqual({ amount: 5 });
    expect(decode(encode(new Disguised()).bytes)).toEqual({ size: 1 });
  }
});

test('a class of the user that is kept as a global is not taken for one of the host', () => {
  class Global {
    x = 1;
  }
  (globalThis as { Global?: unknown }).Global = Global;
  expect(decode(encode(new Global()).bytes)).toEqual({ x: 1 });
  delete (globalThis as { Global?: unknown }).Global;
});
