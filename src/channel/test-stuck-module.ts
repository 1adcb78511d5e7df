/** A module that says so when it is being loaded, in the word that its URL names, and never is. For the tests. */
import { heapRegion } from '../memory/heap.ts';

const word = Number(new URL(import.meta.url).searchParams.get('word'));
const { ops } = heapRegion();
ops.store32(word, 1, 'seqCst');
ops.notify(word, 1);
await new Promise(() => {});
export const never = undefined;
