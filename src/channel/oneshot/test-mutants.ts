/** Seeded faults of the channel for one message: see `scripts/mutants/mutant.ts`. */
import type { MutantSet } from '../../../scripts/mutants/mutant.ts';

const CELL = 'src/channel/oneshot/cell.ts';

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
      cause: 'the last end to go gives its memory back a second time',
      file: CELL,
      edits: [{ find: "    region.ops.or32(address + STATE, TAKEN, 'relaxed');\n", replace: '    void TAKEN;\n' }],
      kind: 'doubleFree',
    },
    {
      name: 'the end of the sender is taken for the end of the message',
      cause: 'a message that was sent is not received',
      file: CELL,
      edits: [{ find: '(state & (READY | CLOSED)) === CLOSED', replace: '(state & CLOSED) !== 0' }],
      kind: 'exception',
    },
  ],
};
