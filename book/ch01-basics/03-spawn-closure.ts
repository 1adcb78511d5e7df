/**
 * A thread is given what it works on. Rust's `move` closure takes a vector with it; here the function is sent as text, arguments are
 * copied, and a buffer that is named in `transfer` is moved: afterwards the one who sent it has none.
 */
import { spawnWith } from 'lockwright/thread';

export function moveAway(): { readonly seen: readonly number[]; readonly left: number } {
  const numbers = new Int32Array([1, 2, 3]);
  const handle = spawnWith({ transfer: [numbers.buffer] }, (moved: Int32Array) => [...moved], numbers);
  return { seen: handle.join(), left: numbers.length };
}

if (import.meta.main) {
  const { seen, left } = moveAway();
  for (const number of seen) console.log(number);
  console.log(`left behind: ${left}`);
}
