/** Seeded faults of the channel for one message: see `scripts/mutants/mutant.ts`. */
import type { MutantSet } from '../../../scripts/mutants/mutant.ts';

const CELL = 'src/channel/oneshot/cell.ts';
const SLOTS = 'src/channel/slots.ts';
const SETTLE = 'src/memory/settle-held.ts';
const WORDS = 'src/memory/channel-words.ts';
const LEAVES_HANDLE = 'leaveHandleForDead(address, entries[i - 1]!.address);';

export const mutants: MutantSet = {
  of: 'oneshot',
  checks: 'src/channel/oneshot/oneshot.check.ts',
  mutants: [
    {
      name: 'the sender says relaxed that the message is there',
      cause: 'the receiver may see that before it sees the message',
      file: CELL,
      edits: [{ find: "READY, 'release', 'relaxed')", replace: "READY, 'relaxed', 'relaxed')" }],
      kind: 'dataRace',
    },
    {
      name: 'the message is written after it is said to be there',
      cause: 'the receiver reads what has yet to be written',
      file: CELL,
      edits: [
        { find: '    this.slots.put(region, this.#content, prepared);\n', replace: '' },
        {
          find: "    return ops.cas32(address + STATE, 0, READY, 'release', 'relaxed') === 0 ? SENT : GONE;",
          replace:
            "    const found = ops.cas32(address + STATE, 0, READY, 'release', 'relaxed');\n    this.slots.put(region, this.#content, prepared);\n    return found === 0 ? SENT : GONE;",
        },
      ],
      kind: 'dataRace',
    },
    {
      name: 'the receiver looks relaxed',
      cause: 'it may see that the message is there before it sees the message',
      file: CELL,
      edits: [
        {
          find: "const state = region.ops.load32(address + STATE, 'acquire');",
          replace: "const state = region.ops.load32(address + STATE, 'relaxed');",
        },
      ],
      kind: 'dataRace',
    },
    {
      name: 'the sender stores without looking whether the receiver is gone',
      cause: 'the message is said to be sent, and not given back',
      file: CELL,
      edits: [
        {
          find: "return ops.cas32(address + STATE, 0, READY, 'release', 'relaxed') === 0 ? SENT : GONE;",
          replace: "return ops.or32(address + STATE, READY, 'release') === READY ? GONE : SENT;",
        },
      ],
      kind: 'assertion',
    },
    {
      name: 'the receiver does not say that it has taken the message',
      cause: 'it has the message a second time',
      file: CELL,
      edits: [{ find: "    region.ops.or32(address + STATE, TAKEN, 'relaxed');\n", replace: '    void TAKEN;\n' }],
      kind: 'exception',
    },
    {
      name: 'the end of the sender is taken for the end of the message',
      cause: 'a message that was sent is not received',
      file: CELL,
      edits: [{ find: '(state & (READY | CLOSED)) === CLOSED', replace: '(state & CLOSED) !== 0' }],
      kind: 'exception',
    },
    {
      name: 'the handles in a message that nobody received are left',
      cause: 'what they have never ends',
      file: SLOTS,
      edits: [
        { find: 'if (this.takeBacks === undefined) drop(this.#bytes());\n    else for', replace: 'if (this.takeBacks !== undefined) for' },
      ],
      kind: 'assertion',
    },
    {
      name: 'the handles in a message that was not sent are given up',
      cause: 'the sender has them still',
      file: SLOTS,
      edits: [{ find: 'for (const takeBack of this.takeBacks) takeBack();\n    free', replace: 'drop(this.#bytes());\n    free' }],
      kind: 'exception',
    },
    {
      name: 'an undertaker takes the handle off the count of all first',
      cause: 'the memory is given back while it still rings there',
      file: SETTLE,
      edits: [
        { find: LEAVES_HANDLE, replace: 'void address;' },
        {
          find: 'leaveChannelForDead(entry.address, before.address, block);',
          replace:
            '{\n      leaveHandleForDead(entry.address, before.address);\n      leaveChannelForDead(entry.address, before.address, block);\n    }',
        },
      ],
      kind: 'useAfterFree',
    },
    {
      name: 'an undertaker takes the handle off the count of all relaxed',
      cause: 'who frees the memory may do so before the undertaker is done with it',
      file: WORDS,
      edits: [{ find: "ops.sub32(channel + HANDLES, 1, 'acqRel')", replace: "ops.sub32(channel + HANDLES, 1, 'relaxed')" }],
      kind: 'useAfterFree',
    },
  ],
};
