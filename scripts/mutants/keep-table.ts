/** The parts of the table that were not made anew are kept as they are. */
const SECTION = /^(?=## )/m;
const FILE_ROW = /^\| `([^`]+)`/;
const GENERATED_TITLE = '## Generated faults';

const titleOf = (section: string): string => section.slice(0, section.indexOf('\n'));

/** `before`, with the sections and the rows of files that `made` has in their places, or where they belong by the alphabet. Both as the formatter leaves them or not: it is to run afterwards. */
export function mergeTables(before: string, made: string): string {
  const [, ...old] = before.split(SECTION);
  const [introduction, ...fresh] = made.split(SECTION);
  const sections = new Map(old.map((section) => [titleOf(section), section]));
  const kept = sections.get(GENERATED_TITLE);
  for (const section of fresh) sections.set(titleOf(section), `${section.trimEnd()}\n\n`);
  const generated = mergeRows(kept, sections.get(GENERATED_TITLE)!);
  sections.delete(GENERATED_TITLE);
  const rest = [...sections].toSorted(([a], [b]) => a.localeCompare(b)).map(([, section]) => section);
  return `${[introduction, ...rest, generated].join('').trimEnd()}\n`;
}

function mergeRows(kept: string | undefined, made: string): string {
  const lines = made.trimEnd().split('\n');
  const rows = new Map<string, string>();
  for (const line of [...(kept?.split('\n') ?? []), ...lines]) {
    const file = FILE_ROW.exec(line)?.[1];
    if (file !== undefined) rows.set(file, line);
  }
  const sorted = [...rows].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
  return [...lines.filter((line) => !FILE_ROW.test(line)), ...sorted].join('\n');
}
