/** The script of the page that `lockwright view` writes: one viewer that is the whole page. */
import { defineTraceViewer, type TraceViewer } from './index.ts';

defineTraceViewer();
const viewer = document.querySelector<TraceViewer>('trace-viewer')!;

async function start(): Promise<void> {
  await viewer.restore(location.hash);
  // The address is always that of what is shown, so that a reload comes back to it.
  viewer.addEventListener('viewchange', () => history.replaceState(undefined, '', viewer.hash));
  addEventListener('hashchange', () => void viewer.restore(location.hash));
}

// Keys work wherever the focus is.
document.addEventListener('keydown', (event) => {
  if (event.target !== document.body) return;
  const { key, shiftKey, ctrlKey, altKey, metaKey } = event;
  const copy = new KeyboardEvent('keydown', { key, shiftKey, ctrlKey, altKey, metaKey, cancelable: true });
  if (!viewer.dispatchEvent(copy)) event.preventDefault();
});

void start();
