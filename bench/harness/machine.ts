import { availableParallelism, cpus, release, type } from 'node:os';

/** What the figures were measured on. Names the processor, never the host. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly system: string;
  /** For the names of data folders. */
  readonly slug: string;
}

export function thisMachine(): Machine {
  const cpu = cpus()[0]?.model.trim() || `unknown ${process.arch}`;
  const cores = availableParallelism();
  return { cpu, cores, system: `${type()} ${release().split('-')[0]} ${process.arch}`, slug: slugOf(cpu, cores) };
}

/** `AMD EPYC 7763 64-Core Processor`, 2 becomes `amd-epyc-7763-2-cores`. */
export function slugOf(cpu: string, cores: number): string {
  const words = cpu
    .toLowerCase()
    .replaceAll(/\((r|tm)\)|\b(cpu|processor|\d+-core|with .*)\b|@.*$/g, ' ')
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
  return [...words, cores, cores === 1 ? 'core' : 'cores'].join('-');
}
