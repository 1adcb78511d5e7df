/** Seeded faults of the channel that keeps nothing: see `scripts/mutants/mutant.ts`. */
import type { MutantSet } from '../../../scripts/mutants/mutant.ts';

const MEETING = 'src/channel/rendezvous/meeting.ts';
const WORD = 'src/memory/rendezvous-word.ts';
const RECEIVER = 'src/channel/receiver.ts';

export const mutants: MutantSet = {
  of: 'rendezvous',
  checks: 'src/channel/rendezvous/rendezvous.check.ts',
  mutants: [
    {
      name: 'an offer is made relaxed',
      cause: 'a receiver may see the offer before the message',
      file: MEETING,
      edits: [{ find: "ops.store32(at, number | OFFER, 'seqCst');", replace: "ops.store32(at, number | OFFER, 'relaxed');" }],
      kind: 'dataRace',
    },
    {
      name: 'a request is filled relaxed',
      cause: 'the receiver may see that it is filled before it sees the message',
      file: MEETING,
      edits: [{ find: "number | FILLED, 'seqCst', 'relaxed')", replace: "number | FILLED, 'relaxed', 'relaxed')" }],
      kind: 'dataRace',
    },
    {
      name: 'who offers does not ring',
      cause: 'a receiver sleeps although there is an offer',
      file: MEETING,
      edits: [
        { find: '      mine = number;\n      ring(this.region, this.address + RECEIVERS_BELL);\n', replace: '      mine = number;\n' },
      ],
      kind: 'deadlock',
    },
    {
      name: 'who takes or fills does not ring',
      cause: 'the other sleeps although its meeting is over',
      file: MEETING,
      edits: [
        {
          find: '    ring(this.region, this.address + RECEIVERS_BELL);\n    ring(this.region, this.address + SENDERS_BELL);\n',
          replace: '',
        },
      ],
      kind: 'deadlock',
    },
    {
      name: 'a sender that gives up takes for granted that nobody has its message',
      cause: 'it was taken, and is said not to be sent',
      file: MEETING,
      edits: [
        { find: '      if (!this.#giveUp(mine | OFFER, mine)) return sent();\n', replace: '      this.#giveUp(mine | OFFER, mine);\n' },
      ],
      kind: 'assertion',
    },
    {
      name: 'a receiver that gives up takes for granted that nobody fills its request',
      cause: 'a message that is said to be sent is lost',
      file: RECEIVER,
      edits: [{ find: '  return last === EMPTY ? found : last;\n', replace: '  return found;\n' }],
      kind: 'assertion',
    },
    {
      name: 'a waiting receiver does not look whether its request is filled',
      cause: 'it has its message, and sleeps',
      file: MEETING,
      edits: [{ find: '=== (mine | FILLED) ? filled() : EMPTY;', replace: '=== (mine | FILLED + 1) ? filled() : EMPTY;' }],
      kind: 'deadlock',
    },
    {
      name: 'the offer of a dead sender stays',
      cause: 'nobody else can make one',
      file: WORD,
      edits: [{ find: 'return state === WRITING || state === OFFER ? end : undefined;', replace: 'return undefined;' }],
      kind: 'assertion',
    },
    {
      name: 'a request that a dead sender was filling stays as it is',
      cause: 'its receiver waits for ever',
      file: WORD,
      edits: [{ find: 'return state === FILLING ? number | REQUEST : state', replace: 'return state' }],
      kind: 'livelock',
    },
    {
      name: 'the request of a dead receiver stays',
      cause: 'a sender fills it, and the message is lost although another receiver is there',
      file: WORD,
      edits: [{ find: '  return state === REQUEST || state === FILLED ? end : undefined;', replace: '  return undefined;' }],
      kind: 'assertion',
    },
  ],
};
