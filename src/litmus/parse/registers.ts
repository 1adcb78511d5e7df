import type { Dialect } from './dialect.ts';
import type { Tokens } from './tokens.ts';

/** How initial states and conditions name registers: `0:X1`, `P0:X1`, `0:%a`. Costs a look at each token. */

const THREAD = /^P\d+$/;

/** The number of a thread and the colon behind it, if that is what comes. */
export function readThread(tokens: Tokens): number | undefined {
  let thread: number;
  if (tokens.kind === 'number') thread = tokens.integer('the number of a thread');
  else if (tokens.kind === 'name' && THREAD.test(tokens.text) && tokens.source.text[tokens.end] === ':')
    thread = Number(tokens.next().slice(1));
  else return undefined;
  tokens.expect(':');
  return thread;
}

/** A register by the name that states have for it; those that begin with `%` are as the test calls them. */
export function readRegister(tokens: Tokens, dialect: Dialect): string {
  const at = tokens.start;
  const isNamed = tokens.accept('%');
  const name = tokens.name('a register');
  const register = dialect.register(name) ?? (isNamed ? `%${name}` : undefined);
  if (register === undefined) throw tokens.fail(at, `${dialect.arch} has no register '${name}'`);
  return register;
}
