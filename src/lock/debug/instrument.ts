import { realm } from '../../realm/realm.ts';
import type { Named } from '../lock-errors.ts';
import { gaveBack, setAside, Taking } from './follow.ts';
import type { Mode } from './records.ts';

/** Puts the methods of the locks into others that tell the debug mode what they do. Nothing of that is there while locks are not debugged. */

type Method = (this: any, ...args: any[]) => any;

/** The forms of one way to take a lock, by their names. */
export interface Forms {
  readonly mode: Mode;
  readonly attempt: string;
  readonly blocking: string;
  readonly timed: string;
  readonly async: string;
  readonly timedAsync: string;
}

/** What each replacement stands for. */
const originals = new WeakMap<Method, Method>();

/** Replaces a method where it is defined. */
export function replace(prototype: object, name: string, make: (original: Method) => Method): void {
  let owner: object | null = prototype;
  while (owner !== null && !Object.hasOwn(owner, name)) owner = Object.getPrototypeOf(owner) as object | null;
  if (owner === null) throw new Error(`${prototype.constructor.name} has no method ${name} for lock/debug to follow`);
  const original = (owner as Record<string, Method>)[name]!;
  if (originals.has(original)) return; // shared by several kinds
  const made = make(original);
  const replacement: Method = function (...args) {
    return realm.checked === undefined ? made.apply(this, args) : original.apply(this, args);
  };
  originals.set(replacement, original);
  Object.defineProperty(owner, name, { value: replacement, writable: true, configurable: true });
}

/** Follows the forms of taking a lock. `keyOf`: what gives it back. A guard that goes over to another mode has them as well; its lock is `lockOf` it. */
export function followTaking(
  prototype: object,
  forms: Forms,
  keyOf: (self: any, guard: object) => object,
  lockOf?: (self: any) => Named,
): void {
  const attempt = find(prototype, forms.attempt);
  const start = (self: object): [Taking, (isOver: boolean) => void] => [
    new Taking(lockOf === undefined ? (self as Named) : lockOf(self), forms.mode),
    lockOf === undefined ? () => {} : setAside(self),
  ];
  const follow = (name: string, waiting: 'blocked' | 'timed', argsOfAttempt: (args: unknown[]) => unknown[] | undefined): void =>
    replace(
      prototype,
      name,
      (original) =>
        function (...args) {
          const given = argsOfAttempt(args);
          if (given === undefined) return original.apply(this, args);
          const [taking, settle] = start(this);
          taking.checkOrder();
          let guard: object | undefined;
          try {
            guard = attempt.apply(this, given) as object | undefined;
            if (guard === undefined && realm.canBlock()) taking.begin(waiting);
            guard ??= original.apply(this, args) as object | undefined;
            if (guard !== undefined) taking.took(keyOf(this, guard), false);
            return guard;
          } finally {
            taking.end();
            settle(guard !== undefined);
          }
        },
    );
  const followAsync = (name: string): void =>
    replace(
      prototype,
      name,
      (original) =>
        async function (this: object, ...args) {
          const [taking, settle] = start(this);
          let guard: object | undefined;
          try {
            taking.begin('promise');
            guard = (await original.apply(this, args)) as object | undefined;
            if (guard !== undefined) taking.took(keyOf(this, guard), true);
            return guard;
          } finally {
            taking.end();
            settle(guard !== undefined);
          }
        },
    );
  follow(forms.blocking, 'blocked', (args) => args);
  follow(forms.timed, 'timed', ([ms, ...rest]) => (typeof ms === 'number' && ms >= 0 ? rest : undefined));
  followAsync(forms.async);
  followAsync(forms.timedAsync);
  replace(
    prototype,
    forms.attempt,
    (original) =>
      function (...args) {
        const [taking, settle] = start(this);
        let guard: object | undefined;
        try {
          guard = original.apply(this, args) as object | undefined;
          if (guard !== undefined) taking.took(keyOf(this, guard), false);
          return guard;
        } finally {
          settle(guard !== undefined);
        }
      },
  );
}

/** Follows the giving back of a lock. */
export function followGiving(prototype: object, name: string): void {
  replace(
    prototype,
    name,
    (original) =>
      function (...args) {
        gaveBack(this as object);
        return original.apply(this, args);
      },
  );
}

/** Follows what makes a guard into one of another mode at once. */
export function followChange(prototype: object, name: string, mode: Mode): void {
  replace(
    prototype,
    name,
    (original) =>
      function (...args) {
        const taking = new Taking((this as { lock: Named }).lock, mode);
        const guard = original.apply(this, args) as object;
        taking.took(guard, false);
        return guard;
      },
  );
}

/** Follows waits for something that no thread holds: a notice. */
export function followNotice(prototype: object, name: string, isAsync: boolean): void {
  replace(
    prototype,
    name,
    (original) =>
      function (...args) {
        const taking = new Taking(this as Named, 'notice');
        taking.begin(isAsync ? 'promise' : 'blocked');
        if (isAsync) return (original.apply(this, args) as Promise<unknown>).finally(() => taking.end());
        try {
          return original.apply(this, args);
        } finally {
          taking.end();
        }
      },
  );
}

function find(prototype: object, name: string): Method {
  const method = (prototype as Record<string, Method | undefined>)[name];
  if (method === undefined) throw new Error(`${prototype.constructor.name} has no method ${name} for lock/debug to follow`);
  return originals.get(method) ?? method;
}
