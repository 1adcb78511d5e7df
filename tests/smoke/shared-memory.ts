/** The least that Lockwright asks of a host: shared memory, atomics on it, a shared WebAssembly.Memory, and a wait that may block. */
import { check } from './lib/check.ts';

const WORD = 0;

const words = new Int32Array(new SharedArrayBuffer(64));
check('an atomic add returns the old value', Atomics.add(words, WORD, 5) === 0 && Atomics.load(words, WORD) === 5);
check('a wait on a word that differs returns at once', Atomics.wait(words, WORD, 4) === 'not-equal');
check('a wait with a limit times out', Atomics.wait(words, WORD, 5, 1) === 'timed-out');

const memory = new WebAssembly.Memory({ initial: 1, maximum: 2, shared: true });
const before = memory.buffer;
memory.grow(1);
check('a shared WebAssembly.Memory grows and leaves the old buffer usable', memory.buffer.byteLength === 2 * before.byteLength);
