/** Seeded faults of the channel between two threads: see `scripts/mutants/mutant.ts`. */
import type { MutantSet } from '../../../scripts/mutants/mutant.ts';

const ENDS = 'src/channel/spsc/ring-ends.ts';

export const mutants: MutantSet = {
  of: 'spsc',
  checks: 'src/channel/spsc/spsc.check.ts',
  mutants: [
    {
      name: 'the sender publishes relaxed',
      cause: 'the message is not ordered before the count that says that it is there',
      file: ENDS,
      edits: [{ find: "address + RECEIVERS_BELL, 'seqCst')", replace: "address + RECEIVERS_BELL, 'relaxed')" }],
      kind: 'dataRace',
    },
    {
      name: 'the sender publishes with release only',
      cause: 'it may look at the bell before its count is seen, and miss a receiver that goes to sleep',
      file: ENDS,
      edits: [{ find: "address + RECEIVERS_BELL, 'seqCst')", replace: "address + RECEIVERS_BELL, 'release')" }],
      kind: 'deadlock',
    },
    {
      name: 'the receiver looks relaxed',
      cause: 'the count is seen, but not the message',
      file: ENDS,
      edits: [
        {
          find: "this.#tail = this.region.ops.load32(this.address + TAIL, 'acquire');",
          replace: "this.#tail = this.region.ops.load32(this.address + TAIL, 'relaxed');",
        },
      ],
      kind: 'dataRace',
    },
    {
      name: 'the receiver gives slots back with release only',
      cause: 'it may look at the bell before that is seen, and miss a sender that goes to sleep',
      file: ENDS,
      edits: [{ find: "address + HEAD, this.#count, 'seqCst')", replace: "address + HEAD, this.#count, 'release')" }],
      kind: 'deadlock',
    },
    {
      name: 'the sender does not wake the receiver',
      cause: 'it sleeps although its message is there',
      file: ENDS,
      edits: [{ find: '    wakeAll(region, address + RECEIVERS_BELL, bell);\n', replace: '' }],
      kind: 'deadlock',
    },
    {
      name: 'the receiver does not wake the sender',
      cause: 'it sleeps although there is room',
      file: ENDS,
      edits: [{ find: '    ring(region, address + SENDERS_BELL);\n', replace: '' }],
      kind: 'deadlock',
    },
    {
      name: 'the sender goes one slot too far',
      cause: 'it writes over a message that was not received',
      file: ENDS,
      edits: [
        {
          find: 'this.#head) | 0) >= this.limit && this.#room()',
          replace: 'this.#head) | 0) > this.limit && this.#room()',
        },
      ],
      kind: 'assertion',
    },
    {
      name: 'the receiver takes a message that is not there',
      cause: 'it does not look again whether the sender has come on',
      file: ENDS,
      edits: [
        {
          find: 'if (this.#count === this.#tail && this.#look() === 0) return EMPTY;',
          replace: 'if (this.#count === this.#tail) this.#look();',
        },
      ],
      kind: 'dataRace',
    },
    {
      name: 'a receiver of many takes more than are there',
      cause: 'it takes as many as it wants',
      file: ENDS,
      edits: [{ find: 'Math.min(wanted, known < wanted ? this.#look() : known)', replace: 'wanted + 0 * Math.min(known, this.#look())' }],
      kind: 'dataRace',
    },
    {
      name: 'a receiver of many gives slots back before it has read them',
      cause: 'the sender writes over messages that were not received',
      file: ENDS,
      edits: [
        {
          find: '    let count = this.#count;\n',
          replace: '    let count = this.#count;\n    this.#count = (count + found) | 0;\n    this.settle();\n',
        },
      ],
      kind: 'dataRace',
    },
    {
      name: 'an array is published before it is copied',
      cause: 'the receiver reads what the sender has yet to write',
      file: ENDS,
      edits: [
        {
          find: '    putCells(this.region, this, this.slotOf(this.#count), array, from, first);\n',
          replace: '    const at = this.slotOf(this.#count);\n',
        },
        {
          find: '    const sent = this.#publish(count);\n',
          replace: '    const sent = this.#publish(count);\n    putCells(this.region, this, at, array, from, first);\n',
        },
      ],
      kind: 'dataRace',
    },
    {
      name: 'of an array that goes beyond the end of the ring the rest is not copied',
      cause: 'the receiver gets what lay in those slots before',
      file: ENDS,
      edits: [
        {
          find: '    if (first < count) putCells(this.region, this, this.first, array, from + first, count - first);\n',
          replace: '    void this.first;\n',
        },
      ],
      kind: 'assertion',
    },
    {
      name: 'of what is received beyond the end of the ring the rest is not copied',
      cause: 'the array keeps what it had there',
      file: ENDS,
      edits: [
        {
          find: '    if (first < found) takeCells(this.region, this, this.first, array, from + first, found - first);\n',
          replace: '    void this.first;\n',
        },
      ],
      kind: 'assertion',
    },
    {
      name: 'the slots of an array are given back before they are read',
      cause: 'the sender writes over messages that were not received',
      file: ENDS,
      edits: [
        {
          find: '    takeCells(this.region, this, this.slotOf(this.#count), array, from, first);\n',
          replace:
            '    const at = this.slotOf(this.#count);\n    this.#count = (this.#count + found) | 0;\n    this.settle();\n    this.#count = (this.#count - found) | 0;\n    takeCells(this.region, this, at, array, from, first);\n',
        },
      ],
      kind: 'dataRace',
    },
    {
      name: 'messages that were sent before the sender went are not received',
      cause: 'the receiver takes the end of the sender for the end of the messages',
      file: ENDS,
      edits: [{ find: "return ops.load32(this.address + TAIL, 'acquire') === this.#count;", replace: 'return true;' }],
      kind: 'assertion',
    },
    {
      name: 'a sender that finds no room does not look for the receiver',
      cause: 'it waits for room for ever, although nobody can make any',
      file: ENDS,
      edits: [{ find: 'this.#room() === 0) return this.isEnded() ? GONE : FULL;', replace: 'this.#room() === 0) return FULL;' }],
      kind: 'deadlock',
    },
    {
      name: 'the end that a thread has is not noted',
      cause: 'its death closes nothing, and the other end waits for ever',
      file: 'src/channel/end.ts',
      edits: [
        { find: '    pushHeld(this.#count, kindWord(this.region, HELD_END));\n', replace: '    void kindWord;\n    void HELD_END;\n' },
      ],
      kind: 'assertion',
    },
    {
      name: 'an undertaker leaves the handle on the count of all',
      cause: 'the memory is never given back, nor what the message has',
      file: 'src/memory/settle-held.ts',
      edits: [{ find: 'leaveHandleForDead(address, entries[i - 1]!.address);', replace: 'void leaveHandleForDead;' }],
      kind: 'assertion',
    },
  ],
};
