import type { Domains } from './domains.ts';
import { bytesOf, toIntegerOf } from './elements.ts';
import { readOf, type JsEvent, type Section } from './events.ts';
import { Computed, isOpen, isTrue, type Outcome, ReadValue, settle } from './outcomes.ts';
import type { JsExpr, JsPlace, JsThread, JsValue } from './program.ts';

/** A guess, far above what tests count to. */
const MOST_ROUNDS = 1000;

/** What `Atomics.wait` returns. */
const RESULTS = { woken: 'ok', 'not-equal': 'not-equal', 'timed-out': 'timed-out', blocked: '' } as const;
type Instruction<Op> = Extract<JsThread['code'][number], { readonly op: Op }>;

/** How far a thread is followed. */
export interface Limits {
  /** How many one notification wakes at most. */
  readonly mostTaken: number;
  /** How often a loop goes round whose condition hangs on what was read; executions that need more are left out. */
  readonly rounds: number;
}

/** Where a thread is, on one of its ways. */
export interface State {
  readonly pc: number;
  readonly events: readonly JsEvent[];
  readonly registers: readonly Outcome[];
  readonly rounds: ReadonlyMap<number, number>;
  /** The branches that last hung on a read. */
  readonly hanging: ReadonlySet<number>;
}

/** A thread that runs until it ends, or until there is something to choose. */
export class Run {
  readonly #thread: JsThread;
  readonly #number: number;
  readonly #domains: Domains;
  readonly #limits: Limits;
  readonly events: JsEvent[];
  readonly registers: Outcome[];
  readonly #rounds: Map<number, number>;
  readonly #hanging: Set<number>;
  #pc: number;
  /** A read whose value is needed and not chosen. */
  #needed = -1;

  constructor(thread: JsThread, number: number, domains: Domains, limits: Limits, { pc, events, registers, rounds, hanging }: State) {
    this.#thread = thread;
    this.#number = number;
    this.#domains = domains;
    this.#limits = limits;
    this.#pc = pc;
    this.events = [...events];
    this.registers = [...registers];
    this.#rounds = new Map(rounds);
    this.#hanging = new Set(hanging);
  }

  go(): 'end' | 'unfinished' | readonly State[] {
    while (this.#pc < this.#thread.code.length) {
      const before = this.#pc;
      const next = this.#step();
      if (this.#needed !== -1) return this.#choose(before);
      if (next !== undefined) return next;
    }
    return 'end';
  }

  /** The state before the current instruction, once for each value of the read that it needs. */
  #choose(pc: number): readonly State[] {
    const at = this.#needed;
    const event = this.events[at]!;
    this.#pc = pc;
    return this.#values(event, at).map((read) => {
      const state = this.#state();
      return { ...state, events: state.events.with(at, { ...event, read }) };
    });
  }

  /** What an access may read, of which the events before `end` come before it. */
  #values({ block, from, to }: JsEvent, end: number): readonly (readonly number[])[] {
    const latest: (number | undefined)[] = Array.from({ length: to - from }, () => undefined);
    for (const event of this.events.slice(0, end)) {
      if (event.written === undefined || event.block !== block) continue;
      for (const [i, byte] of event.written.entries()) {
        const at = event.from + i - from;
        if (at >= 0 && at < latest.length) latest[at] = byte;
      }
    }
    return this.#domains.values(this.#number, block, from, latest);
  }

  #state(): State {
    return {
      pc: this.#pc,
      events: this.events.slice(),
      registers: this.registers.slice(),
      rounds: new Map(this.#rounds),
      hanging: new Set(this.#hanging),
    };
  }

  #step(): 'unfinished' | readonly State[] | undefined {
    const now = this.#thread.code[this.#pc]!;
    const at = this.#pc;
    switch (now.op) {
      case 'set':
        this.registers[now.register] = this.#evaluate(now.value);
        break;
      case 'jump':
        if (now.target <= at && !this.#mayGoRound(now.target)) return 'unfinished';
        this.#pc = now.target;
        return undefined;
      case 'branch': {
        const outcome = this.#evaluate(now.condition);
        const condition = this.#value(outcome);
        if (this.#needed !== -1) return undefined;
        if (isOpen(outcome)) this.#hanging.add(at);
        else this.#hanging.delete(at);
        this.#pc = isTrue(condition) ? at + 1 : now.target;
        return undefined;
      }
      case 'load': {
        const access = this.#access(now.place);
        if (access === undefined) return undefined;
        this.registers[now.register] = this.#read(access);
        break;
      }
      case 'store': {
        const access = this.#access(now.place);
        const value = this.#value(this.#evaluate(now.value));
        if (access === undefined || this.#needed !== -1) return undefined;
        this.events.push({ ...access, isWrite: true, written: this.#bytes(now.place, value) });
        break;
      }
      case 'rmw': {
        const access = this.#access(now.place);
        const operand = this.#value(this.#evaluate(now.operand));
        if (access === undefined || this.#needed !== -1) return undefined;
        const { f, place } = now;
        const integer = toIntegerOf(place.element, operand);
        if (f === undefined) {
          this.registers[now.register] = this.#read({ ...access, isWrite: true, written: this.#bytes(place, integer) });
          break;
        }
        return this.#each(access, (read) => ({ read, isWrite: true, written: this.#bytes(place, f(readOf(access, read), integer)) }));
      }
      case 'compare-exchange': {
        const access = this.#access(now.place);
        const expected = this.#value(this.#evaluate(now.expected));
        const value = this.#value(this.#evaluate(now.value));
        if (access === undefined || this.#needed !== -1) return undefined;
        const [wanted, written] = [this.#bytes(now.place, expected), this.#bytes(now.place, value)];
        return this.#each(access, (read) => (read.join() === wanted.join() ? { read, isWrite: true, written } : { read }));
      }
      case 'wait':
        return this.#wait(now);
      case 'notify':
        return this.#notify(now);
    }
    this.#pc++;
    return undefined;
  }

  #mayGoRound(target: number): boolean {
    const hangs = [...this.#hanging].some((branch) => branch >= target && branch <= this.#pc);
    const rounds = (this.#rounds.get(this.#pc) ?? 0) + 1;
    this.#rounds.set(this.#pc, rounds);
    if (rounds > MOST_ROUNDS)
      throw new Error(`litmus: a loop goes round more than ${MOST_ROUNDS} times, whatever is read: no test can wait for that`);
    return !hangs || rounds <= this.#limits.rounds;
  }

  /** Goes on once for each value that the access may read. */
  #each(access: JsEvent, then: (read: readonly number[]) => Partial<JsEvent>): readonly State[] {
    const now = this.#thread.code[this.#pc++]! as { readonly register: number };
    const event = this.events.length;
    return this.#values(access, this.events.length).map((read) => {
      const state = this.#state();
      return {
        ...state,
        events: [...state.events, { ...access, isRead: true, ...then(read) }],
        registers: state.registers.with(now.register, new ReadValue(event)),
      };
    });
  }

  #wait(now: Instruction<'wait'>): readonly State[] | undefined {
    const access = this.#access(now.place);
    const expected = this.#value(this.#evaluate(now.expected));
    if (access === undefined || this.#needed !== -1) return undefined;
    const wanted = this.#bytes(now.place, expected).join();
    return this.#values(access, this.events.length).flatMap((read) => {
      if (read.join() !== wanted) return [this.#waited(now, access, read, 'not-equal')];
      const ends = ['woken', now.mayTimeOut ? 'timed-out' : 'blocked'] as const;
      return ends.map((how) => this.#waited(now, access, read, how));
    });
  }

  #waited(now: Instruction<'wait'>, access: JsEvent, read: readonly number[], ends: keyof typeof RESULTS): State {
    const list = listOf(access);
    const state = this.#state();
    const events = [...state.events, this.#section({ kind: 'wait', list, ends }), { ...access, isRead: true, read }];
    if (ends === 'blocked') return { ...state, pc: this.#thread.code.length, events };
    if (ends !== 'not-equal') events.push(this.#section({ kind: 'resume', list }));
    return { ...state, pc: this.#pc + 1, events, registers: state.registers.with(now.register, RESULTS[ends]) };
  }

  #notify(now: Instruction<'notify'>): readonly State[] | undefined {
    const access = this.#access(now.place);
    const most = this.#value(this.#evaluate(now.count));
    if (access === undefined || this.#needed !== -1) return undefined;
    const list = listOf(access);
    const limit = Math.max(0, Math.min(Number(most), this.#limits.mostTaken));
    const states: State[] = [];
    for (let taken = 0; taken <= limit; taken++) {
      const state = this.#state();
      const section = this.#section({ kind: 'notify', list, taken, most: Number(most) });
      states.push({
        ...state,
        pc: this.#pc + 1,
        events: [...state.events, section],
        registers: state.registers.with(now.register, taken),
      });
    }
    return states;
  }

  #section(section: Section): JsEvent {
    return {
      isRead: false, isWrite: false, block: -1, from: 0, to: 0, read: undefined, written: undefined, place: undefined, section, tags: [],
      instruction: this.#pc,
    }; // prettier-ignore
  }

  /** The event of an access, which neither reads nor writes yet; undefined if its index is not chosen. */
  #access(place: JsPlace): JsEvent | undefined {
    const index = this.#value(this.#evaluate(place.index));
    if (this.#needed !== -1) return undefined;
    const from = place.offset + place.scale * Number(index);
    if (!Number.isSafeInteger(from) || from < place.offset)
      throw new Error(`litmus: thread ${this.#number} accesses element ${String(index)} of memory: expected a whole number from 0 on`);
    const tags = [place.atomic ? 'SC' : 'UN', ...(place.tears ? [] : ['NoTear'])];
    return {
      isRead: false, isWrite: false, block: place.block, from, to: from + place.element.size, read: undefined, written: undefined, place,
      section: undefined, tags, instruction: this.#pc,
    }; // prettier-ignore
  }

  #read(access: JsEvent): ReadValue {
    this.events.push({ ...access, isRead: true });
    return new ReadValue(this.events.length - 1);
  }

  #bytes(place: JsPlace, value: JsValue): readonly number[] {
    return bytesOf(place.element, value, place.littleEndian);
  }

  #evaluate(expr: JsExpr): Outcome {
    if (expr.kind === 'constant') return expr.value;
    if (expr.kind === 'register') return this.registers[expr.register]!;
    const args = expr.args.map((arg) => this.#evaluate(arg));
    return args.some(isOpen) ? new Computed(expr.f, args) : expr.f(...(args as readonly JsValue[]));
  }

  /** The value, if the reads that it hangs on have one; otherwise it says which one is needed. */
  #value(outcome: Outcome): JsValue {
    const value = settle(outcome, (at) => {
      const event = this.events[at]!;
      if (event.read !== undefined) return readOf(event, event.read);
      this.#needed = at;
      return undefined;
    });
    return value ?? 0;
  }
}

const listOf = ({ block, from }: JsEvent): string => `${block} ${from}`;
