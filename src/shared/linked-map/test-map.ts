export type Entries = readonly (readonly [key: number, value: number])[];

const find = (entries: Entries, key: number): number | undefined => entries.find(([k]) => k === key)?.[1];
const without = (entries: Entries, key: number): Entries => entries.filter(([k]) => k !== key);

/** What a map of numbers is, one call after the other. */
export const MAP = {
  initial: [] as Entries,
  calls: {
    get: (entries: Entries, key: number) => [entries, find(entries, key)] as const,
    set: (entries: Entries, key: number, value: number) =>
      [[...without(entries, key), [key, value]] as Entries, find(entries, key) === undefined] as const,
    delete: (entries: Entries, key: number) => [without(entries, key), find(entries, key)] as const,
  },
};
