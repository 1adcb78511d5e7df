import { snapshot } from './records.ts';
import { report } from './settings.ts';
import { circleFrom, circleText } from './wait-for-graph.ts';

let timer: ReturnType<typeof setInterval> | undefined;

/** Looks every `ms` milliseconds for circles that stood at the last look already, and reports each once: those through timed waits and promises, which may still end. */
export function watchForCircles(ms: number): void {
  clearInterval(timer);
  if (ms === 0) return;
  let last = new Set<string>();
  const reported = new Set<string>();
  timer = setInterval(() => {
    const now = new Set<string>();
    const picture = snapshot();
    for (const { row } of picture.waits) {
      const circle = circleFrom(row, false, picture);
      if (circle === undefined) continue;
      const rows = circle.map(({ waiter }) => `${waiter.row} ${waiter.place}`);
      const key = rows.toSorted().join('\n');
      now.add(key);
      if (!last.has(key) || reported.has(key)) continue;
      reported.add(key);
      report(`Threads or their promises wait for each other in a circle, and have for ${ms} ms:\n${circleText(circle)}`);
    }
    last = now;
  }, ms);
  (timer as { unref?: () => void }).unref?.();
}
