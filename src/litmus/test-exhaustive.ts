import type { CompiledModel } from './cat/model.ts';
import { eachCandidate } from './candidates.ts';
import type { LitmusTest } from './program.ts';
import { randomOf } from './test-random.ts';

/** What a model says of a test if it is asked about every execution, or every coherent one, and nothing is left out. */
export function exhaustive(
  test: LitmusTest,
  model: CompiledModel,
  isCoherent = model.isCoherent,
): { readonly states: readonly string[]; readonly undefinedBehaviour: boolean } {
  const states = new Set<string>();
  let undefinedBehaviour = false;
  eachCandidate(test, model, isCoherent, (candidate) => {
    const evaluator = candidate.place();
    if (evaluator.violated() !== undefined) return;
    states.add(candidate.text);
    undefinedBehaviour ||= evaluator.undefinedNow();
  });
  return { states: [...states].toSorted(), undefinedBehaviour };
}

/** What threads do, in three languages: locations, values and numbers of registers are put in. */
const FORMS = {
  X86: [
    'MOV [@],$#',
    'MOV [@],$#',
    'MOV %,[@]',
    'MOV %,[@]',
    'MFENCE',
    'MOV %,$#; XCHG [@],%',
    'MOV %,$1; LOCK XADD [@],%',
    'L&: MOV %,[@]; CMP %,$0; JE L&',
  ],
  AArch64: [
    'MOV W9,##; STR W9,[@]',
    'MOV W9,##; STLR W9,[@]',
    'LDR %,[@]',
    'LDAR %,[@]',
    'DMB SY',
    'MOV W9,#1; LDADDA W9,%,[@]',
    'L&: LDAR %,[@]; CBZ %,L&',
    'L&: LDAXR %,[@]; CBNZ %,L&; MOV W9,##; STXR W10,W9,[@]; CBNZ W10,L&',
    'L&: LDXR %,[@]; ADD W9,%,#1; STLXR W10,W9,[@]; CBNZ W10,L&',
    'LDR %,[@]; CBZ %,L&; MOV W9,##; STR W9,[@]; L&:',
  ],
  C: [
    'atomic_store_explicit(@, #, memory_order_release);',
    'atomic_store_explicit(@, #, memory_order_relaxed);',
    'int % = atomic_load_explicit(@, memory_order_acquire);',
    'int % = atomic_load_explicit(@, memory_order_relaxed);',
    'int % = atomic_fetch_add_explicit(@, 1, memory_order_acq_rel);',
    'atomic_thread_fence(memory_order_seq_cst);',
    'int % = 0; while (% == 0) { % = atomic_load_explicit(@, memory_order_acquire); }',
    'int % = 1; while (% == 1) { % = atomic_exchange_explicit(@, 1, memory_order_acquire); }',
    'int % = *@;',
    '*@ = #;',
  ],
} as const;

export type Language = keyof typeof FORMS;
const LOCATIONS = ['x', 'y'] as const;
const NAMES: Readonly<Record<Language, readonly string[]>> = {
  X86: ['EAX', 'EBX', 'ECX'],
  AArch64: ['W3', 'W4', 'W5'],
  C: ['r0', 'r1', 'r2'],
};

/** A random test: two or three threads, of which some may do the same, with loops that wait; some of what they have at the end is observed. */
export function randomTest(language: Language, seed: number): string {
  const random = randomOf(seed);
  const pick = <T>(items: readonly T[]): T => items[random(items.length)]!;
  const forms = FORMS[language];
  const lengths = pick([[2, 2], [3, 2], [1, 1, 2], [2, 1, 1], [1, 1, 1], [1, 1, 1, 1]]); // prettier-ignore
  const threads: string[][] = [];
  for (const [number, length] of lengths.entries()) {
    const before = threads.at(-1);
    if (before !== undefined && random(2) === 0) {
      threads.push(before.map((line) => line.replaceAll(/L\d/g, (label) => `L${Number(label[1]) + length}`)));
      continue;
    }
    threads.push(
      Array.from({ length }, (_, i) => {
        const place = pick(LOCATIONS);
        const address = language === 'AArch64' ? { x: 'X0', y: 'X1' }[place] : place;
        // In AArch64 `#` also begins a constant.
        return pick(forms)
          .replace('##', `#${1 + random(2)}`)
          .replaceAll(language === 'AArch64' ? '\0' : '#', String(1 + random(2)))
          .replaceAll('@', address)
          .replaceAll('%', NAMES[language][i]!)
          .replaceAll('&', String((number * 3 + i) % 10));
      }),
    );
  }
  const observed = [
    ...LOCATIONS.map((name) => `${name};`),
    ...threads.flatMap((_, thread) =>
      NAMES[language].slice(0, 2).map((name) => `${thread}:${language === 'AArch64' ? name.replace('W', 'X') : name};`),
    ),
  ];
  const some = observed.filter(() => random(2) === 0);
  const locations = some.length === 0 ? 'x;' : some.join(' ');
  if (language === 'C') {
    const text = threads.map((lines, i) => `P${i} (atomic_int* x, atomic_int* y) {\n${lines.join('\n')}\n}`);
    return `C T\n{ x=0; y=0; }\n${text.join('\n')}\nlocations [${locations}]\n`;
  }
  const columns = threads.map((lines) => lines.flatMap((line) => line.split('; ').map((part) => part.replace(/^(L\d:) /, '$1 '))));
  const height = Math.max(...columns.map(({ length }) => length));
  const rows = Array.from({ length: height }, (_, i) => `${columns.map((column) => column[i] ?? '').join(' | ')} ;`);
  const initial = language === 'AArch64' ? threads.map((_, i) => `${i}:X0=x; ${i}:X1=y;`).join(' ') : '';
  return `${language} T\n{ ${initial} }\n${threads.map((_, i) => `P${i}`).join(' | ')} ;\n${rows.join('\n')}\nlocations [${locations}]\n`;
}
