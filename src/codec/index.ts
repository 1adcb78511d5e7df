/** Floor 4: how values and handles are written into bytes and revived in another thread. */
import './atomics.ts';
import './layouts.ts';

export { encode, encodeArguments, type Encoded, type EncodeOptions } from './encode.ts';
export { encodeThrown } from './encode-thrown.ts';
export { decode, drop, modulesNeeded, notesOf, settleMessage } from './decode.ts';
export { MissingModulesError, registerHandle, type HandleCodec, type HandleReader, type HandleWriter } from './handles.ts';
export { registerPlacedHandle, type PlacedHandleCodec } from './placed-handles.ts';
export type { NotSendable, Sendable, SendableArgs } from './sendable.ts';
