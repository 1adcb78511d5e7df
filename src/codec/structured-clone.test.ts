import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { decode, encode } from './index.ts';

/** A node of a graph: what it is, and its children, each a primitive or the index of a node. */
interface NodeSpec {
  kind: 'object' | 'array' | 'holes' | 'map' | 'set' | 'leaf';
  leaf: unknown;
  children: { key: string; to: unknown }[];
}

class Link {
  readonly index: number;
  constructor(index: number) {
    this.index = index;
  }
}

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 100 }),
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom('\uD800', 'a\uDFFF', '__proto__', 'length', '0', '-0'),
);
const primitive = fc.oneof(fc.integer(), fc.double(), text, fc.bigInt(), fc.boolean(), fc.constantFrom(undefined, null, -0));
const leaf = fc.oneof(
  fc.date({ noInvalidDate: false }),
  fc.uint8Array(),
  fc.float64Array(),
  fc.bigInt64Array(),
  fc.int16Array().map((words) => new DataView(words.buffer)),
  fc.int16Array().map((words) => words.subarray(1)),
  fc.uint8Array().map((bytes) => bytes.buffer),
  fc.oneof(fc.integer(), text, fc.boolean(), fc.bigInt()).map(Object),
  fc.constantFrom(/a|b/gi, /[\p{L}/]/u),
);
const graph = fc.array(
  fc.record<NodeSpec>({
    kind: fc.constantFrom('object', 'array', 'holes', 'map', 'set', 'leaf'),
    leaf,
    children: fc.array(
      fc.record({
        key: text,
        to: fc.oneof(
          primitive,
          fc.nat(30).map((index) => new Link(index)),
        ),
      }),
      { maxLength: 6 },
    ),
  }),
  { minLength: 1, maxLength: 30 },
);

/** Makes the containers first, so that the graph may have cycles and shared parts of any form. */
function build(specs: NodeSpec[]): unknown {
  const nodes = specs.map(({ kind, leaf: held }) => {
    if (kind === 'leaf') return held;
    if (kind === 'object') return {};
    if (kind === 'map') return new Map();
    return kind === 'set' ? new Set() : [];
  });
  specs.forEach(({ kind, children }, i) => {
    for (const { key, to } of children) {
      const child = to instanceof Link ? nodes[to.index % nodes.length] : to;
      const node = nodes[i];
      if (kind === 'object') Object.defineProperty(node, key, { value: child, enumerable: true, writable: true, configurable: true });
      else if (kind === 'array') (node as unknown[]).push(child);
      else if (kind === 'map') (node as Map<unknown, unknown>).set(child, key).set(key, child);
      else if (kind === 'set') (node as Set<unknown>).add(child);
      else if (kind === 'holes') (node as Record<string, unknown>)[key === 'length' || key === '__proto__' ? 3 : key] = child;
    }
  });
  return nodes[0];
}

const BOXES = new Set<unknown>([Boolean, Number, String, BigInt].map(({ prototype }) => prototype));

/** Whether two graphs have the same form: the same kinds, keys in the same order, and the same sharing. Returns where they differ. */
function difference(a: unknown, b: unknown, pairs = new Map<unknown, unknown>(), way = 'value'): string | undefined {
  if (typeof a !== 'object' || a === null) return Object.is(a, b) ? undefined : `${way}: ${String(a)} and ${String(b)}`;
  if (typeof b !== 'object' || b === null) return `${way}: an object and ${String(b)}`;
  if (pairs.has(a)) return pairs.get(a) === b ? undefined : `${way}: shared differently`;
  if ([...pairs.values()].includes(b)) return `${way}: shared differently`;
  pairs.set(a, b);
  if (Object.getPrototypeOf(a) !== Object.getPrototypeOf(b))
    return `${way}: ${Object.prototype.toString.call(a)} and ${Object.prototype.toString.call(b)}`;
  const inner = (x: unknown, y: unknown, step: string): string | undefined => difference(x, y, pairs, `${way}${step}`);
  if (a instanceof Map || a instanceof Set) return inner([...a], [...(b as Set<unknown>)], '.entries');
  if (a instanceof ArrayBuffer) return inner([...new Uint8Array(a)], [...new Uint8Array(b as ArrayBuffer)], '.bytes');
  if (a instanceof Date) return inner(a.getTime(), (b as Date).getTime(), '.time');
  if (a instanceof RegExp) return inner(String(a), String(b), '.text');
  if (BOXES.has(Object.getPrototypeOf(a))) return inner(a.valueOf(), b.valueOf(), '.primitive');
  if (ArrayBuffer.isView(a)) {
    const other = b as DataView;
    return (
      inner(a.byteOffset, other.byteOffset, '.byteOffset') ??
      inner(a.byteLength, other.byteLength, '.byteLength') ??
      inner(a.buffer, other.buffer, '.buffer')
    );
  }
  if (Array.isArray(a) && a.length !== (b as unknown[]).length) return `${way}.length`;
  const keys = Object.keys(a);
  if (keys.join('\n') !== Object.keys(b).join('\n')) return `${way}: keys ${keys.join()} and ${Object.keys(b).join()}`;
  for (const key of keys) {
    const found = inner((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key], `.${key}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

test('any graph of values arrives as structuredClone would copy it', () => {
  fc.assert(
    fc.property(graph, (specs) => {
      const value = build(specs);
      const { bytes, externals } = encode(value);
      const shared = new Uint8Array(new SharedArrayBuffer(bytes.length));
      shared.set(bytes);
      expect(difference(structuredClone(value), decode(shared, externals))).toBeUndefined();
    }),
    { numRuns: 1000 },
  );
});

test('any string and any number arrives unchanged, as value, key and element', () => {
  fc.assert(
    fc.property(
      fc.oneof(text, fc.string({ unit: 'binary', minLength: 50, maxLength: 5000 })),
      fc.double(),
      fc.bigInt(),
      (string, number, bigint) => {
        const value = { [string]: [string, number, bigint] };
        expect(difference(value, decode(encode(value).bytes))).toBeUndefined();
      },
    ),
    { numRuns: 500 },
  );
});
