/** Seeded faults of the bounded channel, and of what all channels share: see `scripts/mutants/mutant.ts`. */
import type { MutantSet } from '../../../scripts/mutants/mutant.ts';

const QUEUE = 'src/channel/mpmc/queue.ts';
const RING = 'src/channel/mpmc/ring-queue.ts';
const WAIT = 'src/channel/wait.ts';
const END = 'src/channel/end.ts';
const WORDS = 'src/memory/channel-words.ts';
const SLOTS = 'src/memory/message-slots.ts';

export const mutants: MutantSet = {
  of: 'mpmc',
  checks: 'src/channel/mpmc/mpmc.check.ts',
  mutants: [
    {
      name: 'the stamp is published relaxed',
      cause: 'the message is not ordered before the stamp that says that it is there',
      file: QUEUE,
      edits: [{ find: "address + RECEIVERS_BELL, 'seqCst')", replace: "address + RECEIVERS_BELL, 'relaxed')" }],
      kind: 'dataRace',
    },
    {
      name: 'the stamp is published with release only',
      cause: 'the sender may look at the bell before its stamp is seen, and miss a receiver that goes to sleep',
      file: QUEUE,
      edits: [{ find: "address + RECEIVERS_BELL, 'seqCst')", replace: "address + RECEIVERS_BELL, 'release')" }],
      kind: 'deadlock',
    },
    {
      name: 'the message is written before the position is claimed',
      cause: 'two senders write the same slot',
      file: QUEUE,
      edits: [
        {
          find: '      if (!takeShare(region, address + TAIL',
          replace: '      this.slots.put(region, slot + this.content, prepared);\n      if (!takeShare(region, address + TAIL',
        },
        { find: '        this.slots.put(region, slot + this.content, prepared);\n', replace: '        void prepared;\n' },
      ],
      kind: 'dataRace',
    },
    {
      name: 'a position whose message cannot be written is not given up',
      cause: 'receivers wait for it, and never come to those behind it',
      file: QUEUE,
      edits: [{ find: '        giveUpClaim(region, address + TAIL, word);\n', replace: '' }],
      kind: 'deadlock',
    },
    {
      name: 'the receiver looks at the stamp relaxed',
      cause: 'the stamp is seen, but not the message',
      file: QUEUE,
      edits: [{ find: "position : ops.load32(slot, 'acquire');", replace: "position : ops.load32(slot, 'relaxed');" }],
      kind: 'dataRace',
    },
    {
      name: 'the slot is given back before the message is read',
      cause: 'the next sender writes over it meanwhile',
      file: QUEUE,
      edits: [
        {
          find: '      const message = stamp === (position | VOID) ? EMPTY : this.slots.take(region, slot + this.content);\n      this.giveBack(slot, position);\n',
          replace:
            '      this.giveBack(slot, position);\n      const message = stamp === (position | VOID) ? EMPTY : this.slots.take(region, slot + this.content);\n',
        },
      ],
      kind: 'dataRace',
    },
    {
      name: 'the slot is given back with release only',
      cause: 'the receiver may look at the bell before that is seen, and miss a sender that goes to sleep',
      file: RING,
      edits: [{ find: "(position + this.#round) | 0, 'seqCst')", replace: "(position + this.#round) | 0, 'release')" }],
      kind: 'deadlock',
    },
    {
      name: 'the sender does not look whether the slot is free',
      cause: 'it writes over a message that was not received',
      file: RING,
      edits: [
        { find: "load32(slot, 'acquire') === position ? slot : NO_SLOT;", replace: "load32(slot, 'acquire') === position ? slot : slot;" },
      ],
      kind: 'assertion',
    },
    {
      name: 'who receives does not ring',
      cause: 'a sender sleeps although there is room',
      file: QUEUE,
      edits: [{ find: '      ring(region, address + SENDERS_BELL);\n', replace: '' }],
      kind: 'deadlock',
    },
    {
      name: 'who sends does not ring',
      cause: 'a receiver sleeps although its message is there',
      file: QUEUE,
      edits: [
        {
          find: '      if ((bell & WAITING) !== 0) wakeAll(region, address + RECEIVERS_BELL, bell);\n',
          replace: '      void [bell, WAITING, wakeAll];\n',
        },
      ],
      kind: 'deadlock',
    },
    {
      name: 'only one of those who wait is woken',
      cause: 'that may be one who does not need it any more, or a sender where the receiver is meant',
      file: WORDS,
      edits: [
        {
          find: '    if ((word & WAITS) !== 0) ops.notify(bell, Infinity);\n',
          replace: '    if ((word & WAITS) !== 0) ops.notify(bell, 0);\n',
        },
      ],
      kind: 'deadlock',
    },
    {
      name: 'who rings does not count',
      cause: 'a promise that sees the bell as it was goes to sleep, although it was rung in between',
      file: WORDS,
      edits: [{ find: '((word & ~WAITING) + ONE_RING) | 0', replace: '(word & ~WAITING) | 0' }],
      kind: 'deadlock',
    },
    {
      name: 'who waits tries before it says so',
      cause: 'nobody rings for what was changed in between',
      file: WAIT,
      edits: [
        {
          find: '    const seen = flagAt(region, bell);\n    const result = attempt();\n',
          replace: '    const result = attempt();\n    const seen = flagAt(region, bell);\n',
        },
      ],
      kind: 'deadlock',
    },
    {
      name: 'no fence between saying so and trying',
      cause: 'the attempt may be older than what it says, and both sides miss each other',
      file: WAIT,
      edits: [{ find: "  realm.fence('seqCst');", replace: '  void realm;' }],
      kind: 'deadlock',
    },
    {
      name: 'the last sender leaves without saying so',
      cause: 'a receiver waits for ever',
      file: END,
      edits: [{ find: '    if (count === 1) closeSide(', replace: '    if (count === 0) closeSide(' }],
      kind: 'deadlock',
    },
    {
      name: 'the first sender that leaves closes the channel',
      cause: 'what the other sends is refused, or the receiver told the end too early',
      file: END,
      edits: [{ find: '    if (count === 1) closeSide(', replace: '    if (count >= 1) closeSide(' }],
      kind: 'exception',
    },
    {
      name: 'who closes does not ring',
      cause: 'the other side sleeps for ever',
      file: WORDS,
      edits: [{ find: '  ring(region, channel + (receives ? SENDERS_BELL : RECEIVERS_BELL));\n', replace: '' }],
      kind: 'deadlock',
    },
    {
      name: 'a clone is not counted',
      cause: 'the channel is closed while the clone is there',
      file: END,
      edits: [
        { find: 'takeShare(this.region, this.#count, count, count + 1,', replace: 'takeShare(this.region, this.#count, count, count,' },
      ],
      kind: 'exception',
    },
    {
      name: 'the claim of a dead sender is left as it is',
      cause: 'receivers wait at its slot for ever, and never come to the messages behind it',
      file: SLOTS,
      edits: [
        {
          find: "      ops.cas32(slot, free, position | VOID, 'seqCst', 'relaxed'); // comes before the look at the bell\n",
          replace: '      void free;\n',
        },
      ],
      kind: 'assertion',
    },
    {
      name: 'the undertaker of a sender does not look whether the slot is still free for its message',
      cause: 'the message was sent, and others have used the slot since: nobody can any more',
      file: SLOTS,
      edits: [{ find: 'ops.cas32(slot, free, position | VOID', replace: "ops.cas32(slot, ops.load32(slot, 'acquire'), position | VOID" }],
      kind: 'assertion',
    },
    {
      name: 'the claim of a dead receiver is left as it is',
      cause: 'senders wait at its slot for ever',
      file: SLOTS,
      edits: [{ find: "ops.cas32(slot, stamp, next, 'seqCst', 'relaxed');", replace: 'void [stamp, next];' }],
      kind: 'deadlock',
    },
    {
      name: 'the undertaker does not ring for a dead sender',
      cause: 'it had sent, and died before it rang',
      file: WORDS,
      edits: [
        {
          find: '  ring(region, bell);\n  region.ops.notify(bell, Infinity);\n  wakeSelects(region, bell + LIST);',
          replace: '  void bell;',
        },
      ],
      kind: 'deadlock',
    },
  ],
};
