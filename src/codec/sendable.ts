import type { Handle } from '../memory/handle.ts';

declare const why: unique symbol;

/** No value has this type; the compiler shows it where something that cannot travel was given. */
export interface NotSendable<Why extends string> {
  readonly [why]: Why;
}

/** The instance type of a global class, where the library of types has it. */
type Instance<Name extends string> = typeof globalThis extends { [K in Name]: { prototype: infer T } } ? T : never;

/** Objects of hosts that travel by message, copied or moved. */
type Platform =
  | Instance<'Blob'>
  | Instance<'CryptoKey'>
  | Instance<'DOMException'>
  | Instance<'FileList'>
  | Instance<'ImageBitmap'>
  | Instance<'ImageData'>
  | Instance<'MessagePort'>
  | Instance<'OffscreenCanvas'>
  | Instance<'ReadableStream'>
  | Instance<'TransformStream'>
  | Instance<'VideoFrame'>
  | Instance<'WritableStream'>
  | (typeof globalThis extends { WebAssembly: { Memory: { prototype: infer M } } } ? M : never);

/** Objects that travel as a whole. */
type Whole =
  | Handle
  | Date
  | RegExp
  | Error
  | ArrayBuffer
  | SharedArrayBuffer
  | ArrayBufferView
  // oxlint-disable-next-line no-wrapper-object-types -- objects around primitives travel as such
  | (Boolean & object)
  // oxlint-disable-next-line no-wrapper-object-types
  | (Number & object)
  // oxlint-disable-next-line no-wrapper-object-types
  | (String & object)
  // oxlint-disable-next-line no-wrapper-object-types
  | (BigInt & object);

type IsAny<T> = 0 extends 1 & T ? true : false;

/**
 * `T` if values of it can travel to another thread, else a type that says why not, at the place where it is. Costs the compiler a walk
 * through the type. `any` and `unknown` pass: only the run-time check can tell.
 *
 * An instance of a class with methods is refused, since it would arrive without them.
 */
export type Sendable<T> =
  IsAny<T> extends true
    ? T
    : unknown extends T
      ? T
      : T extends string | number | bigint | boolean | null | undefined
        ? T
        : T extends symbol
          ? NotSendable<'a symbol means something in its own thread only: send a string'>
          : T extends Platform
            ? T
            : T extends Whole
              ? T
              : SendableObject<T>;

type SendableObject<T> = T extends (...args: never[]) => unknown
  ? NotSendable<'functions do not travel between threads: send data, and import the function there'>
  : T extends abstract new (...args: never[]) => unknown
    ? NotSendable<'classes do not travel between threads: import the class there'>
    : T extends PromiseLike<unknown>
      ? NotSendable<'a Promise belongs to its thread: await it, and send what it gives'>
      : T extends WeakMap<WeakKey, unknown> | WeakSet<WeakKey> | WeakRef<WeakKey>
        ? NotSendable<'what a weak collection holds lives in its thread only: send a Map, Set or object'>
        : T extends ReadonlyMap<infer K, infer V>
          ? SendableMap<T, K, V>
          : T extends ReadonlySet<infer V>
            ? SendableSet<T, V>
            : T extends Iterator<unknown, unknown, never> | AsyncIterator<unknown, unknown, never>
              ? NotSendable<'an iterator belongs to its thread: collect what it yields into an array, and send that'>
              : { [K in keyof T]: K extends symbol ? T[K] : Sendable<T[K]> };

/** Written so that a Map of sendable things stays the very type it was. */
type SendableMap<T, K, V> = [Sendable<K>, Sendable<V>] extends [K, V] ? T : Map<Sendable<K>, Sendable<V>>;
type SendableSet<T, V> = [Sendable<V>] extends [V] ? T : Set<Sendable<V>>;

/** The arguments `A` of a function, each checked: `spawn<A extends unknown[]>(f: (...args: A) => void, ...args: SendableArgs<A>)`. */
export type SendableArgs<A extends readonly unknown[]> = { [K in keyof A]: Sendable<A[K]> };
