import { summarise, type Summary } from '../harness/statistics.ts';
import type { Row, Runner } from './record.ts';

/** What a row of a record says about one who ran it; undefined if nobody did, or it failed. */
export function summaryOf(row: Row, by: Runner): Summary | undefined {
  const samples = row.figures.find((figure) => figure.by === by)?.samples ?? [];
  return samples.length === 0 ? undefined : summarise(samples);
}

/** How it failed, if it did. */
export function errorOf(row: Row, by: Runner): string | undefined {
  return row.figures.find((figure) => figure.by === by)?.error;
}
