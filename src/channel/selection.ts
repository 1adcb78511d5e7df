import { realm } from '../realm/realm.ts';
import { badCase } from './channel-error.ts';
import { type Core, FULL, type Offered, SENT, type Wait } from './core.ts';
import { EMPTY } from './empty.ts';
import type { End } from './end.ts';
import { ENDED, Receiver, waitToReceive } from './receiver.ts';
import type { SelectCase, Selected } from './select.ts';
import { Sender, waitToSend } from './sender.ts';
import { discard } from './slots.ts';

/** What a case must look like. */
const EXPECTED = 'cases { receive: receiver } or { send: sender, value }';

/** One case while it is selected from: what can be tried, and in a rendezvous what must be taken back. */
interface Option {
  readonly end: End;
  /** Whether it seems worth to try. */
  isReady(): boolean;
  /** Tries, without leaving anything behind. */
  attemptNow(): Selected | undefined;
  /** Tries, and waits from then on. */
  attempt(): Selected | undefined;
  /** Waits no longer; a result may have come at the last moment. */
  cancel(): Selected | undefined;
  /** Gives back what was prepared and not sent. */
  discard(): void;
}

/** Which case is tried first. */
let turns = 0;

/** The cases of one call of `select`. Costs an object for each. */
export class Selection {
  readonly #options: readonly Option[];
  /** The case in which this call can be met by another thread while it waits. */
  readonly #meeting: Option | undefined;
  /** Whether it may have left something behind there. */
  #waits = false;

  constructor(cases: readonly SelectCase[], call: string) {
    if (!Array.isArray(cases) || cases.length === 0) throw badCase(call, 'a list of at least one case', cases);
    const options: Option[] = [];
    this.#options = options;
    try {
      for (const [index, one] of cases.entries()) {
        const option = optionOf(one, index, call);
        if (option.end.core.waitToSend !== undefined) {
          if (this.#meeting !== undefined) throw badCase(call, 'one case with a rendezvous channel at most', one);
          this.#meeting = option;
        }
        options.push(option);
      }
    } catch (error) {
      this.end();
      throw error;
    }
  }

  /** The ends, for those who wait at their bells. */
  get ends(): readonly End[] {
    return this.#options.map(({ end }) => end);
  }

  get hasMeeting(): boolean {
    return this.#meeting !== undefined;
  }

  /** Does what can be done at once. */
  attemptNow(): Selected | undefined {
    const { length } = this.#options;
    const first = realm.checked === undefined ? turns++ % length : 0; // a simulated program depends on nothing but shared memory
    for (let i = 0; i < length; i++) {
      const done = this.#options[(first + i) % length]!.attemptNow();
      if (done !== undefined) return done;
    }
    return undefined;
  }

  /** Does what can be done at once, or waits from then on, where waiting leaves something behind. */
  attempt(): Selected | undefined {
    if (this.#waits) {
      const met = this.#meeting!.attempt();
      if (met !== undefined || !this.#options.some((option) => option !== this.#meeting && option.isReady())) return met;
      // It is taken back first: or it could be met while another case is done.
      const last = this.cancel();
      if (last !== undefined) return last;
    }
    const done = this.attemptNow();
    if (done !== undefined || this.#meeting === undefined) return done;
    this.#waits = true;
    return this.#meeting.attempt();
  }

  /** Waits no longer; a result may have come at the last moment. */
  cancel(): Selected | undefined {
    this.#waits = false;
    return this.#meeting?.cancel();
  }

  /** Gives back what was prepared for the cases that were not done. */
  end(): void {
    for (const option of this.#options) option.discard();
  }
}

function optionOf(one: SelectCase, index: number, call: string): Option {
  if (typeof one !== 'object' || one === null) throw badCase(call, EXPECTED, one);
  if ('receive' in one && one.receive instanceof Receiver) return receiving(one.receive, index, call);
  if ('send' in one && one.send instanceof Sender) return sending(one.send, one.value, index, call);
  throw badCase(call, EXPECTED, one);
}

function receiving(end: Receiver<any>, index: number, call: string): Option {
  end.adopt(call);
  let wait: Wait<unknown> | undefined;
  const selected = (found: unknown): Selected | undefined => {
    if (found === EMPTY) return undefined;
    if (found === ENDED) return { index, outcome: 'closed' };
    return { index, outcome: 'received', value: end.opened(found) };
  };
  const cancel = (): Selected | undefined => {
    const last = wait?.cancel() ?? EMPTY;
    wait = undefined;
    return selected(last);
  };
  return {
    end,
    isReady: () => end.core.isReady(true),
    attemptNow: () => selected(end.attempt(call)),
    attempt() {
      wait ??= waitToReceive(end.core);
      const found = wait.attempt();
      return found === ENDED ? (cancel() ?? selected(ENDED)) : selected(found);
    },
    cancel,
    discard: () => {},
  };
}

function sending(end: Sender<any>, value: unknown, index: number, call: string): Option {
  end.adopt(call);
  const { core }: { core: Core } = end;
  const prepared = core.slots.prepare(value);
  let wait: Wait<Offered> | undefined;
  let isSent = false;
  const selected = (offered: Offered): Selected | undefined => {
    if (offered === FULL) return undefined;
    isSent = offered === SENT;
    return { index, outcome: isSent ? 'sent' : 'closed' };
  };
  return {
    end,
    isReady: () => core.isReady(false),
    attemptNow: () => selected(core.offer(prepared)),
    attempt() {
      wait ??= waitToSend(core, prepared);
      return selected(wait.attempt());
    },
    cancel() {
      const last = wait?.cancel() ?? FULL;
      wait = undefined;
      return selected(last);
    },
    discard() {
      if (!isSent) discard(prepared);
    },
  };
}
