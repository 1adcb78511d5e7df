import { followsSize, isDetached, isOutOfBounds, viewLength, viewNumber } from './buffers.ts';
import type { Encoder } from './encoder.ts';
import { notSendable } from './not-sendable.ts';
import * as tags from './tags.ts';

const GONE = 'its memory was transferred to another thread or cut off: send it before, or send a copy';

export function writeBuffer(encoder: Encoder, value: ArrayBuffer, depth: number): void {
  if (isDetached(value)) throw notSendable(encoder.path.text(depth), 'a detached ArrayBuffer', GONE);
  encoder.begin(value.resizable ? tags.BUFFER_RESIZABLE : tags.BUFFER, value);
  encoder.varint(value.byteLength);
  if (value.resizable) encoder.number(value.maxByteLength);
  encoder.raw(new Uint8Array(value));
}

export function writeView(encoder: Encoder, value: ArrayBufferView, depth: number): void {
  if (isOutOfBounds(value)) throw notSendable(encoder.path.text(depth), 'a view outside of its buffer', GONE);
  // Of a growable shared buffer nothing tells whether the view follows its size; the host knows.
  if (typeof SharedArrayBuffer !== 'undefined' && value.buffer instanceof SharedArrayBuffer) return encoder.byMessage(value, depth);
  const tracking = followsSize(value);
  encoder.begin(tracking ? tags.VIEW_TRACKING : tags.VIEW, value);
  encoder.byte(viewNumber(value));
  encoder.number(value.byteOffset);
  if (!tracking) encoder.number(viewLength(value));
  encoder.object(value.buffer, depth);
}
