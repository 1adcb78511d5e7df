import { expect, test } from 'vitest';
import type { Handle } from '../memory/handle.ts';
import type { NotSendable, Sendable, SendableArgs } from './index.ts';

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Compiles only if `T` is `true`; does nothing at run time. */
function holds<T extends true>(): T | undefined {
  return undefined;
}

declare class Cell extends Handle {
  add(by: number): number;
}

const save = (): void => {};

interface Person {
  name: string;
  born?: Date;
  friends: Person[];
}

/** What `spawn` looks like, and gives back its arguments. */
function spawn<A extends unknown[]>(_run: (...args: A) => unknown, ...args: SendableArgs<A>): unknown[] {
  return args as unknown[];
}

// oxlint-disable-next-line vitest/expect-expect -- the compiler is what checks it
test('types of values that can travel stay as they are', () => {
  holds<Equal<Sendable<string | number | undefined>, string | number | undefined>>();
  holds<Equal<Sendable<bigint[]>, bigint[]>>();
  holds<Equal<Sendable<[1, 'a']>, [1, 'a']>>();
  holds<Equal<Sendable<readonly string[]>, readonly string[]>>();
  holds<Equal<Sendable<Map<string, { x: Set<number> }>>, Map<string, { x: Set<number> }>>>();
  holds<Equal<Sendable<Float64Array<SharedArrayBuffer>>, Float64Array<SharedArrayBuffer>>>();
  holds<Equal<Sendable<Date | RegExp | TypeError | ArrayBuffer>, Date | RegExp | TypeError | ArrayBuffer>>();
  holds<Equal<Sendable<Cell>, Cell>>();
  holds<Equal<Sendable<Blob>, Blob>>();
  holds<Equal<Sendable<WebAssembly.Memory>, WebAssembly.Memory>>();
  holds<Equal<Sendable<any>, any>>();
  holds<Equal<Sendable<unknown>, unknown>>();
  holds<Person extends Sendable<Person> ? true : false>();
});

// oxlint-disable-next-line vitest/expect-expect -- the compiler is what checks it
test('types of values that cannot travel become a reason', () => {
  holds<Sendable<() => void> extends NotSendable<string> ? true : false>();
  holds<Sendable<symbol> extends NotSendable<string> ? true : false>();
  holds<Sendable<Promise<number>> extends NotSendable<string> ? true : false>();
  holds<Sendable<WeakMap<object, number>> extends NotSendable<string> ? true : false>();
  holds<Sendable<WeakRef<object>> extends NotSendable<string> ? true : false>();
  holds<Sendable<Generator<number>> extends NotSendable<string> ? true : false>();
  holds<Sendable<typeof Date> extends NotSendable<string> ? true : false>();
  holds<Sendable<{ deep: { f(): void }[] }>['deep'][0]['f'] extends NotSendable<string> ? true : false>();
});

test('a call with arguments that can travel compiles, and others do not', () => {
  const person: Person = { name: 'Ada', friends: [] };
  expect(spawn((who: Person, times: number) => who.name.repeat(times), person, 2)).toEqual([person, 2]);
  spawn((values: Map<string, number[]>) => values.size, new Map([['a', [1]]]));
  spawn((value: unknown) => value, save);
  // @ts-expect-error a function does not travel
  spawn((run: () => void) => run(), save);
  // @ts-expect-error nor inside an object
  spawn((options: { onDone: () => void }) => options.onDone(), { onDone: () => {} });
  // @ts-expect-error nor a Promise
  spawn((later: Promise<number>) => later, Promise.resolve(1));
  // @ts-expect-error nor a symbol
  spawn((mark: symbol) => mark, Symbol('mark'));
  // @ts-expect-error nor a WeakMap inside a Map
  spawn((maps: Map<string, WeakMap<object, number>>) => maps, new Map<string, WeakMap<object, number>>());
  // @ts-expect-error an argument too many is an error as ever
  spawn((x: number) => x, 1, 2);
});
