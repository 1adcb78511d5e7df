/** Channels: messages from thread to thread. */
import '../realm/host.ts';

export { ChannelError } from './channel-error.ts';
export { EMPTY } from './empty.ts';
export { spsc } from './spsc/spsc.ts';
export { SpscReceiver } from './spsc/receiver.ts';
export { SpscSender } from './spsc/sender.ts';
