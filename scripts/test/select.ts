/** Chooses the steps that the arguments of `npm test -- …` name, and what these need, in their order. */
import type { Step } from './step.ts';

export interface Selection {
  readonly steps: readonly Step[];
  /** The arguments that are parts of file names, for Vitest. */
  readonly filters: readonly string[];
}

/** An argument with a slash or a dot in it is part of a test file's name; throws an Error for any other that names no step. */
export function selectSteps(all: readonly Step[], args: readonly string[]): Selection {
  const filters = args.filter(isFilter);
  const names = args.filter((arg) => !isFilter(arg));
  for (const name of names) {
    if (!all.some((step) => step.name === name)) {
      throw new Error(
        `There is no step "${name}". The steps are: ${all.map((step) => step.name).join(', ')}. A file is named with a slash or a dot.`,
      );
    }
  }
  if (args.length === 0) return { steps: all, filters };
  const wanted = new Set(names.length > 0 ? names : all.filter(({ hasFiles }) => hasFiles).map(({ name }) => name));
  for (const step of all) if (wanted.has(step.name)) for (const need of step.needs ?? []) wanted.add(need);
  return { steps: all.filter((step) => wanted.has(step.name)), filters };
}

const isFilter = (arg: string): boolean => /[./\\]/.test(arg);
