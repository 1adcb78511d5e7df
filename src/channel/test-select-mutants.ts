/** Seeded faults of waiting for one of several channels: see `scripts/mutants/mutant.ts`. */
import type { MutantSet } from '../../scripts/mutants/mutant.ts';

const WAIT = 'src/channel/wait-for-selection.ts';
const WORDS = 'src/memory/channel-words.ts';
const LIST = 'src/memory/select-list.ts';
const SELECTION = 'src/channel/selection.ts';

export const mutants: MutantSet = {
  of: 'select',
  checks: 'src/channel/select.check.ts',
  mutants: [
    {
      name: 'who rings does not look through the list',
      cause: 'a select sleeps although it could go on',
      file: WORDS,
      edits: [{ find: '    if ((word & SELECTS) !== 0) wakeSelects(region, bell + LIST);\n', replace: '' }],
      kind: 'deadlock',
    },
    {
      name: 'the token is looked at after the attempt',
      cause: 'what came in between is slept through',
      file: WAIT,
      edits: [
        {
          find: "      const seen = ops.load32(token, 'acquire'); // before the attempt: whoever rings after it raises the token\n",
          replace: '',
        },
        { find: '      const left = deadline', replace: "      const seen = ops.load32(token, 'acquire');\n      const left = deadline" },
      ],
      kind: 'deadlock',
    },
    {
      name: 'the select says nothing at the bells',
      cause: 'nobody looks for it',
      file: WAIT,
      edits: [{ find: '      flag(bells, SELECTS);\n', replace: '      void SELECTS;\n' }],
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
      name: 'the token is not raised',
      cause: 'a select that is about to sleep does so after it was woken',
      file: LIST,
      edits: [
        {
          find: "      ops.add32(token, 1, 'release'); // pairs with the acquire of the select that reads it before it tries\n",
          replace: '',
        },
      ],
      kind: 'deadlock',
    },
    {
      name: 'the end of a channel is not found',
      cause: 'a select waits for a sender that is dead',
      file: SELECTION,
      edits: [
        {
          find: "    if (found === ENDED) return { index, outcome: 'closed' };\n",
          replace: '    if (found === ENDED) return undefined;\n',
        },
      ],
      kind: 'deadlock',
    },
    {
      name: 'a select that waits in a rendezvous does not look whether it was met',
      cause: 'it has its message, and sleeps',
      file: SELECTION,
      edits: [{ find: '      const met = this.#meeting!.attempt();\n', replace: '      const met = undefined;\n' }],
      kind: 'deadlock',
    },
  ],
};
