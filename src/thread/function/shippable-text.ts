import { NotSendableError } from '../../realm/errors.ts';
import { BoundedCache } from './bounded-cache.ts';
import { freeAmong, type FreeVariable } from './free-variables.ts';
import { nameOf, shapeOf, sourceOf } from './function-text.ts';
import { isMainThreadOnly } from './globals.ts';
import { excerpt } from './place.ts';
import { whoWrote } from './rewritten.ts';

/** Functions whose text a thread keeps as checked. A guess: programs spawn a handful of different functions. */
const CHECKED_LIMIT = 256;

const checked = new BoundedCache<string>(CHECKED_LIMIT);

/** The same by function: V8 makes the text anew at each `toString` and hashes it, 5 µs for a function of a page. */
const checkedFunctions = new WeakMap<object, string>();

/**
 * The text of `fn` for `reviveFunction` in another thread, once it is sure that the function needs nothing of the code around it. Parsed and
 * checked at the first time (about 10 µs a line of code on V8); after that one map lookup, and `toString` for another closure of the same text.
 *
 * @throws {NotSendableError} `FREE_VARIABLE`, naming each variable and its place; and what `functionText` throws
 */
export function shippableText(fn: unknown): string {
  if (typeof fn === 'function') {
    const known = checkedFunctions.get(fn);
    if (known !== undefined) return known;
  }
  const source = sourceOf(fn);
  const text = checked.get(source) ?? checkedText(fn, source);
  checkedFunctions.set(fn as object, text);
  return text;
}

function checkedText(fn: unknown, source: string): string {
  const { text, source: shown, shift, uses } = shapeOf(fn, source);
  const free = freeAmong(uses, shown, shift);
  if (free.length > 0) throw freeVariablesError(nameOf(fn), shown, free);
  checked.set(source, text);
  return text;
}

/** Variables that one error shows with their source line; the rest are only named. */
const SHOWN_VARIABLES = 6;

function freeVariablesError(who: string, source: string, free: readonly FreeVariable[]): NotSendableError {
  const count = free.length === 1 ? 'a variable' : `${free.length} variables`;
  const shown = free.slice(0, SHOWN_VARIABLES).map((variable) => describe(variable, source));
  const rest = free.slice(SHOWN_VARIABLES).map(({ name, line }) => `${name} (line ${line})`);
  if (rest.length > 0) shown.push(`and ${rest.join(', ')}`);
  return new NotSendableError(
    'FREE_VARIABLE',
    `${who} uses ${count} of the code around it. A thread gets only the text of the function, so there it is not defined:\n\n` +
      `${shown.join('\n\n')}\n\n${remedy(free)}`,
  );
}

function describe(variable: FreeVariable, source: string): string {
  const { name, line, column } = variable;
  const why = reason(name);
  return `${name}, line ${line}, column ${column}${why === undefined ? '' : `: ${why}`}\n${excerpt(source, variable, name.length)}`;
}

/** Names that are no variables, or no ordinary ones. */
const REASONS: ReadonlyMap<string, string> = new Map([
  ['this', 'a thread calls the function without an object: pass what you need of it as an argument'],
  ['arguments', 'these are the arguments of a function around this one: pass them as arguments'],
  ['require', "a thread has no require: use await import('node:…') with the full name of the module"],
  ['module', 'it is the CommonJS module that the function stands in'],
  ['exports', 'it is the CommonJS module that the function stands in'],
  ['__filename', 'it is the file that the function stands in: pass it as an argument'],
  ['__dirname', 'it is the folder that the function stands in: pass it as an argument'],
]);

function reason(name: string): string | undefined {
  if (name.startsWith('#'))
    return 'a private name means something only inside its class: move the function into the class of a module that the thread imports';
  const special = REASONS.get(name) ?? whoWrote(name);
  if (special !== undefined) return special;
  return isMainThreadOnly(name) && name in globalThis ? 'a global of the main thread, which other threads do not have' : undefined;
}

function remedy(free: readonly FreeVariable[]): string {
  const passable = free.map(({ name }) => name).filter((name) => reason(name) === undefined);
  const module = "export it from a module, which keeps its surroundings, and name it: spawn(import.meta, 'name', ...args)";
  if (passable.length === 0) return `To do: ${module}`;
  const names = passable.slice(0, SHOWN_VARIABLES).join(', ') + (passable.length > SHOWN_VARIABLES ? ', …' : '');
  const data = passable.length === 1 ? 'if it is data, pass it as an argument' : 'if they are data, pass them as arguments';
  return `To do: ${data}, spawn((${names}) => …, ${names}). If it is a function, a class or an import, ${module}`;
}
