/** Seeded faults of the channel between two threads: see `scripts/mutants/mutant.ts`. */
import type { MutantSet } from '../../../scripts/mutants/mutant.ts';

const SENDER = 'src/channel/spsc/sender.ts';
const RECEIVER = 'src/channel/spsc/receiver.ts';
const END = 'src/channel/spsc/end.ts';

export const mutants: MutantSet = {
  of: 'spsc',
  checks: 'src/channel/spsc/spsc.check.ts',
  mutants: [
    {
      name: 'the sender publishes relaxed',
      cause: 'the message is not ordered before the count that says that it is there',
      file: SENDER,
      edits: [{ find: "this.count << 1, 'seqCst')", replace: "this.count << 1, 'relaxed')" }],
      kind: 'dataRace',
    },
    {
      name: 'the sender publishes with release only',
      cause: 'it may look at the flags before its count is seen, and miss a receiver that goes to sleep',
      file: SENDER,
      edits: [{ find: "this.count << 1, 'seqCst')", replace: "this.count << 1, 'release')" }],
      kind: 'deadlock',
    },
    {
      name: 'the receiver looks relaxed',
      cause: 'the count is seen, but not the message',
      file: RECEIVER,
      edits: [
        {
          find: "this.#tail = region.ops.load32(ring.address + TAIL, 'acquire') >>> 1;",
          replace: "this.#tail = region.ops.load32(ring.address + TAIL, 'relaxed') >>> 1;",
        },
      ],
      kind: 'dataRace',
    },
    {
      name: 'the receiver gives slots back relaxed',
      cause: 'the sender writes a slot whose message is still being read',
      file: RECEIVER,
      edits: [{ find: "this.count << 1, 'seqCst')", replace: "this.count << 1, 'relaxed')" }],
      kind: 'dataRace',
    },
    {
      name: 'the sender does not wake the receiver',
      cause: 'it sleeps although its message is there',
      file: SENDER,
      edits: [{ find: '    if (flags > GONE) ops.notify(address + TAIL, Infinity);\n', replace: '' }],
      kind: 'deadlock',
    },
    {
      name: 'the receiver does not wake the sender',
      cause: 'it sleeps although there is room',
      file: RECEIVER,
      edits: [{ find: 'ops.notify(address + HEAD, Infinity)', replace: 'void ops' }],
      kind: 'deadlock',
    },
    {
      name: 'the sender goes one slot too far',
      cause: 'it writes over a message that was not received',
      file: SENDER,
      edits: [
        {
          find: '    let left = limit - ((this.count - this.#head) & COUNT_MASK);\n    if',
          replace: '    let left = limit + 1 - ((this.count - this.#head) & COUNT_MASK);\n    if',
        },
      ],
      kind: 'assertion',
    },
    {
      name: 'the count is published before the message is written',
      cause: 'the receiver reads a slot that has yet to be written',
      file: SENDER,
      edits: [
        {
          find: '    slots.write(ring.region, ring.first + (count & ring.mask) * slots.bytes, value);\n    this.count = (count + 1) & COUNT_MASK;\n    if (this.#publish()) throw noReceiver(this, value);',
          replace:
            '    this.count = (count + 1) & COUNT_MASK;\n    if (this.#publish()) throw noReceiver(this, value);\n    slots.write(ring.region, ring.first + (count & ring.mask) * slots.bytes, value);',
        },
      ],
      kind: 'dataRace',
    },
    {
      name: 'who closes an end wakes nobody',
      cause: 'the other sleeps for ever',
      file: END,
      edits: [{ find: '    region.ops.notify(own, Infinity);\n', replace: '' }],
      kind: 'deadlock',
    },
    {
      name: 'the death of a thread is not told',
      cause: 'no pledge was noted, so the other end waits for ever',
      file: END,
      edits: [{ find: '    if (found === 0) pushHeld(', replace: '    if (found < 0) pushHeld(' }],
      kind: 'deadlock',
    },
    {
      name: 'who waits does not say so',
      cause: 'nobody wakes it',
      file: END,
      edits: [{ find: "    this.ring.region.ops.add32(this.address + this.#words.flags, ONE_WAITS, 'seqCst');\n", replace: '' }],
      kind: 'deadlock',
    },
    {
      name: 'who waits says so with relaxed order',
      cause: 'it may look at the count before its flag is seen, and sleep through the message',
      file: END,
      edits: [{ find: "ONE_WAITS, 'seqCst')", replace: "ONE_WAITS, 'relaxed')" }],
      kind: 'deadlock',
    },
  ],
};
