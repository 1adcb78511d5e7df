import { viewClass, viewName } from './buffers.ts';
import { corrupt } from './byte-reader.ts';
import type { Decoder } from './decoder.ts';
import * as tags from './tags.ts';

/** Reads a buffer, copying its bytes once. */
export function readBuffer(decoder: Decoder, tag: number): ArrayBuffer {
  const length = decoder.varint();
  const maxByteLength = tag === tags.BUFFER_RESIZABLE ? decoder.number() : undefined;
  // Before the buffer is made: a wrong length could be gigabytes.
  decoder.need(length);
  const buffer = maxByteLength === undefined ? new ArrayBuffer(length) : new ArrayBuffer(length, { maxByteLength });
  decoder.raw(new Uint8Array(buffer, 0, length));
  return buffer;
}

/** Reads a view and the buffer that it is on. */
export function readView(decoder: Decoder, tag: number, depth: number): ArrayBufferView {
  const which = decoder.byte();
  const byteOffset = decoder.number();
  const length = tag === tags.VIEW ? decoder.number() : undefined;
  const buffer = decoder.any(depth);
  const View = viewClass(which);
  if (View === undefined) throw corrupt(decoder.at, `the message has a ${viewName(which)}, which this host does not know`);
  if (!(buffer instanceof ArrayBuffer)) throw corrupt(decoder.at, `the buffer of a ${viewName(which)} was expected`);
  return length === undefined ? new View(buffer, byteOffset) : new View(buffer, byteOffset, length);
}
