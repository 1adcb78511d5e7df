/** Seeded faults of the bounded channel, and of what all channels share: see `scripts/mutants/mutant.ts`. */
import type { MutantSet } from '../../../scripts/mutants/mutant.ts';

const QUEUE = 'src/channel/mpmc/queue.ts';
const RING = 'src/channel/mpmc/ring-queue.ts';
const SPEC = 'src/check/realm/checked-queue.ts';
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
      file: SPEC,
      edits: [
        {
          find: "+ change, 'seqCst')",
          replace: "+ change, 'relaxed')",
        },
      ],
      kind: 'dataRace',
    },
    {
      name: 'the stamp is published with release only',
      cause: 'who publishes may look at the bell before its stamp is seen, and miss who goes to sleep',
      file: SPEC,
      edits: [
        {
          find: "+ change, 'seqCst')",
          replace: "+ change, 'release')",
        },
      ],
      kind: 'deadlock',
    },
    {
      name: 'who publishes looks at the bell first',
      cause: 'who goes to sleep in between is not woken',
      file: SPEC,
      edits: [
        {
          find: "    this.#ops.store32(slot, (noted & -STEP) + change, 'seqCst'); // comes before the look at the bell\n    if ((this.#ops.load32(bell, 'seqCst') & BELL_WAITING) !== 0) return CLAIM_AWAITED;\n",
          replace:
            "    const isAwaited = (this.#ops.load32(bell, 'seqCst') & BELL_WAITING) !== 0;\n    this.#ops.store32(slot, (noted & -STEP) + change, 'seqCst');\n    if (isAwaited) return CLAIM_AWAITED;\n",
        },
      ],
      kind: 'deadlock',
    },
    {
      name: 'a position is claimed by a store',
      cause: 'two threads have the same slot',
      file: SPEC,
      edits: [
        {
          find: "found = ops.cas32(p, word, index + STEP < end ? word + STEP : word - index + round, 'acquire', 'relaxed');",
          replace: "ops.store32(p, index + STEP < end ? word + STEP : word - index + round, 'seqCst');",
        },
      ],
      kind: 'deadlock',
    },
    {
      name: 'a position stays in its round where the ring comes round',
      cause: 'its stamp is never that of the next round',
      file: SPEC,
      edits: [
        {
          find: 'word - index + round,',
          replace: 'word - index,',
        },
      ],
      kind: 'assertion',
    },
    {
      name: 'who claims does not look whether the slot has its stamp',
      cause: 'a message is written over that was not received',
      file: SPEC,
      edits: [
        {
          find: 'if (stamp !== (word | bits) && (bits === FREE ||',
          replace: 'if (stamp !== (word | bits) && bits !== FREE && (bits < FREE ||',
        },
      ],
      kind: 'assertion',
    },
    {
      name: 'who finds no stamp does not look whether the position was claimed meanwhile',
      cause: 'it sleeps, although the next message is there',
      file: SPEC,
      edits: [
        {
          find: "        found = ops.load32(p, 'relaxed');\n        if (found === word) return CLAIM_NONE;\n        continue;\n      }\n      found = ops.cas32(p, word, index",
          replace: '        return CLAIM_NONE;\n      }\n      found = ops.cas32(p, word, index',
        },
      ],
      kind: 'deadlock',
    },
    {
      name: 'who claims does not try again',
      cause: 'it is told that there is nothing, since another one was faster',
      file: SPEC,
      edits: [
        {
          find: "'acquire', 'relaxed');\n      if (found !== word) continue;\n      this.#note(p, word | (bits >>> 1));\n      return stamp === (word | bits) ? slot : slot | CLAIM_VOID;\n    }\n  }\n\n  claimInPages",
          replace:
            "'acquire', 'relaxed');\n      if (found !== word) return CLAIM_NONE;\n      this.#note(p, word | (bits >>> 1));\n      return stamp === (word | bits) ? slot : slot | CLAIM_VOID;\n    }\n  }\n\n  claimInPages",
        },
      ],
      kind: 'deadlock',
    },
    {
      name: 'a claim is not noted',
      cause: 'nobody gives up what the dead have claimed',
      file: SPEC,
      edits: [
        {
          find: '    this.#notes()?.held.push([noted, HELD_DELTA], [p, HELD_CLAIM]);\n',
          replace: '    void [p, HELD_CLAIM];\n',
        },
      ],
      kind: 'assertion',
    },
    {
      name: 'the stamp of a void slot is waited for',
      cause: 'its sender is dead',
      file: SPEC,
      edits: [
        {
          find: '(bits === FREE || stamp !== (word | VOID))',
          replace: '(bits === FREE || VOID > 0)',
        },
      ],
      kind: 'assertion',
    },
    {
      name: 'a void slot is not told from one with a message',
      cause: 'what was in it is received once more, or nothing as if it were a message',
      file: QUEUE,
      edits: [
        {
          find: 'if ((slot & CLAIM_VOID) !== 0) return this',
          replace: 'if ((slot & CLAIM_VOID) < 0) return this',
        },
      ],
      kind: 'assertion',
    },
    {
      name: 'a position whose message cannot be written is not given up',
      cause: 'receivers wait for it, and never come to those behind it',
      file: QUEUE,
      edits: [
        {
          find: '      giveUpClaim(region, address + TAIL, position);\n',
          replace: '',
        },
      ],
      kind: 'deadlock',
    },
    {
      name: 'who receives looks at the stamp relaxed',
      cause: 'the stamp is seen, but not the message',
      file: SPEC,
      edits: [
        {
          find: "ops.load32(slot, 'acquire'); // who had",
          replace: "ops.load32(slot, 'relaxed'); // who had",
        },
      ],
      kind: 'dataRace',
    },
    {
      name: 'the slot is given back before the message is read',
      cause: 'the next sender writes over it meanwhile',
      file: QUEUE,
      edits: [
        {
          find: '    const message = this.slots.take(region, slot + this.content);\n    this.giveBackClaimed(slot, noted);\n',
          replace: '    this.giveBackClaimed(slot, noted);\n    const message = this.slots.take(region, slot + this.content);\n',
        },
      ],
      kind: 'dataRace',
    },
    {
      name: 'who receives does not ring',
      cause: 'a sender sleeps although there is room',
      file: RING,
      edits: [
        {
          find: '    ring(this.region, this.address + SENDERS_BELL);\n',
          replace: '',
        },
      ],
      kind: 'deadlock',
    },
    {
      name: 'who sends does not ring',
      cause: 'a receiver sleeps although its message is there',
      file: QUEUE,
      edits: [
        {
          find: '    ring(region, address + RECEIVERS_BELL);\n',
          replace: '    void ring;\n',
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
        {
          find: 'exchangeWithNotes(region, this.#count, count, count + 1,',
          replace: 'exchangeWithNotes(region, this.#count, count, count,',
        },
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
