/** Functions shipped as text, on functions as this engine gives them: Bun, for one, prints a function anew from its own tree. */
import { reviveFunction } from '../../src/thread/function/revive.ts';
import { shippableText } from '../../src/thread/function/shippable-text.ts';
import { check } from './lib/check.ts';

const captured = Number('3');

function fibonacci(n: number): number {
  return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2);
}

const holder = {
  plus(a: number, b: number): number {
    return a + b;
  },
  async ['later'](a: number): Promise<number> {
    return await Promise.resolve(a);
  },
  *count() {
    yield 1;
  },
  get size() {
    return 1;
  },
};

class Tools {
  half(a: number): number {
    return a / 2;
  }
  static twice(a: number): number {
    return 2 * a;
  }
  static #hidden(a: number): number {
    return -a;
  }
  static reveal(): (a: number) => number {
    return Tools.#hidden;
  }
}

function back(fn: unknown, ...args: unknown[]): unknown {
  return reviveFunction(shippableText(fn))(...args);
}

function codeOf(fn: unknown): unknown {
  try {
    return shippableText(fn);
  } catch (error) {
    return (error as { code?: unknown }).code;
  }
}

function messageOf(fn: unknown): string {
  try {
    return shippableText(fn);
  } catch (error) {
    return (error as Error).message;
  }
}

function usesUsing(log: string[]): string[] {
  {
    using resource = { log, [Symbol.dispose]: () => log.push('closed') };
    resource.log.push('open');
  }
  return log;
}

function everything({ a = 1, ...rest }: { a?: number; b?: number }, [c, , d = a]: number[] = [1, 2], ...more: number[]): number {
  label: for (const x of more) {
    switch (x) {
      case 1:
        continue label;
      default:
        break label;
    }
  }
  class Local {
    #p = a;
    static made = 0;
    static {
      Local.made++;
    }
    get p(): number {
      return #p in this ? this.#p : 0;
    }
  }
  try {
    throw new Error('x');
  } catch (error) {
    const { message } = error as Error;
    return new Local().p + (c ?? 0) + (d ?? 0) + (rest.b ?? 0) + Local.made + message.length;
  }
}

check('a recursive function comes back', back(fibonacci, 10) === 55);
check('an arrow function comes back', back((a: number) => a + 1, 1) === 2);
check('a method comes back', back(holder.plus, 1, 2) === 3);
check('an async method with a computed name comes back', (await back(holder.later, 4)) === 4);
check('a method of a class comes back', back(new Tools().half, 4) === 2);
check('a static method comes back', back(Tools.twice, 4) === 8);
check('a private method comes back', back(Tools.reveal(), 4) === -4);
check('using comes back', String(back(usesUsing, [])) === 'open,closed');
check('destructuring, labels, classes and catch come back', back(everything, { b: 2 }, [1], 1, 2) === everything({ b: 2 }, [1], 1, 2));
check(
  'import() of a built-in module works in revived code',
  (await back(async () => typeof (await import('node:os')).cpus)) === 'function',
);

check('a captured variable is named', /captured, line 1, column \d+\n.*captured/.test(messageOf(() => captured + 1)));
check('an imported name is named', messageOf(() => check).includes('check, line 1'));
check('import.meta is refused', codeOf(() => import.meta.url) === 'IMPORT_META');
check('a relative import() is refused', codeOf(() => import('./lib/check.ts')) === 'RELATIVE_IMPORT');
check('a generator is refused', codeOf(holder.count) === 'GENERATOR');
check('a class is refused', codeOf(Tools) === 'CLASS');
check('a getter is refused', codeOf(Object.getOwnPropertyDescriptor(holder, 'size')?.get) === 'ACCESSOR');
for (const [what, fn] of Object.entries({ native: Math.max, bound: holder.plus.bind(holder), proxied: new Proxy(fibonacci, {}) })) {
  check(`a ${what} function is refused`, codeOf(fn) === 'NATIVE_FUNCTION');
}
