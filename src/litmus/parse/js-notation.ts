/** A short notation for tests in JSON, one text for each operation: `W x 1`, `Wsc x:2@4 1`, `r0=R x`, `r1=Rsc x`, `r2=X x 1`, `r3=ADD x 1`. */
export interface NotationTest {
  readonly name: string;
  readonly threads: readonly (readonly string[])[];
  /** Equalities of registers, which all hold at the end: `1:r0=1; 1:r1=0`. */
  readonly exists?: string;
  /** Whether plain accesses tear, as those of floats do. */
  readonly tearing?: boolean;
}

const OPERATION = /^(?:(\w+)\s*=\s*)?([A-Za-z]+)\s+([A-Za-z_]\w*)(?::(\d+)@(\d+))?((?:\s+-?\w+)*)$/;
const DEFAULT_SIZE = 4;
const LARGEST_NUMBER = 4;
const BITS_PER_BYTE = 8;
/** By the notation's name: the name of the method, and how many values it takes. */
const RMWS: Readonly<Record<string, readonly [method: string, values: number]>> = {
  X: ['exchange', 1], ADD: ['add', 1], SUB: ['sub', 1], AND: ['and', 1], OR: ['or', 1], XOR: ['xor', 1], CAS: ['compareExchange', 2],
}; // prettier-ignore

/**
 * The tests of a JSON text, as texts in the JS dialect: one test, a list, or an object with a list named `tests`. Costs reading it; what is no
 * test in the notation throws when its text is asked for.
 */
export function textsOfNotation(json: string): readonly { readonly name: string; readonly text: () => string }[] {
  const found = JSON.parse(json) as unknown;
  const listed = (found as { readonly tests?: unknown } | null)?.tests ?? found;
  const tests = (Array.isArray(listed) ? listed : [listed]) as readonly (Partial<NotationTest> | null)[];
  return tests.map((test, i) => {
    const name = test?.name ?? `test ${i + 1}`;
    return { name, text: () => textOfNotation({ ...test, name, threads: threadsOf(test?.threads, name) }) };
  });
}

function threadsOf(threads: unknown, name: string): readonly (readonly string[])[] {
  if (Array.isArray(threads) && threads.length > 0 && threads.every(isListOfTexts)) return threads as readonly (readonly string[])[];
  throw new Error(`litmus: ${name}: found no 'threads', expected lists of operations such as [["W x 1", "r0=R y"], ["W y 1", "r0=R x"]]`);
}

const isListOfTexts = (thread: unknown): boolean => Array.isArray(thread) && thread.every((operation) => typeof operation === 'string');

/** The test in the JS dialect. Costs one pass; throws where an operation cannot be read. */
export function textOfNotation(test: NotationTest): string {
  const columns = test.threads.map((thread) => thread.map((operation) => statementOf(operation, test)));
  const rows = Math.max(...columns.map(({ length }) => length));
  const lines = Array.from({ length: rows }, (_, row) => ` ${columns.map((column) => column[row] ?? '').join(' | ')} ;`);
  const registers = test.threads.flatMap((thread, number) => thread.flatMap((operation) => registerOf(operation, number)));
  const condition =
    test.exists === undefined ? 'forall (true)' : `exists (${test.exists.split(';').map((part) => part.trim()).filter(Boolean).join(' /\\ ')})`; // prettier-ignore
  return [
    `JS ${test.name.replaceAll(/\s/g, '')}`,
    '{ }',
    ` ${columns.map((_, number) => `P${number}`).join(' | ')} ;`,
    ...lines,
    `locations [${registers.map((register) => `${register};`).join(' ')}]`,
    condition,
    '',
  ].join('\n');
}

function registerOf(operation: string, thread: number): readonly string[] {
  const register = OPERATION.exec(operation.trim())?.[1];
  return register === undefined ? [] : [`${thread}:${register}`];
}

function statementOf(operation: string, { name, tearing = false }: NotationTest): string {
  const found = OPERATION.exec(operation.trim());
  if (found === null) throw new Error(`litmus: ${name}: found '${operation}', expected an operation such as 'W x 1' or 'r0=Rsc x:2@4'`);
  const [, register, kind, location, sizeText, offsetText, valuesText] = found;
  const size = sizeText === undefined ? DEFAULT_SIZE : Number(sizeText);
  const offset = Number(offsetText ?? 0);
  const values = valuesText!.trim().split(/\s+/).filter(Boolean);
  const take = (count: number): void => {
    if (values.length !== count || (register === undefined) === (kind !== 'W' && kind !== 'Wsc'))
      throw new Error(`litmus: ${name}: found '${operation}', expected ${count} values, and a register unless it is a write`);
  };
  const type = size > LARGEST_NUMBER ? `BigUint${size * BITS_PER_BYTE}` : `Uint${size * BITS_PER_BYTE}`;
  const isDefault = sizeText === undefined;
  const view = isDefault ? location! : `new ${type}Array(${location}.buffer)`;
  const index = offset / size;
  switch (kind) {
    case 'W':
      take(1);
      return tears() ? `new DataView(${location}.buffer).set${type}(${offset}, ${values[0]}, true)` : `${view}[${index}] = ${values[0]}`;
    case 'R':
      take(0);
      return `${register} = ${tears() ? `new DataView(${location}.buffer).get${type}(${offset}, true)` : `${view}[${index}]`}`;
    case 'Wsc':
      take(1);
      return `Atomics.store(${view}, ${index}, ${values[0]})`;
    case 'Rsc':
      take(0);
      return `${register} = Atomics.load(${view}, ${index})`;
    default: {
      const rmw = RMWS[kind!];
      if (rmw === undefined)
        throw new Error(`litmus: ${name}: found '${kind}', expected W, Wsc, R, Rsc or one of ${Object.keys(RMWS).join(', ')}`);
      take(rmw[1]);
      return `${register} = Atomics.${rmw[0]}(${view}, ${index}, ${values.join(', ')})`;
    }
  }

  function tears(): boolean {
    return tearing || !Number.isInteger(index);
  }
}
