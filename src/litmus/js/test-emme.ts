/** Translates the programs of EMME (TACAS 2018), whose language is close to JavaScript, into the JS dialect. For tests. */

const TYPES: Readonly<Record<string, string>> = {
  I8: 'Int8Array', I16: 'Int16Array', I32: 'Int32Array', F32: 'Float32Array', F64: 'Float64Array',
}; // prettier-ignore
const ACCESS = /(\w+)-([IF]\d+)\[/g;
const ATOMIC = /(Atomics\.\w+\()(\w+)-([IF]\d+)/g;

/** The text of a test, whose registers are `rN` in the order in which threads print. */
export function textOfEmme(name: string, program: string): string {
  const text = program.replaceAll(/\/\/[^\n]*/g, '').replaceAll(/var \w+ = new SharedArrayBuffer\(\);/g, '');
  const threads = [...text.matchAll(/Thread \w+ \{([^]*?)\n\}/g)].map(([, body]) => body!);
  // What the main thread does is in no order with the threads, since EMME starts all at once.
  const main = text.slice(0, text.indexOf('Thread')).trim();
  if (main !== '') threads.unshift(main);
  const registers: string[] = [];
  const columns = threads.map((body, thread) => {
    let count = 0;
    let inBranch = -1;
    const statements = unrolled(body)
      .split(/;|(?<=[{}])/)
      .map((statement) => statement.trim())
      .filter(Boolean)
      .map((statement) => {
        if (statement.startsWith('if')) inBranch = count;
        if (/^\}?\s*else/.test(statement)) count = inBranch;
        const printed = /^print\((.*)\)$/.exec(statement);
        if (printed === null) return inView(statement);
        const register = `r${count++}`;
        if (!registers.includes(`${thread}:${register}`)) registers.push(`${thread}:${register}`);
        return `${register} = ${inView(printed[1]!)}`;
      });
    return statements;
  });
  const rows = Math.max(...columns.map(({ length }) => length));
  const views = new Set(
    [...text.matchAll(/(\w+)-([IF]\d+)/g)].map(([, variable, type]) => `${variable}${type} = new ${TYPES[type!]}(${variable});`),
  );
  return [
    `JS ${name}`,
    `{ ${[...views].join(' ')} }`,
    ` ${columns.map((_, number) => `P${number}`).join(' | ')} ;`,
    ...Array.from({ length: rows }, (_, row) => ` ${columns.map((column) => column[row] ?? '').join(' | ')} ;`),
    `locations [${registers.map((register) => `${register};`).join(' ')}]`,
    'forall (true)',
    '',
  ].join('\n');
}

const inView = (text: string): string => text.replaceAll(ATOMIC, '$1$2$3').replaceAll(ACCESS, '$1$2[');

/** Loops `for(i=A..B) { … }` have constant bounds: their bodies are repeated. */
const unrolled = (body: string): string =>
  body.replaceAll(/for\s*\(i=(\d+)\.\.(\d+)\)\s*\{([^}]*)\}/g, (_, from: string, to: string, inner: string) =>
    Array.from({ length: Number(to) - Number(from) + 1 }, (__, i) => inner.replaceAll(/\bi\b/g, String(Number(from) + i))).join('\n'),
  );
