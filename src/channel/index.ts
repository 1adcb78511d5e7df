/** Channels: messages from thread to thread. */
import '../realm/host.ts';

export { ChannelError } from './channel-error.ts';
export { EMPTY } from './empty.ts';
export { mpmc } from './mpmc/mpmc.ts';
export { oneshot } from './oneshot/oneshot.ts';
export { OneshotSender } from './oneshot/oneshot-sender.ts';
export { Receiver } from './receiver.ts';
export { rendezvous } from './rendezvous/rendezvous.ts';
export { select, selectAsync, trySelect, type SelectCase, type Selected } from './select.ts';
export { Sender } from './sender.ts';
export { spsc } from './spsc/spsc.ts';
export { unbounded } from './unbounded/unbounded.ts';
