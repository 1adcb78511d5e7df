/** The codec on hosts where the test suite does not run: values, identity, errors, what the host may copy, and refusals. */
import { decode, encode } from '../../src/codec/index.ts';
import { NotSendableError } from '../../src/realm/errors.ts';
import { check } from './lib/check.ts';

function roundTrip<T>(value: T): T {
  const { bytes, externals } = encode(value);
  const shared = new Uint8Array(new SharedArrayBuffer(bytes.length));
  shared.set(bytes);
  return decode(shared, externals) as T;
}

function refusal(value: unknown): string {
  try {
    encode(value);
    return '';
  } catch (error) {
    return error instanceof NotSendableError ? error.message : String(error);
  }
}

const primitives = [undefined, null, true, 0, -0, 200, -7, 0.1, NaN, 2n ** 70n, 'Größe', '\uD800', 'long '.repeat(1000)];
check(
  'primitives arrive as they are',
  roundTrip(primitives).every((value, i) => Object.is(value, primitives[i])),
);

const shared = { x: 1 };
const graph = { list: [shared, shared] as object[], map: new Map([[shared, new Set([1])]]), when: new Date(5), pattern: /a/g };
graph.list.push(graph);
const arrived = roundTrip(graph);
check(
  'shared objects and cycles keep their form',
  arrived.list[0] === arrived.list[1] && arrived.list[2] === arrived && arrived.map.has(arrived.list[0] as never),
);
check('dates and patterns arrive', arrived.when.getTime() === 5 && String(arrived.pattern) === '/a/g');

const buffer = new ArrayBuffer(8, { maxByteLength: 16 });
const views = roundTrip({ buffer, follows: new Uint8Array(buffer, 2), fixed: new Uint16Array(buffer, 2, 3) });
views.buffer.resize(12);
check(
  'views share their buffer, and follow its size where they did',
  views.fixed.buffer === views.buffer && views.follows.length === 10 && views.fixed.length === 3,
);

const error = roundTrip(new RangeError('far', { cause: new AggregateError([new TypeError('inner')]) }));
check(
  'errors arrive with class, message and causes',
  error instanceof RangeError && error.message === 'far' && error.cause instanceof AggregateError,
);
check('a DOMException arrives as one', roundTrip(new DOMException('stop', 'AbortError')).name === 'AbortError');

let deep: unknown = 0;
for (let i = 0; i < 100_000; i++) deep = [deep];
check('a value nested 100 000 deep arrives', Array.isArray(roundTrip(deep)));

const external = [new SharedArrayBuffer(8), new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true }), new Blob(['x'])];
check('what has no byte form but can be posted travels beside the bytes', encode(external).externals.length === external.length);

check('a function is refused with its path', refusal({ options: { save() {} } }).startsWith('value.options.save is a function (save)'));
check(
  'a Promise is refused with what to do',
  refusal([Promise.resolve()]).startsWith('value[0] is a Promise; it belongs to its thread: await it'),
);
check('a port is refused unless it is transferred', refusal([new MessageChannel().port1]).includes('name it in the transfer list'));
for (const [name, value] of Object.entries({
  URL: new URL('http://a/'),
  AbortSignal: new AbortController().signal,
  TextEncoder: new TextEncoder(),
})) {
  check(`${name} is refused instead of becoming {}`, refusal([value]).startsWith(`value[0] is an object of the host (${name})`));
}

const whole = encode(graph).bytes.slice();
let refused = 0;
for (let length = 0; length < whole.length; length++) {
  try {
    decode(whole.slice(0, length));
  } catch {
    refused++;
  }
}
check('every message that is cut short is refused', refused === whole.length);
