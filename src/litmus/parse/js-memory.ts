import { bytesOf, ELEMENTS, type Element } from '../js/elements.ts';
import type { JsExpr, JsPlace, JsValue } from '../js/program.ts';
import type { JsView } from './js-syntax.ts';
import type { Source, Tokens } from './tokens.ts';
import { LitmusError } from '../litmus-error.ts';

/** Elements of a block from a byte on; without an element it is a `DataView`. */
export interface View {
  readonly block: number;
  readonly byteOffset: number;
  readonly element: Element | undefined;
}

const ARRAY = 'Array';
/** What a name is that the test does not declare. */
const BY_DEFAULT = 'Int32Array';

/** The shared blocks of a test and the views of them, by name. Costs a map look-up for each name. */
export class JsMemory {
  readonly source: Source;
  readonly initial: Map<number, number>[] = [];
  readonly #blocks = new Map<string, { readonly block: number; readonly size: number }>();
  readonly #views = new Map<string, View>();

  constructor(source: Source) {
    this.source = source;
  }

  /** The names of the blocks, by their number. */
  get names(): readonly string[] {
    return [...this.#blocks.keys()];
  }

  isName(name: string): boolean {
    return this.#views.has(name) || this.#blocks.has(name);
  }

  declareBlock(name: string, size = Number.POSITIVE_INFINITY): number {
    const block = this.initial.length;
    this.initial.push(new Map());
    this.#blocks.set(name, { block, size });
    return block;
  }

  declareView(name: string, view: View): void {
    this.#views.set(name, view);
  }

  /** `new TYPE(BUFFER, BYTE_OFFSET)`. */
  newView(type: string, buffer: string, byteOffset: number, at: number): View {
    const element = this.#elementOf(type, at);
    const size = element?.size ?? 1;
    if (byteOffset < 0 || byteOffset % size !== 0)
      throw this.fail(at, `a ${type} cannot begin at byte ${byteOffset}: expected a multiple of ${size}; a DataView can begin anywhere`);
    return { block: this.#blockOf(buffer), byteOffset, element };
  }

  view(view: JsView): View {
    if (view.kind === 'new') return this.newView(view.type, view.buffer!, view.byteOffset, view.at);
    const known = this.#views.get(view.name);
    if (known !== undefined) return known;
    if (this.#blocks.has(view.name))
      throw this.fail(view.at, `'${view.name}' is a buffer: expected a view of it, such as new ${BY_DEFAULT}(${view.name})`);
    const made = this.newView(BY_DEFAULT, view.name, 0, view.at);
    this.#views.set(view.name, made);
    return made;
  }

  /** An element of a typed array, accessed plainly or through `Atomics`. */
  place(view: View, index: JsExpr, atomic: boolean, at: number): JsPlace {
    const { element } = view;
    if (element === undefined) throw this.fail(at, 'a DataView has no elements: expected a method of it, such as getInt8 or setInt8');
    const tears = !atomic && (element.kind !== 'integer' || element.size > LARGEST_WHOLE);
    return this.#checked(
      { block: view.block, offset: view.byteOffset, index, scale: element.size, element, littleEndian: true, atomic, tears },
      at,
    );
  }

  /** Bytes of a `DataView`. */
  bytes(view: View, element: Element, offset: JsExpr, littleEndian: boolean, at: number): JsPlace {
    return this.#checked(
      { block: view.block, offset: view.byteOffset, index: offset, scale: 1, element, littleEndian, atomic: false, tears: true },
      at,
    );
  }

  #checked(place: JsPlace, at: number): JsPlace {
    const { index, scale, offset, element } = place;
    if (index.kind !== 'constant') return place;
    const from = offset + scale * Number(index.value);
    const { size } = [...this.#blocks.values()].find(({ block }) => block === place.block)!;
    if (!Number.isInteger(from) || from < offset || from + element.size > size)
      throw this.fail(at, `byte ${from} to ${from + element.size} lies outside of the buffer, which has ${size} bytes`);
    return place;
  }

  write(place: JsPlace, value: JsValue): void {
    const from = place.offset + place.scale * Number((place.index as { readonly value: number }).value);
    for (const [i, byte] of bytesOf(place.element, value, place.littleEndian).entries()) this.initial[place.block]!.set(from + i, byte);
  }

  fail(at: number, message: string): LitmusError {
    return new LitmusError(this.source.file, this.source.text, at, message);
  }

  #blockOf(buffer: string): number {
    const name = buffer.endsWith('.buffer') ? buffer.slice(0, -'.buffer'.length) : buffer;
    return this.#views.get(name)?.block ?? this.#blocks.get(name)?.block ?? this.declareBlock(name);
  }

  #elementOf(type: string, at: number): Element | undefined {
    if (type === 'DataView') return undefined;
    const element = type.endsWith(ARRAY) ? ELEMENTS.get(type.slice(0, -ARRAY.length)) : undefined;
    if (element === undefined) {
      const types = [...ELEMENTS.keys()].map((name) => name + ARRAY).join(', ');
      throw this.fail(at, `found the type '${type}', expected one of ${types}, DataView`);
    }
    return element;
  }
}

/** Plain accesses to integers of at most four bytes do not tear: ECMAScript's IsNoTearConfiguration. */
const LARGEST_WHOLE = 4;

/** `SharedArrayBuffer(8)`, of which `new` and the name are read: declares a block. */
export function readBuffer(tokens: Tokens, memory: JsMemory, name: string): void {
  tokens.expect('(');
  const size = tokens.is(')') ? undefined : tokens.integer('a number of bytes');
  tokens.expect(')');
  memory.declareBlock(name, size);
}
