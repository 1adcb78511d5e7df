import type { Encoded } from '../codec/index.ts';
import type { SendableArgs } from '../codec/sendable.ts';
import { heapRegion } from '../memory/heap.ts';
import { ThreadError } from '../realm/errors.ts';
import { current, realm } from '../realm/realm.ts';
import { giveBackBlock, takeBlock } from './blocks.ts';
import { shippableText } from './function/shippable-text.ts';
import { JoinHandle } from './join-handle.ts';
import { stayAlive, supervisorLine } from './line.ts';
import { refuseSpawnWhileLoading } from './load-function.ts';
import type { ResourceLimits } from './messages.ts';
import './host/make-supervisor.ts';
import { handOver, handOverOrQueue } from './pool.ts';
import * as r from './record.ts';
import { releaseRecord, takeRecord } from './record-memory.ts';
import { startSimulated } from './simulated-handle.ts';
import { writeTask, type Source } from './task.ts';

/** How a thread is to be started. */
export interface SpawnOptions {
  /** For people: error messages, `current().name`, the debugger. */
  readonly name?: string;
  /** Buffers and ports among the arguments that are to move instead of being copied. */
  readonly transfer?: readonly object[];
  /** Limits of the worker's own JavaScript memory and stack, as of Node's `worker_threads`. Such a thread gets a new worker. Browsers and Bun ignore them; Deno ends the worker, but tells nobody if that happens after an `await` or an import. */
  readonly resourceLimits?: ResourceLimits;
  /** Whether the program stays alive while the thread runs. Default true. */
  readonly keepAlive?: boolean;
}

/** Where a module is: `import.meta` of the calling module, or a URL. */
export type ModulePlace = ImportMeta | URL | string;

/** What a spawn can be called with. The form with a function alone is the last, since of a call that fits none TypeScript explains only the last. */
export interface Spawn {
  /** Runs a function that the module exports under its own name: `spawn(import.meta, work, 1, 2)`. The thread loads the module, top level included. */
  <A extends readonly unknown[], R>(module: ModulePlace, fn: (...args: A) => R, ...args: A & SendableArgs<A>): JoinHandle<Awaited<R>>;
  /** Runs the export with that name of a module: `spawn(new URL('./work.ts', import.meta.url), 'work', 1, 2)`. */
  <R = unknown>(module: ModulePlace, exportName: string, ...args: unknown[]): JoinHandle<R>;
  /**
   * Runs a self-contained function, shipped as text: it may use its arguments and the globals, and nothing else. A name from around it is an error.
   */
  <A extends readonly unknown[], R>(fn: (...args: A) => R, ...args: A & SendableArgs<A>): JoinHandle<Awaited<R>>;
}

/** {@link Spawn} with options before the rest. */
export interface SpawnWith {
  <A extends readonly unknown[], R>(
    options: SpawnOptions,
    module: ModulePlace,
    fn: (...args: A) => R,
    ...args: A & SendableArgs<A>
  ): JoinHandle<Awaited<R>>;
  <R = unknown>(options: SpawnOptions, module: ModulePlace, exportName: string, ...args: unknown[]): JoinHandle<R>;
  <A extends readonly unknown[], R>(options: SpawnOptions, fn: (...args: A) => R, ...args: A & SendableArgs<A>): JoinHandle<Awaited<R>>;
}

/**
 * Starts a thread, and returns at once with the handle for its result.
 *
 * Arguments are copied as `structuredClone` would; handles of ours arrive as themselves, at any depth. The first threads of a program take about 20 ms each to come
 * up; one that has ended leaves its worker to the next, which then takes microseconds. A thread never waits for another to end.
 *
 * @throws {NotSendableError} naming the path to an argument that cannot travel, or the variable of the function that is not its own
 * @throws {NotIsolatedError} in a page without cross-origin isolation
 */
export const spawn: Spawn = (...args: unknown[]) => start({}, args) as never;

/** {@link spawn} with options: `spawnWith({ name: 'reader' }, import.meta, read, path)`. */
export const spawnWith: SpawnWith = (options: SpawnOptions, ...args: unknown[]) => start(checkOptions(options), args) as never;

function start(options: SpawnOptions, call: readonly unknown[]): JoinHandle<unknown> {
  if (realm.checked !== undefined) return startSimulated(realm.checked, options.name, call);
  refuseSpawnWhileLoading();
  const { source, args } = parseCall(call);
  heapRegion(); // so that this thread has a block
  const record = takeRecord(2);
  let takeBacks: Encoded['takeBacks'] = [];
  try {
    const task = writeTask(record, { source, name: options.name }, args, options.transfer);
    takeBacks = task.takeBacks;
    prepare(record, task.externals, options);
    return launch(record, options);
  } catch (error) {
    for (const takeBack of takeBacks) takeBack();
    releaseRecord(record);
    releaseRecord(record);
    throw error;
  }
}

/** Fills in the record; the parts of the arguments that only a message can carry are on their way then. */
function prepare(record: number, externals: readonly unknown[], { transfer = [] }: SpawnOptions): void {
  const { i32, ops } = heapRegion();
  i32[(record >>> 2) + r.SPAWNER] = current.block;
  i32[(record >>> 2) + r.FLAGS] = externals.length > 0 ? r.ARGUMENTS_BY_MESSAGE : 0;
  if (externals.length === 0) return;
  const id = ops.load32(r.wordOf(record, r.ID), 'relaxed');
  supervisorLine().post({ kind: 'arguments', id, externals, transfer }, transfer);
}

function launch(record: number, { name, resourceLimits, keepAlive = true }: SpawnOptions): JoinHandle<unknown> {
  const { ops } = heapRegion();
  // release pairs with the acquire of the worker that finds the record
  ops.store32(r.wordOf(record, r.STATE), r.WAITING, 'release');
  if (resourceLimits !== undefined || !handOver(record)) callWorker(record, resourceLimits);
  const handle = new JoinHandle<unknown>(record, ops.load32(r.wordOf(record, r.ID), 'relaxed'), name);
  if (keepAlive) {
    r.reference(record);
    stayAlive();
  }
  return handle;
}

/** No worker is idle: has the supervisor make one. */
function callWorker(record: number, resourceLimits: ResourceLimits | undefined): void {
  const line = supervisorLine();
  const block = takeBlock();
  // Nothing fails from here on, so the record may become known to others.
  if (resourceLimits !== undefined) line.post({ kind: 'start', block, record, resourceLimits });
  else if (handOverOrQueue(record)) giveBackBlock(block);
  else line.post({ kind: 'start', block, record: 0, resourceLimits });
}

function checkOptions(options: unknown): SpawnOptions {
  if (typeof options !== 'object' || options === null) {
    throw new ThreadError(
      'BAD_SPAWN',
      `spawnWith: the first argument must be an object of options such as { name: 'reader' }, but is ${describe(options)}`,
    );
  }
  const { name, transfer, resourceLimits, keepAlive } = options as Record<keyof SpawnOptions, unknown>;
  const wrong =
    (name !== undefined && typeof name !== 'string' && `name must be a string, but is ${describe(name)}`) ||
    (transfer !== undefined &&
      !Array.isArray(transfer) &&
      `transfer must be an array of the objects to move, but is ${describe(transfer)}`) ||
    (resourceLimits !== undefined &&
      (typeof resourceLimits !== 'object' || resourceLimits === null) &&
      `resourceLimits must be an object, but is ${describe(resourceLimits)}`) ||
    (keepAlive !== undefined && typeof keepAlive !== 'boolean' && `keepAlive must be true or false, but is ${describe(keepAlive)}`);
  if (wrong !== false) throw new ThreadError('BAD_SPAWN', `spawnWith: ${wrong}`);
  return options;
}

/** Tells the forms of {@link Spawn} apart. */
function parseCall(call: readonly unknown[]): { source: Source; args: readonly unknown[] } {
  const [first, second] = call;
  if (typeof first === 'function') return { source: { text: shippableText(first) }, args: call.slice(1) };
  const url = urlOf(first);
  if (url === undefined) {
    throw new ThreadError(
      'BAD_SPAWN',
      `spawn: expected a function, or a module (import.meta or a URL) and an exported function or its name, but the first argument is ${describe(first)}`,
    );
  }
  const exportName = typeof second === 'function' ? second.name : second;
  if (typeof exportName !== 'string' || exportName === '') {
    throw new ThreadError(
      'BAD_SPAWN',
      `spawn: the second argument must be a function that ${url} exports, or the name of one, but is ${typeof second === 'function' ? 'a function without a name' : describe(second)}`,
    );
  }
  return { source: { url, exportName }, args: call.slice(2) };
}

function urlOf(place: unknown): string | undefined {
  if (place instanceof URL) return place.href;
  if (typeof place === 'string') {
    if (URL.canParse(place)) return place;
    throw new ThreadError(
      'BAD_SPAWN',
      `spawn: '${place}' is not an absolute URL. Use new URL('${place}', import.meta.url), or import.meta for the calling module itself`,
    );
  }
  const url = (place as ImportMeta | null | undefined)?.url;
  return typeof url === 'string' ? url : undefined;
}

function describe(value: unknown): string {
  return value === null
    ? 'null'
    : typeof value === 'string'
      ? `'${value}'`
      : typeof value === 'object'
        ? `an object (${value.constructor?.name ?? 'without class'})`
        : `${typeof value}`;
}
