import { JsOps } from './backend/js-ops.ts';
import { canCompileWasm, WasmOps } from './backend/wasm-ops.ts';
import { LockwrightError, NotIsolatedError } from './errors.ts';
import { mayBlock } from './may-block.ts';
import type { Ops } from './ops.ts';
import { setRealm, type Realm, type SharedMemory } from './realm.ts';

/** The name of the setting that overrides the choice of the back end: a global variable, or an environment variable. */
const SETTING = 'LOCKWRIGHT_BACKEND';

/** What of the host's globals is looked at here; each may be missing. */
interface Host {
  LOCKWRIGHT_BACKEND?: unknown;
  process?: { env?: Record<string, string | undefined> };
  navigator?: { userAgent?: string; hardwareConcurrency?: number };
  Bun?: unknown;
  crossOriginIsolated?: boolean;
}

const host = globalThis as unknown as Host;

/**
 * The back end for WebAssembly memories: `'wasm'` on V8 (Node, Deno, Chromium), whose compiler does not inline `Atomics.*`; `'js'` on JavaScriptCore and
 * SpiderMonkey, whose compilers do, and where WebAssembly may not be compiled. `LOCKWRIGHT_BACKEND` (`'js'` or `'wasm'`), a global set
 * before the first import or an environment variable, overrides that.
 */
export function chooseBackend(settings: Host = host, wasmWorks: () => boolean = canCompileWasm): 'js' | 'wasm' {
  const wanted = settings.LOCKWRIGHT_BACKEND ?? readEnvironment(settings);
  if (wanted !== undefined && wanted !== '') {
    if (wanted !== 'js' && wanted !== 'wasm') {
      throw new LockwrightError('BAD_SETTING', `${SETTING} must be 'js' or 'wasm', but is ${JSON.stringify(wanted)}`);
    }
    if (wanted === 'wasm' && !wasmWorks()) {
      throw new LockwrightError(
        'BAD_SETTING',
        `${SETTING} asks for 'wasm', but this environment does not compile WebAssembly (does its Content-Security-Policy have 'wasm-unsafe-eval'?)`,
      );
    }
    return wanted;
  }
  return inlinesAtomics(settings) || !wasmWorks() ? 'js' : 'wasm';
}

/** A setting of the environment, if there is one and it may be read. */
function readSetting(name: string): string | undefined {
  return readEnvironment(host, name);
}

/** Whether `LOCKWRIGHT_DEBUG`, a list with commas, asks for the debug mode of `what`. */
export function isToBeDebugged(what: 'locks' | 'shared'): boolean {
  return (readSetting('LOCKWRIGHT_DEBUG') ?? '').split(',').includes(what);
}

function readEnvironment(settings: Host, name: string = SETTING): string | undefined {
  try {
    return settings.process?.env?.[name];
  } catch {
    return undefined; // Deno asks for a permission; no answer means no setting
  }
}

/**
 * Whether the engine's compiler turns `Atomics.*` into instructions. Measured: JavaScriptCore does, V8 does not. SpiderMonkey is assumed to and was not
 * measured; `LOCKWRIGHT_BACKEND` lets one try the other.
 */
function inlinesAtomics(settings: Host): boolean {
  if (settings.Bun !== undefined) return true;
  const agent = settings.navigator?.userAgent ?? '';
  if (agent.includes('Firefox/')) return true;
  return agent.includes('AppleWebKit/') && !/Chrom(e|ium)\//.test(agent);
}

/**
 * Throws if threads cannot share memory here, saying what is missing.
 *
 * @throws {NotIsolatedError} `NOT_ISOLATED`, naming the response headers that the page lacks
 */
export function requireSharedMemory(settings: Host = host, available: boolean = typeof SharedArrayBuffer !== 'undefined'): void {
  if (available && settings.crossOriginIsolated !== false) return;
  throw new NotIsolatedError(
    'NOT_ISOLATED',
    settings.crossOriginIsolated === undefined
      ? 'this environment has no SharedArrayBuffer, so threads cannot share memory here'
      : 'this page is not cross-origin isolated, so threads cannot share memory. Serve its document (and the scripts of its workers) with the headers\n' +
          '  Cross-Origin-Opener-Policy: same-origin\n' +
          '  Cross-Origin-Embedder-Policy: require-corp\n' +
          'over https or from localhost. `npx lockwright doctor` prints them for the usual hosts',
  );
}

let chosen: 'js' | 'wasm' | undefined;
const opsOfMemory = new WeakMap<SharedMemory, Ops>();

/** The memory operations for `memory`: WebAssembly can reach only a WebAssembly memory, so a plain buffer is always served by JavaScript. */
function opsFor(memory: SharedMemory): Ops {
  let ops = opsOfMemory.get(memory);
  if (ops === undefined) {
    requireSharedMemory();
    chosen ??= chooseBackend();
    ops = chosen === 'wasm' && !(memory instanceof SharedArrayBuffer) ? new WasmOps(memory) : new JsOps(memory);
    opsOfMemory.set(memory, ops);
  }
  return ops;
}

let processors: number | undefined;

/** Asked of the host once: Node looks it up in the system at each call, and spin loops ask before they spin. */
function availableParallelism(): number {
  processors ??= Math.max(1, host.navigator?.hardwareConcurrency ?? 1);
  return processors;
}

/** Longer than any program runs, and the longest that a timer takes (2^31 - 1 ms). */
const FOR_EVER_MS = 0x7fffffff;
let keepers = 0;
let timer: ReturnType<typeof setInterval> | undefined;

/** One timer for all who keep the loop alive. */
function keepAlive(): () => void {
  if (keepers++ === 0) timer = setInterval(() => {}, FOR_EVER_MS);
  let released = false;
  return () => {
    if (released) return;
    released = true;
    if (--keepers === 0) clearInterval(timer);
  };
}

const pauseOrNothing: () => void = typeof Atomics.pause === 'function' ? () => Atomics.pause() : () => {};

let scratch: Int32Array | undefined;

/** The realm of real threads. */
export const hostRealm: Realm = {
  opsFor,
  now: () => performance.now(),
  canBlock: mayBlock,
  pause: pauseOrNothing,
  availableParallelism,
  fence(): void {
    // Every atomic access of JavaScript is sequentially consistent, so the exchange adds no order among them; it keeps the compiler from moving
    // plain accesses across, and costs what a fence costs.
    scratch ??= new Int32Array(typeof SharedArrayBuffer === 'undefined' ? new ArrayBuffer(4) : new SharedArrayBuffer(4));
    Atomics.exchange(scratch, 0, 0);
  },
  keepAlive,
  checked: undefined,
};

setRealm(hostRealm);
