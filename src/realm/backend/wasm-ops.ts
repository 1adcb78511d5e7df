import type { AsyncWait, Ops } from '../ops.ts';
import * as blockWords from '../block-words.ts';
import type { SharedMemory, WasmMemory } from '../realm.ts';
import { OPS_WASM_BASE64 } from './ops-bytes.ts';
import { bufferOf, waitAsync, type Int32View, type Int64View } from './views.ts';

/** What ops.wat exports: every operation but waiting. */
type Exports = Omit<Ops, 'backend' | 'wait32' | 'wait64' | 'waitAsync32' | 'waitAsync64' | 'lastClaim' | 'refresh'>;

// V8 folds a module's own constants into the code; imported ones it loads at each use.
const { HELD_TOP, SHARE_BYTES } = blockWords;

let compiled: WebAssembly.Module | undefined;

/** Compiles the module once per thread. Under 4 KiB, so that a page's main thread may compile it synchronously. */
function moduleOnce(): WebAssembly.Module {
  compiled ??= new WebAssembly.Module(Uint8Array.from(atob(OPS_WASM_BASE64), (c) => c.charCodeAt(0)));
  return compiled;
}

/** Whether this agent may compile WebAssembly at all: a Content-Security-Policy without `wasm-unsafe-eval` forbids it. */
export function canCompileWasm(): boolean {
  try {
    moduleOnce();
    return true;
  } catch {
    return false;
  }
}

/**
 * The memory operations as exports of a WebAssembly instance on that memory: about 2 ns a call more than the bare instruction on V8.
 *
 * The fields are the exported functions themselves, so that a call site sees one function and V8 can call it directly.
 */
export class WasmOps implements Ops {
  readonly backend = 'wasm';
  readonly #memory: WasmMemory;
  #i32!: Int32View;
  #i64!: Int64View;

  readonly load8: Ops['load8'];
  readonly store8: Ops['store8'];
  readonly exchange8: Ops['exchange8'];
  readonly cas8: Ops['cas8'];
  readonly add8: Ops['add8'];
  readonly sub8: Ops['sub8'];
  readonly and8: Ops['and8'];
  readonly or8: Ops['or8'];
  readonly xor8: Ops['xor8'];
  readonly load16: Ops['load16'];
  readonly store16: Ops['store16'];
  readonly exchange16: Ops['exchange16'];
  readonly cas16: Ops['cas16'];
  readonly add16: Ops['add16'];
  readonly sub16: Ops['sub16'];
  readonly and16: Ops['and16'];
  readonly or16: Ops['or16'];
  readonly xor16: Ops['xor16'];
  readonly load32: Ops['load32'];
  readonly store32: Ops['store32'];
  readonly exchange32: Ops['exchange32'];
  readonly cas32: Ops['cas32'];
  readonly add32: Ops['add32'];
  readonly sub32: Ops['sub32'];
  readonly and32: Ops['and32'];
  readonly or32: Ops['or32'];
  readonly xor32: Ops['xor32'];
  readonly load64: Ops['load64'];
  readonly store64: Ops['store64'];
  readonly exchange64: Ops['exchange64'];
  readonly cas64: Ops['cas64'];
  readonly add64: Ops['add64'];
  readonly sub64: Ops['sub64'];
  readonly and64: Ops['and64'];
  readonly or64: Ops['or64'];
  readonly xor64: Ops['xor64'];
  readonly nand8: Ops['nand8'];
  readonly maxS8: Ops['maxS8'];
  readonly minS8: Ops['minS8'];
  readonly maxU8: Ops['maxU8'];
  readonly minU8: Ops['minU8'];
  readonly nand16: Ops['nand16'];
  readonly maxS16: Ops['maxS16'];
  readonly minS16: Ops['minS16'];
  readonly maxU16: Ops['maxU16'];
  readonly minU16: Ops['minU16'];
  readonly nand32: Ops['nand32'];
  readonly maxS32: Ops['maxS32'];
  readonly minS32: Ops['minS32'];
  readonly maxU32: Ops['maxU32'];
  readonly minU32: Ops['minU32'];
  readonly nand64: Ops['nand64'];
  readonly maxS64: Ops['maxS64'];
  readonly minS64: Ops['minS64'];
  readonly maxU64: Ops['maxU64'];
  readonly minU64: Ops['minU64'];
  readonly loadF64: Ops['loadF64'];
  readonly storeF64: Ops['storeF64'];
  readonly exchangeF64: Ops['exchangeF64'];
  readonly casF64: Ops['casF64'];
  readonly addF64: Ops['addF64'];
  readonly maxF64: Ops['maxF64'];
  readonly minF64: Ops['minF64'];
  readonly notify: Ops['notify'];
  readonly takeOwnerWord: Ops['takeOwnerWord'];
  readonly giveOwnerWord: Ops['giveOwnerWord'];
  readonly takeShare: Ops['takeShare'];
  readonly giveShare: Ops['giveShare'];
  readonly takeCount: Ops['takeCount'];
  readonly giveCount: Ops['giveCount'];
  readonly publish32: Ops['publish32'];
  readonly claimInRing: Ops['claimInRing'];
  readonly claimInPages: Ops['claimInPages'];
  readonly publishClaimed: Ops['publishClaimed'];
  readonly countClaimed: Ops['countClaimed'];

  constructor(memory: WasmMemory) {
    this.#memory = memory;
    const instance = new WebAssembly.Instance(moduleOnce(), { lockwright: { memory: memory as WebAssembly.Memory } });
    const exports = instance.exports as unknown as Exports;
    this.load8 = exports.load8;
    this.store8 = exports.store8;
    this.exchange8 = exports.exchange8;
    this.cas8 = exports.cas8;
    this.add8 = exports.add8;
    this.sub8 = exports.sub8;
    this.and8 = exports.and8;
    this.or8 = exports.or8;
    this.xor8 = exports.xor8;
    this.load16 = exports.load16;
    this.store16 = exports.store16;
    this.exchange16 = exports.exchange16;
    this.cas16 = exports.cas16;
    this.add16 = exports.add16;
    this.sub16 = exports.sub16;
    this.and16 = exports.and16;
    this.or16 = exports.or16;
    this.xor16 = exports.xor16;
    this.load32 = exports.load32;
    this.store32 = exports.store32;
    this.exchange32 = exports.exchange32;
    this.cas32 = exports.cas32;
    this.add32 = exports.add32;
    this.sub32 = exports.sub32;
    this.and32 = exports.and32;
    this.or32 = exports.or32;
    this.xor32 = exports.xor32;
    this.load64 = exports.load64;
    this.store64 = exports.store64;
    this.exchange64 = exports.exchange64;
    this.cas64 = exports.cas64;
    this.add64 = exports.add64;
    this.sub64 = exports.sub64;
    this.and64 = exports.and64;
    this.or64 = exports.or64;
    this.xor64 = exports.xor64;
    this.nand8 = exports.nand8;
    this.maxS8 = exports.maxS8;
    this.minS8 = exports.minS8;
    this.maxU8 = exports.maxU8;
    this.minU8 = exports.minU8;
    this.nand16 = exports.nand16;
    this.maxS16 = exports.maxS16;
    this.minS16 = exports.minS16;
    this.maxU16 = exports.maxU16;
    this.minU16 = exports.minU16;
    this.nand32 = exports.nand32;
    this.maxS32 = exports.maxS32;
    this.minS32 = exports.minS32;
    this.maxU32 = exports.maxU32;
    this.minU32 = exports.minU32;
    this.nand64 = exports.nand64;
    this.maxS64 = exports.maxS64;
    this.minS64 = exports.minS64;
    this.maxU64 = exports.maxU64;
    this.minU64 = exports.minU64;
    this.loadF64 = exports.loadF64;
    this.storeF64 = exports.storeF64;
    this.exchangeF64 = exports.exchangeF64;
    this.casF64 = exports.casF64;
    this.addF64 = exports.addF64;
    this.maxF64 = exports.maxF64;
    this.minF64 = exports.minF64;
    this.notify = exports.notify;
    this.takeOwnerWord = exports.takeOwnerWord;
    this.giveOwnerWord = exports.giveOwnerWord;
    this.takeShare = exports.takeShare;
    this.giveShare = exports.giveShare;
    this.takeCount = exports.takeCount;
    this.giveCount = exports.giveCount;
    this.publish32 = exports.publish32;
    this.claimInRing = exports.claimInRing;
    this.claimInPages = exports.claimInPages;
    this.publishClaimed = exports.publishClaimed;
    this.countClaimed = exports.countClaimed;
    this.refresh();
  }

  refresh(): void {
    const buffer = bufferOf(this.#memory satisfies SharedMemory);
    this.#i32 = new Int32Array(buffer, 0, Math.floor(buffer.byteLength / 4));
    this.#i64 = new BigInt64Array(buffer, 0, Math.floor(buffer.byteLength / 8));
  }

  lastClaim(me: number): number {
    const words = this.#i32;
    return words[(words[(me >>> 2) + HELD_TOP]! - SHARE_BYTES) >>> 2]!;
  }

  wait32(p: number, expected: number, ms: number): 'ok' | 'not-equal' | 'timed-out' {
    return Atomics.wait(this.#i32, p >>> 2, expected, ms);
  }

  wait64(p: number, expected: bigint, ms: number): 'ok' | 'not-equal' | 'timed-out' {
    return Atomics.wait(this.#i64, p >>> 3, expected, ms);
  }

  waitAsync32(p: number, expected: number, ms: number): AsyncWait {
    return waitAsync(this.#i32, p >>> 2, expected, ms);
  }

  waitAsync64(p: number, expected: bigint, ms: number): AsyncWait {
    return waitAsync(this.#i64, p >>> 3, expected, ms);
  }
}
