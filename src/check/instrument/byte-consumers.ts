import { knownMemory } from './buffers.ts';
import { isSimulatedDataView } from './data-views.ts';
import { isNativeView, lengthOf, type Method } from './natives.ts';
import { patchValue } from './patches.ts';
import { copyOf, type NativeArray, viewOf } from './views.ts';

// What takes the bytes of a view in the engine, and so does not see the machine.

const NativeBytes = Uint8Array;

/** Bytes of the thread's own, if `source` is of simulated memory: read one by one. */
function ownBytes(source: unknown): unknown {
  const view = viewOf(source);
  if (view !== undefined) return copyOf(view);
  if (isSimulatedDataView(source)) return bytes(source.byteLength, (i) => source.getUint8(i));
  if (knownMemory(source as object) === undefined) return source;
  const all = viewOf(new Uint8Array(source as SharedArrayBuffer));
  return all === undefined ? source : copyOf(all);
}

function bytes(length: number, at: (index: number) => number): Uint8Array {
  const copy = new NativeBytes(length);
  for (let i = 0; i < length; i++) copy[i] = at(i);
  return copy;
}

const nativeDecode = TextDecoder.prototype.decode as Method;
const { decode } = {
  decode(this: unknown, ...args: unknown[]): unknown {
    return nativeDecode.call(this, ...(args.length === 0 ? [] : [ownBytes(args[0]), ...args.slice(1)]));
  },
};
patchValue(TextDecoder.prototype, 'decode', decode);

const nativeEncodeInto = TextEncoder.prototype.encodeInto as (this: unknown, text: string, target: unknown) => TextEncoderEncodeIntoResult;
const { encodeInto } = {
  encodeInto(this: unknown, text: string, target: unknown): TextEncoderEncodeIntoResult {
    const view = viewOf(target);
    if (view === undefined) return nativeEncodeInto.call(this, text, target);
    const own = new view.element.Native(lengthOf(view.native));
    const result = nativeEncodeInto.call(this, text, own);
    for (let i = 0; i < result.written; i++) (target as NativeArray)[i] = own[i]!;
    return result;
  },
};
patchValue(TextEncoder.prototype, 'encodeInto', encodeInto);

const { isView } = {
  isView(value: unknown): boolean {
    return isNativeView(value) || viewOf(value) !== undefined || isSimulatedDataView(value);
  },
};
patchValue(ArrayBuffer, 'isView', isView);
