/** The other half of hosts.test.ts: stores into the shared words that it is sent, and says so. */
import { ANSWER, WORD } from './hosts.words.ts';

addEventListener('message', ({ data }: MessageEvent<Int32Array<SharedArrayBuffer>>) => {
  Atomics.store(data, WORD, ANSWER);
  postMessage('stored');
});
