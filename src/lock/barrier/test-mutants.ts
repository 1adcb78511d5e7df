/** Seeded faults of Barrier: see `scripts/mutants/mutant.ts`. Those of pledges are in the set of Latch. */
import type { MutantSet } from '../../../scripts/mutants/mutant.ts';

const FILE = 'src/lock/barrier/barrier.ts';

const LAST = "? ops.cas32(address, word, nextRound(word), 'acqRel', 'relaxed')";
const NOT_LAST = ": ops.cas32(address, word, word + ONE, 'release', 'relaxed');";
const WAKE = '        ops.notify(address, Infinity);\n';
const LEAVE = "const found = region.ops.cas32(address, word, word - ONE, 'relaxed', 'acquire');";
const WITHDRAW = "return result ?? (this.#leave(round) ? 'timedOut' : 'member');\n  }\n\n  /** Comes, and returns";

export const mutants: MutantSet = {
  of: 'Barrier',
  checks: 'src/lock/barrier/barrier.check.ts',
  mutants: [
    {
      name: 'the last to come wakes nobody',
      cause: 'the others sleep for ever',
      file: FILE,
      edits: [{ find: WAKE, replace: '' }],
      kind: 'deadlock',
    },
    {
      name: 'the last to come wakes one',
      cause: 'the third one sleeps for ever',
      file: FILE,
      edits: [{ find: WAKE, replace: WAKE.replace('Infinity', '1') }],
      kind: 'deadlock',
    },
    {
      name: 'who comes first does not release',
      cause: 'what it wrote is not to be seen after the meeting',
      file: FILE,
      edits: [{ find: NOT_LAST, replace: NOT_LAST.replace("'release'", "'relaxed'") }],
      kind: 'dataRace',
    },
    {
      name: 'the last to come does not release',
      cause: 'the others do not see what it wrote',
      file: FILE,
      edits: [{ find: LAST, replace: LAST.replace("'acqRel'", "'acquire'") }],
      kind: 'dataRace',
    },
    {
      name: 'the last to come does not acquire',
      cause: 'the leader does not see what the others wrote',
      file: FILE,
      edits: [{ find: LAST, replace: LAST.replace("'acqRel'", "'release'") }],
      kind: 'dataRace',
    },
    {
      name: 'coming is a load and a store',
      cause: 'of two at once one is lost, and the last never comes',
      file: FILE,
      edits: [{ find: NOT_LAST, replace: ": (ops.store32(address, word + ONE, 'release'), word);" }],
      kind: 'deadlock',
    },
    {
      name: 'the round does not go on',
      cause: 'those who wait cannot see that all have come',
      file: FILE,
      edits: [
        {
          find: '((roundOf(word) + 1) & ROUND_MASK) << ROUND_SHIFT;',
          replace: '(roundOf(word) & ROUND_MASK) << ROUND_SHIFT;',
        },
      ],
      kind: 'deadlock',
    },
    {
      name: 'nobody is sent away at the end of a round',
      cause: 'the next round begins with those of the last',
      file: FILE,
      edits: [{ find: LAST, replace: LAST.replace('nextRound(word)', 'nextRound(word) + (word & 0xffff)') }],
      kind: 'assertion',
    },
    {
      name: 'the barrier opens one too early',
      cause: 'one is still to come',
      file: FILE,
      edits: [{ find: 'cameBy(word) + 1 >= this.parties', replace: 'cameBy(word) + 2 >= this.parties' }],
      kind: 'assertion',
    },
    {
      name: 'who waits does not look whether the round is over',
      cause: 'any wake-up, or a change of the word, is taken for the end',
      file: FILE,
      edits: [{ find: "if (roundOf(word) !== round) return 'member';", replace: "if (word !== round) return 'member';" }],
      kind: 'dataRace',
    },
    {
      name: 'who gives up stays counted',
      cause: 'the barrier opens for one who is not there',
      file: FILE,
      edits: [{ find: WITHDRAW, replace: "return result ?? 'timedOut';\n  }\n\n  /** Comes, and returns" }],
      kind: 'assertion',
    },
    {
      name: 'who gives up leaves whatever the round is',
      cause: 'it takes one off from the next round, and nobody meets in it',
      file: FILE,
      edits: [{ find: 'if (roundOf(word) !== round) return false;', replace: '' }],
      kind: 'assertion',
    },
    {
      name: 'who is too late to give up does not acquire',
      cause: 'it has met the others, but does not see what they wrote',
      file: FILE,
      edits: [
        { find: LEAVE, replace: LEAVE.replace("'acquire'", "'relaxed'") },
        {
          find: "for (let word = region.ops.load32(address, 'acquire'); ;) {",
          replace: "for (let word = region.ops.load32(address, 'relaxed'); ;) {",
        },
      ],
      kind: 'dataRace',
    },
    {
      name: 'tryWait comes in any case',
      cause: 'it is counted, and does not wait',
      file: FILE,
      edits: [{ find: 'if (onlyAsLast && !isLast) return roundOf(word);', replace: '' }],
      kind: 'assertion',
    },
    {
      name: 'a broken pledge is not looked for by who waits',
      cause: 'who was woken to be told sleeps again',
      file: FILE,
      edits: [{ find: '      if (isBroken(word)) throw this.#broken();\n      return undefined;', replace: '      return undefined;' }],
      kind: 'deadlock',
    },
    {
      name: 'a broken pledge is not looked for by who comes',
      cause: 'it waits for one who is dead',
      file: FILE,
      edits: [
        { find: '      if (isBroken(word)) throw this.#broken();\n      const isLast', replace: '      const isLast' },
        { find: '      if (isBroken(word)) throw this.#broken();\n      return undefined;', replace: '      return undefined;' },
      ],
      kind: 'deadlock',
    },
  ],
};
