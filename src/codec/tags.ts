/**
 * The byte that begins each value. Encoder and decoder are always the same version of this package (the heap's header sees to that), so the numbers
 * may change freely from one version to the next.
 *
 * | byte | value | what follows |
 * |---|---|---|
 * | 0x80–0xff | the whole number 0–127 | nothing |
 * | 0x40–0x7f | an ASCII string of 0–63 characters | its characters |
 * | below 0x40 | one of the constants here | as its comment says |
 *
 * *n* stands for an unsigned number of 1 to 5 bytes, seven bits a byte, lowest first.
 */

export const SMALL_INTEGER = 0x80;
export const SMALL_INTEGER_LIMIT = 0x80;
export const SHORT_STRING = 0x40;
export const SHORT_STRING_LIMIT = 0x40;

export const UNDEFINED = 0x01;
export const NULL = 0x02;
export const FALSE = 0x03;
export const TRUE = 0x04;
/** *n*: the number -1 - n. */
export const NEGATIVE = 0x05;
/** *n*: a whole number from 128 on. */
export const POSITIVE = 0x06;
/** Eight bytes: any other number. */
export const FLOAT = 0x07;
/** Eight bytes: a bigint of 64 bits, signed. */
export const BIGINT_64 = 0x08;
/** A string: any other bigint, in hexadecimal, with a minus sign if negative. */
export const BIGINT_HEX = 0x09;
/** *n*, then n bytes. */
export const STRING_UTF8 = 0x0a;
/** *n*, then n times two bytes: a string with lone surrogates, which UTF-8 cannot hold. */
export const STRING_UTF16 = 0x0b;
/** In an array: no element here. In an object: the end. Never a value. */
export const HOLE = 0x0c;
export const END = 0x0d;

/** *n*: the value that was the n-th to get an identity. Everything below here gets one, in the order of its tags. */
export const REFERENCE = 0x0e;
/** Key, value, …, END. */
export const OBJECT = 0x10;
/** *n*, then n values. */
export const ARRAY = 0x11;
/** *n* (the length); key or index, value, …, END: an array with holes or with further properties. */
export const ARRAY_BY_KEYS = 0x12;
/** *n*, then n keys and values. */
export const MAP = 0x13;
/** *n*, then n values. */
export const SET = 0x14;
/** The name of the class, for a DOMException its message and name; then the parts, as `encode-error.ts` writes them. */
export const ERROR = 0x15;
/** Added to the tag of a container whose contents follow after the whole value, so that deep nesting takes no stack. */
export const LATER = 0x08;
export const OBJECT_LATER = 0x18;
export const ARRAY_LATER = 0x19;
export const ARRAY_BY_KEYS_LATER = 0x1a;
export const MAP_LATER = 0x1b;
export const SET_LATER = 0x1c;
export const ERROR_LATER = 0x1d;

/** A number: milliseconds. */
export const DATE = 0x20;
/** Two strings: source and flags. */
export const REGEXP = 0x21;
/** A value that is a primitive: the object `Object(value)` around it. */
export const BOXED = 0x22;
/** *n*, then n bytes. */
export const BUFFER = 0x23;
/** *n*, the maximum as a number, then n bytes: a resizable buffer. */
export const BUFFER_RESIZABLE = 0x24;
/** A byte (which class, see `buffers.ts`), byte offset and length as numbers, the buffer as a value. */
export const VIEW = 0x25;
/** The same without the length: a view that follows the size of its resizable buffer. */
export const VIEW_TRACKING = 0x26;
/** *n*: the n-th of the things that travel by message. */
export const EXTERNAL = 0x27;
/** *n*: which handle class, by the table of the message; then what its `write` wrote. */
export const HANDLE = 0x28;

/**
 * The head of a message: two words of 32 bits, the length of all of it and where the table of handle classes begins (after the value; equal to the
 * length if there is none). The table: *n*, then n times two strings, the tag of the class and the URL of the module that registers it.
 */
export const HEAD_BYTES = 8;

/** Containers nested deeper than this are written after the whole value. A guess: deep enough to be rare, and about 100 KB of stack. */
export const DEPTH_LIMIT = 200;

/** How deep handles may hold handles, whose contents cannot be put off. */
export const HANDLE_DEPTH_LIMIT = DEPTH_LIMIT + 100;
