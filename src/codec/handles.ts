import { Handle } from '../memory/handle.ts';
import type { DeathNote } from '../realm/checked.ts';
import { LockwrightError } from '../realm/errors.ts';
import { learnHandle } from './kinds.ts';

/** What a handle is written with. Read back in the same order with the same methods of {@link HandleReader}. */
export interface HandleWriter {
  /** A whole number from 0 to 2³² - 1, such as an address. */
  u32(value: number): void;
  /** A whole number from -2³¹ to 2³¹ - 1. */
  i32(value: number): void;
  f64(value: number): void;
  string(value: string): void;
  /** Any value that can travel, other handles included. */
  value(value: unknown): void;
  /** A thing without a byte form, such as a `WebAssembly.Memory`: it travels by message. */
  external(value: object): void;
  /**
   * For a handle that moves: calls `give` when the message is whole, so that a sender whose message cannot travel after all still has the handle; and `takeBack` if the message then is not sent.
   *
   * @param notes what a thread that has the handle notes of it in the list of what it holds: the message has it until it is read, and whoever finds that nobody will read it settles them
   * @throws {NotSendableError} where a copy is wanted that many threads may read
   */
  moves(give: () => void, takeBack: () => void, notes: readonly DeathNote[]): void;
}

/** What a handle is revived from. */
export interface HandleReader {
  u32(): number;
  i32(): number;
  f64(): number;
  string(): string;
  /** Keep what this gives, but do not look into it while reading: the contents of deeply nested values arrive last. */
  value(): unknown;
  external(): unknown;
}

/** How instances of one class travel: as an address or whatever else makes a handle for the same thing in another thread. */
export interface HandleCodec<H extends object> {
  /** Names the class in messages; unique in the program. */
  readonly tag: string;
  /** `import.meta.url` of the module that registers: a thread that has not loaded it yet imports it first. */
  readonly moduleUrl: string;
  /** Instances of subclasses are written too, and arrive as instances of this class. */
  readonly class: abstract new (...args: never[]) => H;
  write(handle: H, writer: HandleWriter): void;
  read(reader: HandleReader): H;
  /** For handles that move: gives up one that was read from a message that nobody is to receive any more. */
  drop?(handle: H): void;
}

/** A codec whose class is no longer known to the compiler. */
export type HandleClass = HandleCodec<object>;

const registered = new Map<string, HandleClass>();

/**
 * Lets handles of a class travel, at any depth of arguments, results and messages. Call it once, in the module of the class.
 *
 * @throws {LockwrightError} `BAD_HANDLE_CLASS` for a description that cannot be, `TAG_TAKEN` if another module has the tag
 */
export function registerHandle<H extends object>(codec: HandleCodec<H>): void {
  checkShape(codec);
  const before = registered.get(codec.tag);
  // The same module again is a reload during development: the newer one counts.
  if (before !== undefined && withoutQuery(before.moduleUrl) !== withoutQuery(codec.moduleUrl)) {
    throw new LockwrightError(
      'TAG_TAKEN',
      `registerHandle: the tag '${codec.tag}' of ${codec.moduleUrl} was registered by ${before.moduleUrl} before. ` +
        'Choose another tag; if both are files of one package, the program has loaded two copies of it: see `npm ls`',
    );
  }
  const erased = codec as unknown as HandleClass;
  registered.set(codec.tag, erased);
  learnHandle(erased);
}

function checkShape<H extends object>(codec: HandleCodec<H>): void {
  const problems: string[] = [];
  if (typeof codec.tag !== 'string' || codec.tag === '')
    problems.push(`tag must be a string that is not empty, but is ${String(codec.tag)}`);
  if (typeof codec.moduleUrl !== 'string' || !URL.canParse(codec.moduleUrl)) {
    problems.push(`moduleUrl must be import.meta.url of the module, but is ${String(codec.moduleUrl)}`);
  }
  if (typeof codec.class !== 'function' || typeof codec.class.prototype !== 'object')
    problems.push(`class must be a class, but is ${String(codec.class)}`);
  else if ((codec.class as unknown) === Handle) problems.push('class must be a subclass, not Handle itself');
  for (const name of ['write', 'read'] as const) {
    if (typeof codec[name] !== 'function') problems.push(`${name} must be a function, but is ${String(codec[name])}`);
  }
  if (problems.length > 0) throw new LockwrightError('BAD_HANDLE_CLASS', `registerHandle: ${problems.join('; ')}`);
}

function withoutQuery(url: string): string {
  return url.replace(/[?#].*$/, '');
}

/** The class registered under `tag` in this thread. */
export function handleClass(tag: string): HandleClass | undefined {
  return registered.get(tag);
}

/** Thrown by `decode` when a message has handles of modules that this thread has not loaded. Import them, and decode again. */
export class MissingModulesError extends LockwrightError {
  /** URLs of the modules to import. */
  readonly modules: readonly string[];

  constructor(modules: readonly string[]) {
    super('MODULES_MISSING', `the message has handles of modules that are not loaded in this thread: import ${modules.join(', ')} first`);
    this.modules = modules;
  }
}
