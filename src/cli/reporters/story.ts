import { report } from '../../check/report/report.ts';
import { wholePath, wholePlace } from '../../check/report/places.ts';
import type { Place } from '../../check/report/trace.ts';
import { sourceLine } from '../../realm/source-text.ts';
import { type Ended, standingOf } from './reporter.ts';
import { incompleteText } from './text-reporter.ts';

/** How wide reports are in documents that are shown somewhere else. */
const WIDTH = 100;

/** What a tool that shows findings needs of a check that is not as it should be. */
export interface Story {
  /** The kind of error, or `missed`, `incomplete`, `notChecked`. */
  readonly kind: string;
  readonly isError: boolean;
  /** In a sentence or two. */
  readonly message: string;
  /** The whole report, or the message again. */
  readonly details: string;
  /** The places that it is about; the first is where it is shown. Undefined places are unknown. */
  readonly places: readonly Place[];
}

/** Undefined if all is as expected. */
export function storyOf(ended: Ended): Story | undefined {
  const { line, disagreement, refusal, place, id } = ended;
  const declared = place === undefined ? [] : [place];
  if (standingOf(ended) === 'correct') return undefined;
  const plain = (kind: string, isError: boolean, message: string): Story => ({
    kind,
    isError,
    message,
    details: message,
    places: declared,
  });
  if (refusal !== undefined) return plain('notChecked', true, refusal);
  const { error } = line;
  if (error === null)
    return disagreement === undefined || line.verdict === 'incomplete'
      ? plain('incomplete', false, incompleteText(line))
      : plain('missed', true, disagreement);
  const steps = error.trace.error?.steps ?? [];
  const places = [...error.places, ...steps.flatMap((step) => error.trace.steps[step]?.place ?? []), ...stuckPlaces(ended)].filter(isUsers);
  return {
    kind: error.kind,
    isError: true,
    message: ended.expect === 'correct' ? error.message : disagreement!,
    details: report(error, { width: WIDTH, sourceLine, base: process.cwd(), id }),
    places: unique(places.length > 0 ? places : declared),
  };
}

/** Of a deadlock or a livelock: where those stand who cannot go on. */
function stuckPlaces({ line }: Ended): readonly Place[] {
  const { threads, trace } = line.error!;
  return trace.threads.flatMap((end) => (threads.includes(end.thread) && end.place !== undefined ? [end.place] : []));
}

/** Whether a tool can show it. */
const isUsers = ({ file }: Place): boolean => file.startsWith('file:') || file.startsWith('/');

function unique(places: readonly Place[]): readonly Place[] {
  return [...new Map(places.map((place) => [wholePlace(place), place])).values()];
}

/** A path as tools for repositories want it: from the root of the repository, with slashes. */
export function repositoryPath(file: string): string {
  return wholePath(file, process.env['GITHUB_WORKSPACE'] ?? process.cwd()).replaceAll('\\', '/');
}
