/** Seeded faults of TicketLock, of the line of tickets that it stands on, and of what the queue locks share: see `scripts/mutants/mutant.ts`. */
import type { MutantSet } from '../../../scripts/mutants/mutant.ts';

const LINE_FILE = 'src/memory/ticket-line.ts';
const LOCK_FILE = 'src/lock/ticket-lock/ticket-lock.ts';
const QUEUE_FILE = 'src/lock/queue-lock.ts';
const SETTLE_FILE = 'src/memory/settle-held.ts';

const SHOW = "ops.store32(desk, ticket | WAITS, 'seqCst');";
const LOOK = "if (ops.load32(line + SERVING, 'seqCst') === ticket) return true;";
const CALL = 'if (found === (ticket | WAITS) || found === (ticket | CALLED)) ops.notify(desk, Infinity);';
const SLEEP = 'sleepOn(region, desk, ticket | WAITS, left);';
const PUT_DOWN = "region.ops.store32(deskOf(line, ticket), ticket | GONE, 'seqCst');\n  serve(region, line);";
const TAKE = 'isTaken = takeOwnerWord(region, address) === 0 || lockContended(this, call, deadline);';

export const mutants: MutantSet = {
  of: 'TicketLock',
  checks: 'src/lock/ticket-lock/ticket-lock.check.ts',
  mutants: [
    {
      name: 'the turn is taken for the lock',
      cause: 'who is served does not look whether a promise has it, or a dead thread',
      file: QUEUE_FILE,
      edits: [{ find: TAKE, replace: 'isTaken = takeOwnerWord(region, address) === 0 || lockContended.length > 0;' }],
      kind: 'dataRace',
    },
    {
      name: 'nobody waits for a turn',
      cause: 'the lock goes to whoever comes when it is free, past those that wait',
      file: QUEUE_FILE,
      edits: [{ find: 'if (!this.becomeFirst(queue, place, deadline)) {', replace: 'if (place === undefined) {' }],
      kind: 'assertion',
    },
    {
      name: 'tryLock does not look for others that wait',
      cause: 'it draws a ticket that is not served, and goes in all the same',
      file: LINE_FILE,
      edits: [{ find: "return region.ops.load32(line + SERVING, 'relaxed') === ticket && draw", replace: 'return draw' }],
      kind: 'assertion',
    },
    {
      name: 'a ticket is not given back when there is poison',
      cause: 'those behind it wait for ever',
      file: QUEUE_FILE,
      edits: [{ find: 'if (!isTaken) this.leave(queue, place);', replace: '' }],
      kind: 'deadlock',
    },
    {
      name: 'a ticket is not given back when its time is over',
      cause: 'those behind it wait for ever',
      file: LOCK_FILE,
      edits: [{ find: '    tickets.leaveTickets(this.region, queue, ticket);\n    return false;', replace: '    return false;' }],
      kind: 'deadlock',
    },
    {
      name: 'unlock keeps the ticket',
      cause: 'those behind it wait for ever',
      file: QUEUE_FILE,
      edits: [{ find: '    this.leave(this.address + QUEUE, place);\n', replace: '' }],
      kind: 'deadlock',
    },
    {
      name: 'who waits says so too late',
      cause: 'who serves finds nobody at the desk just when the one that waits has seen that it is not served',
      file: LINE_FILE,
      edits: [
        { find: `  ${SHOW}\n  ${LOOK}`, replace: `  ${LOOK.replace('return true;', `{\n    ${SHOW}\n    return true;\n  }`)}\n  ${SHOW}` },
      ],
      kind: 'deadlock',
    },
    {
      name: 'who waits says so with release only',
      cause: 'its look at who is served may come first',
      file: LINE_FILE,
      edits: [{ find: SHOW, replace: SHOW.replace('seqCst', 'release') }],
      kind: 'deadlock',
    },
    {
      name: 'who waits looks with acquire only',
      cause: 'the look may come before it has said that it waits',
      file: LINE_FILE,
      edits: [{ find: LOOK, replace: LOOK.replace('seqCst', 'acquire') }],
      kind: 'deadlock',
    },
    {
      name: 'who serves looks at the desk with acquire only',
      cause: 'the look may come before it has said who is served',
      file: LINE_FILE,
      edits: [{ find: "const found = ops.load32(desk, 'seqCst');", replace: "const found = ops.load32(desk, 'acquire');" }],
      kind: 'deadlock',
    },
    {
      name: 'who is called is not woken',
      cause: 'it sleeps at its desk for ever',
      file: LINE_FILE,
      edits: [{ find: CALL, replace: '' }],
      kind: 'deadlock',
    },
    {
      name: 'who was called before is not woken again',
      cause: 'who called may have died before waking',
      file: LINE_FILE,
      edits: [{ find: CALL, replace: CALL.replace(' || found === (ticket | CALLED)', '') }],
      kind: 'deadlock',
    },
    {
      name: 'who is served is woken without a word at its desk',
      cause: 'it looks, finds that it waits still, and sleeps again',
      file: LINE_FILE,
      edits: [
        {
          find: "ops.cas32(desk, found, ticket | CALLED, 'acqRel', 'relaxed')",
          replace: "ops.cas32(desk, found, found, 'acqRel', 'relaxed')",
        },
      ],
      kind: 'deadlock',
    },
    {
      name: 'only one ticket is skipped',
      cause: 'the one behind two that are gone is never called',
      file: LINE_FILE,
      edits: [
        {
          find: 'ticket = served === ticket ? next : served;\n      continue;',
          replace:
            'if (served !== ticket) ticket = served;\n      return ops.notify(deskOf(line, next), Infinity) < 0 ? undefined : undefined;',
        },
      ],
      kind: 'deadlock',
    },
    {
      name: 'a ticket that is given up is not put down',
      cause: 'it is called, and nobody comes',
      file: LINE_FILE,
      edits: [{ find: PUT_DOWN, replace: 'serve(region, line);' }],
      kind: 'assertion',
    },
    {
      name: 'who gives a ticket back does not call the next',
      cause: 'nobody else does',
      file: LINE_FILE,
      edits: [{ find: PUT_DOWN, replace: PUT_DOWN.replace('\n  serve(region, line);', '') }],
      kind: 'assertion',
    },
    {
      name: 'who waits sleeps until another value',
      cause: 'it may fall asleep after it was called',
      file: LINE_FILE,
      edits: [{ find: SLEEP, replace: "sleepOn(region, desk, ops.load32(desk, 'relaxed'), left);" }],
      kind: 'deadlock',
    },
    {
      name: 'the tickets of dead threads are left',
      cause: 'those behind them wait for ever',
      file: SETTLE_FILE,
      edits: [{ find: 'leaveForDead(region, entry.address, before.address);', replace: 'leaveForDead.toString();' }],
      kind: 'assertion',
    },
    {
      name: 'the undertaker does not call the next',
      cause: 'who comes when the dead thread was served waits for ever',
      file: LINE_FILE,
      edits: [
        {
          find: "ops.store32(desk, ticket | GONE, 'seqCst');\n  serve(region, line);",
          replace: "ops.store32(desk, ticket | GONE, 'seqCst');",
        },
      ],
      kind: 'assertion',
    },
    {
      name: 'the note of a ticket is dropped before it is given back',
      cause: 'if the thread dies in between, nobody gives it back',
      file: LINE_FILE,
      edits: [
        {
          find: PUT_DOWN,
          replace: `forgetShare(region, line, ticket, HELD_TICKET);\n  ${PUT_DOWN}`,
        },
      ],
      kind: 'assertion',
    },
    {
      name: 'a thread that holds the lock queues up behind itself',
      cause: 'it waits for itself',
      file: QUEUE_FILE,
      edits: [{ find: 'if (isMine(region, address, word)) throw errors.selfDeadlock(this);', replace: '' }],
      kind: 'deadlock',
    },
    {
      name: 'who goes past the queue does not look whether others wait',
      cause: 'those that wait are overtaken',
      file: QUEUE_FILE,
      edits: [{ find: '|| !this.isEmpty(address + QUEUE) ||', replace: '||' }],
      kind: 'assertion',
    },
    {
      name: 'a ticket that is out does not count as one that waits',
      cause: 'those that wait are overtaken',
      file: LINE_FILE,
      edits: [{ find: "=== ops.load32(line + SERVING, 'relaxed');", replace: ">= ops.load32(line + SERVING, 'relaxed');" }],
      kind: 'assertion',
    },
  ],
};
