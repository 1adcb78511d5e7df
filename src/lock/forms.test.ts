/** Each operation that may have to wait has every form, and every form does what it says: of locks that another thread has. Runs in Node and in a page, whose main thread may not block. */
import { afterEach, expect, test } from 'vitest';
import { u32 } from '../memory/index.ts';
import { heldEntries } from '../memory/held-list.ts';
import { current, realm } from '../realm/realm.ts';
import * as locks from './index.ts';
import { ALL, type Busy, FORMS } from './test-forms.ts';
import { codeOf } from './test-real-threads.ts';

/** In no case so long that a test would not end. */
const LONG_MS = 100_000;
const SHORT_MS = 2;
const given = { ms: SHORT_MS, fn: (): number => 1, options: {} };
/** Of `waitWhile` and `park`: to be asked whether to wait on. */
const waitOn = { ...given, fn: (): boolean => true };

const whereBusy = ALL.filter(([, { busy }]) => busy !== undefined);
const withFunctions = ALL.filter(([, { takesFunction, body }]) => takesFunction !== undefined || body !== undefined);

let busy: Busy | undefined;
afterEach(async () => {
  await busy?.end();
  busy = undefined;
});

/** What a form gives that did not get what it waited for. */
const IN_VAIN: readonly unknown[] = [undefined, false, 'timedOut'];

function inVain(result: unknown): void {
  const reason = typeof result === 'object' && result !== null && 'reason' in result ? result.reason : result;
  expect(IN_VAIN).toContain(reason);
}

const argsOf = (name: string): typeof given => (/park|waitWhile/.test(name) ? (waitOn as unknown as typeof given) : given);

test.for(whereBusy)('%s: at once and for so long end in vain, or are refused where the agent may not block', async ([name, operation]) => {
  busy = await operation.busy!(operation.kinds[0]!);
  const { thing } = busy;
  if (operation.atOnce !== undefined) inVain(operation.atOnce[1](thing, given));
  const timed = (ms: number): unknown => operation.timed![1](thing, { ...argsOf(name), ms });
  if (realm.canBlock()) inVain(timed(given.ms));
  else {
    // For long: the time of a short one may be over before it would block.
    expect(codeOf(() => timed(LONG_MS))).toBe('CANNOT_BLOCK');
    expect(codeOf(() => operation.blocking![1](thing, argsOf(name)))).toBe('CANNOT_BLOCK');
  }
});

test.for(whereBusy)('%s: a promise ends by its time or its signal', async ([name, operation]) => {
  busy = await operation.busy!(operation.kinds[0]!);
  const { thing } = busy;
  inVain(await operation.timedAsync![1](thing, argsOf(name)));
  for (const form of ['async', 'timedAsync', 'asyncBody'] as const) {
    if (operation[form] === undefined) continue;
    const controller = new AbortController();
    const aborted = operation[form][1](thing, { ...argsOf(name), ms: LONG_MS, options: { signal: controller.signal } });
    controller.abort(new RangeError('enough'));
    await expect(aborted).rejects.toThrow('enough');
    const late = operation[form][1](thing, { ...argsOf(name), ms: LONG_MS, options: { signal: controller.signal } });
    await expect(late).rejects.toThrow('enough');
  }
});

test.for(whereBusy)('%s: what is no span of time, or no signal, is refused', async ([name, operation]) => {
  busy = await operation.busy!(operation.kinds[0]!);
  const { thing } = busy;
  for (const ms of [-1, NaN, '5', null] as number[]) {
    expect(codeOf(() => operation.timed![1](thing, { ...argsOf(name), ms }))).toBe('BAD_TIMEOUT');
    if (ms === null && operation.timedAsync![0].includes('timeoutMs')) continue; // an option that is null is as good as none
    await expect(operation.timedAsync![1](thing, { ...argsOf(name), ms })).rejects.toMatchObject({ code: 'BAD_TIMEOUT' });
  }
  for (const form of ['async', 'timedAsync', 'asyncBody'] as const) {
    if (operation[form] === undefined) continue;
    const bad = operation[form][1](thing, { ...argsOf(name), options: { signal: 5 as unknown as AbortSignal } });
    await expect(bad).rejects.toMatchObject({ code: 'BAD_SIGNAL' });
  }
});

const untimed = ALL.filter(([, { timedAsync }]) => !timedAsync![0].includes('timeoutMs'));

test.for(untimed)('%s: a limit of time where there is none is refused, and the form that has one is named', async ([name, operation]) => {
  busy = await operation.busy?.(operation.kinds[0]!);
  const wrong = operation.async![1](busy?.thing ?? new locks.SeqLock(u32, 0), { ...argsOf(name), options: { timeoutMs: 5 } as object });
  const timed = operation.timedAsync![0].split('(')[0]!;
  await expect(wrong).rejects.toThrow(`but got timeoutMs: 5. The form with a limit of time is ${operation.kinds[0]}.${timed}`);
});

/** What a function that is none is refused as, by the form that it was given to. */
const NO_FUNCTIONS = [
  [undefined, 'undefined'],
  [5, '5'],
  [{}, 'an object'],
] as const;

test.for(withFunctions)('%s: what is no function is refused before anything is taken', async ([, operation]) => {
  const kind = operation.kinds[0]!;
  busy = await operation.busy!(kind);
  await busy.end(); // free, or done
  const { thing } = busy;
  const forms =
    operation.takesFunction === undefined
      ? (['body', 'asyncBody'] as const)
      : (['blocking', 'timed', 'async', 'timedAsync', 'atOnce'] as const);
  const before = heldEntries(current.block).length;
  for (const form of forms) {
    if (operation[form] === undefined) continue;
    const method = operation[form][0].split('(')[0]!;
    for (const [fn, found] of NO_FUNCTIONS) {
      const call = async (): Promise<unknown> => await operation[form]![1](thing, { ...given, fn: fn as never });
      await expect(call()).rejects.toMatchObject({
        code: 'BAD_CALLBACK',
        message: `${kind}.${method}: expected a function, but got ${found}`,
      });
    }
  }
  expect(heldEntries(current.block)).toHaveLength(before);
});

/** What the locks call themselves. */
const INTERNAL = /Slowly$|^(?:Ticket|Clh|Mcs)Lock\.wait$/;
const WAITS = /^(?:wait|park|lock|try|read|write|upgrad|acquire|with|call|set|get)/;

/** The methods that a class has, also from those above it, which may have to wait by their names. */
function waitingMethods(kind: string, prototype: object | null | undefined): string[] {
  if (!(prototype instanceof Object)) return [];
  const own = Object.entries(Object.getOwnPropertyDescriptors(prototype)).flatMap(([name, { value }]) =>
    typeof value === 'function' && WAITS.test(name) ? [`${kind}.${name}`] : [],
  );
  return [...own, ...waitingMethods(kind, Object.getPrototypeOf(prototype) as object | null)].filter((name) => !INTERNAL.test(name));
}

test('every method that may have to wait is in the table', () => {
  const inTable = ALL.flatMap(([, operation]) => FORMS.map((form) => `${operation.kinds[0]}.${operation[form]?.[0].split(/[ (]/)[0]}`));
  const methods = Object.entries(locks as unknown as Record<string, { prototype?: object }>).flatMap(([kind, { prototype }]) =>
    waitingMethods(kind, prototype),
  );
  expect(methods).toContain('McsLock.withLockAsync');
  expect(methods.filter((name) => !inTable.includes(name))).toEqual([]);
});
