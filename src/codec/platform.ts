/** Whether objects with this as their prototype are plain: it is `Object.prototype`, of this realm or another one, or nothing. */
export function isPlainPrototype(prototype: object | null): boolean {
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/**
 * Whether `value` belongs to the host (a Blob, a port, a key) rather than to a class of the user's. Some microseconds, once per class.
 *
 * Nothing in the language tells the two apart. So: a class of native code, or one that the host put among the globals (those are not enumerable,
 * a user's are), or one with Node's marks for messages, belongs to the host. Of a class with a tag of its own we ask the engine for a copy:
 * a copy that is more than a plain object is one that only a host could make.
 */
export function isPlatformPrototype(prototype: object | null, value: object): boolean {
  let tagged = false;
  for (let p = prototype; p !== null && !isPlainPrototype(p); p = Object.getPrototypeOf(p)) {
    if (isOfHost(p)) return true;
    tagged ||= Object.hasOwn(p, Symbol.toStringTag);
  }
  return tagged && clones(value);
}

function isOfHost(prototype: object): boolean {
  for (const symbol of Object.getOwnPropertySymbols(prototype)) {
    if (NODE_MARK.test(symbol.description ?? '')) return true;
  }
  const maker: unknown = Object.getOwnPropertyDescriptor(prototype, 'constructor')?.value;
  if (typeof maker !== 'function' || maker.prototype !== prototype) return false;
  if (NATIVE_CODE.test(Function.prototype.toString.call(maker))) return true;
  const name = Object.getOwnPropertyDescriptor(maker, 'name')?.value as unknown;
  const global = typeof name === 'string' ? Object.getOwnPropertyDescriptor(globalThis, name) : undefined;
  return global !== undefined && global.enumerable === false && (global.value === maker || global.get?.call(globalThis) === maker);
}

/** Node gives prototypes of what can be posted symbols such as `messaging_clone_symbol`. */
const NODE_MARK = /^messaging_/;
const NATIVE_CODE = /\{\s*\[native code\]\s*\}\s*$/;

/**
 * Whether the host copies `value` into something of the same kind. Node and Deno copy many of their own objects into `{}`, which is no
 * way to arrive. Costs a copy.
 */
export function clones(value: object): boolean {
  try {
    return !isPlainPrototype(Object.getPrototypeOf(structuredClone(value)) as object | null);
  } catch {
    return false;
  }
}

/** Classes of objects that move rather than being copied: they must be named in a transfer list. */
const MOVABLE = new Set([
  'AudioData',
  'FileHandle',
  'ImageBitmap',
  'MIDIAccess',
  'MediaStreamTrack',
  'MessagePort',
  'OffscreenCanvas',
  'RTCDataChannel',
  'ReadableStream',
  'TransformStream',
  'VideoFrame',
  'WebTransportReceiveStream',
  'WebTransportSendStream',
  'WritableStream',
]);

/** Whether a host's object could travel if a transfer list named it. */
export function isMovable(value: object): boolean {
  for (let p: object | null = Object.getPrototypeOf(value); p !== null; p = Object.getPrototypeOf(p)) {
    const maker: unknown = Object.getOwnPropertyDescriptor(p, 'constructor')?.value;
    if (typeof maker === 'function' && MOVABLE.has(maker.name)) return true;
  }
  return false;
}
