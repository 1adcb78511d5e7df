/** Random programs in the shape of litmus tests: few accesses, mostly to another location each time, whose values tell who read from whom. */
import type { AccessOrder } from '../check/machine.ts';
import type { DataProgram, Statement } from '../check/oracle/program.ts';
import type { Random } from '../check/oracle/random-program.ts';

/** What a thread consists of. */
export interface Theme {
  readonly threads: readonly [least: number, most: number];
  readonly loads: readonly AccessOrder[];
  readonly stores: readonly AccessOrder[];
  /** Between two accesses there is one of these fences, or none. */
  readonly fences?: readonly (AccessOrder | 'none')[];
  /** One access in so many is a read-modify-write, with one of these orders. */
  readonly rmws?: { readonly oneIn: number; readonly orders: readonly AccessOrder[] };
  /** Whether what comes after a read is done only if it read something else than 0. */
  readonly guards?: boolean;
  readonly waits?: boolean;
}

const ANY = ['relaxed', 'acquire', 'release', 'acqRel', 'seqCst'] as const;
const SC = ['seqCst', 'seqCst', 'seqCst', 'seqCst'] as const;

export const themes: Readonly<Record<string, Theme>> = {
  'sequentially consistent': {
    threads: [2, 3],
    loads: [...SC, 'acquire'],
    stores: [...SC, 'release'],
    rmws: { oneIn: 8, orders: ['seqCst', 'acqRel'] },
  },
  'release and acquire': {
    threads: [2, 3],
    loads: ['acquire', 'acquire', 'relaxed'],
    stores: ['release', 'release', 'relaxed'],
    rmws: { oneIn: 4, orders: ANY },
  },
  fences: {
    threads: [2, 3],
    loads: ['relaxed'],
    stores: ['relaxed'],
    fences: ['seqCst', 'seqCst', 'acqRel', 'acquire', 'release', 'none'],
  },
  'fences and accesses': {
    threads: [2, 3],
    loads: ['relaxed', 'acquire', 'seqCst'],
    stores: ['relaxed', 'release', 'seqCst'],
    fences: ['seqCst', 'seqCst', 'acqRel', 'acquire', 'release', 'none', 'none', 'none'],
  },
  'four threads': { threads: [4, 4], loads: ['relaxed', 'acquire', 'seqCst'], stores: ['relaxed', 'release', 'seqCst'] },
  guarded: {
    threads: [2, 3],
    loads: ['plain', 'relaxed', 'acquire', 'acquire'],
    stores: ['plain', 'plain', 'relaxed', 'release', 'release'],
    rmws: { oneIn: 8, orders: ANY },
    guards: true,
  },
  waiting: { threads: [2, 3], loads: ['relaxed', 'acquire'], stores: ['relaxed', 'release'], rmws: { oneIn: 8, orders: ANY }, waits: true },
};

const LOCATIONS = 3;

/** A program of a theme. Costs its length. */
export function crossing(random: Random, theme: Theme): DataProgram {
  const pick = <T>(from: readonly T[]): T => from[random(from.length)]!;
  const [least, most] = theme.threads;
  const threads = least + random(most - least + 1);
  const locations = 2 + (random(3) === 0 ? 1 : 0);
  const written = Array.from({ length: LOCATIONS }, () => 0);
  return {
    initial: Array.from({ length: locations }, () => 0),
    locks: 0,
    threads: Array.from({ length: threads }, () => thread(threads === 4 ? 1 + random(2) : 2 + random(3 === threads ? 1 : 2))),
  };

  function thread(accesses: number): Statement[] {
    const statements: Statement[] = [];
    let at = random(locations);
    let to = 0;
    for (let i = 0; i < accesses; i++) {
      const before = i === 0 ? 'none' : pick(theme.fences ?? ['none']);
      if (before !== 'none') statements.push({ op: 'fence', order: before as 'seqCst' });
      if (i > 0 && random(5) > 0) at = (at + 1 + random(locations - 1)) % locations;
      const made = access(at, to);
      if ('to' in made) to++;
      statements.push(made);
      if (theme.guards === true && made.op === 'load' && i < accesses - 1 && random(3) > 0)
        statements.push({ op: 'if', register: made.to, is: 1, count: 2 * accesses });
    }
    return statements;
  }

  function access(at: number, to: number): Statement {
    if (theme.rmws !== undefined && random(theme.rmws.oneIn) === 0) {
      const order = pick(theme.rmws.orders) as 'relaxed';
      if (random(3) === 0) return { op: 'cas', to, at, expected: random(2), value: 1 + random(2), order };
      return { op: 'rmw', to, at, how: pick(['add', 'exchange']), value: ++written[at]!, order };
    }
    if (theme.waits === true && random(4) === 0) return { op: 'await', at, is: 1, order: pick(theme.loads) };
    if (random(2) === 0) return { op: 'load', to, at, order: pick(theme.loads) };
    return { op: 'store', at, value: ++written[at]!, order: pick(theme.stores) };
  }
}
