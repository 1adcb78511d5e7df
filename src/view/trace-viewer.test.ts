import { describe, expect, test, vi } from 'vitest';
import { withSources } from '../check/report/sources.ts';
import { crowd, deadlock as bare, litmus, race, sourceLine, storeBuffering } from '../check/report/test-traces.ts';
import { TRACE_VERSION, type Trace, type TraceSet } from '../check/report/trace.ts';
import { Shown } from './test-viewer.ts';

const word = { ...bare.words[0]!, states: { '0': 'unlocked', '1': 'locked' } };
const deadlock: Trace = withSources({ ...bare, words: [word] }, sourceLine);
const path = (text: string) => [
  { thread: 0, index: 0, text: 'first' },
  { thread: 1, index: 0, text },
];
const set: TraceSet = {
  version: TRACE_VERSION,
  check: 'both orders',
  model: 'js',
  verdict: 'correct',
  executions: 2,
  blocked: 0,
  traces: [
    { ...crowd(2), path: path('sees 0') },
    { ...crowd(3), check: 'a larger crowd', path: path('sees 1') },
  ],
};

describe.runIf(typeof document !== 'undefined')('the viewer', () => {
  test('says what is wrong, and why each thread stands where it does', async () => {
    const shown = await Shown.of(deadlock);
    expect(shown.text('h2')).toBe('a mutex that notifies too early');
    expect(shown.text('.outcome')).toBe('✗ deadlock');
    expect(shown.text('.story')).toContain('thread 1 is asleep in Atomics.wait on state[0], expecting 1 (now 0 (unlocked))');
    expect(shown.text('.story')).toContain('last change of state[0]: 1 (locked) → 0 (unlocked) by thread 0 in step 5');
  });

  test('shows the two accesses of a race, each of which leads to its step', async () => {
    const shown = await Shown.of(race);
    expect(shown.text('.outcome')).toBe('✗ data race on data[0]');
    shown.all('.story button')[1]!.click();
    expect(shown.viewer.cursor).toBe(2);
    expect(shown.all('.card.wrong')).toHaveLength(2);
  });

  test('shows each step in the lane of its thread, and marks the one where a thread stops for good', async () => {
    const shown = await Shown.of(deadlock);
    expect(shown.steps).toEqual([1, 2, 3, 4, 5]);
    expect(shown.all('.card').map((it) => it.style.gridColumnStart)).toEqual(['2', '3', '2', '3', '2']);
    expect(shown.all('.card.wrong').map((it) => it.id)).toEqual(['step-3']);
    expect(shown.one('#step-1').getAttribute('aria-label')).toBe(
      'step 2, thread 1: Atomics.exchange(state[0]) → 1 (locked), from step 1; writes 1 (locked)',
    );
  });

  test('shows words before and after each step, and what their values mean', async () => {
    const shown = await Shown.of(deadlock);
    expect(shown.word('state[0]')).toEqual(['0 (unlocked)', '1 (locked)', '0step 1 of thread 0']);
    shown.press('End');
    expect(shown.word('state[0]')).toEqual(['1 (locked)', '0 (unlocked)', '0step 5 of thread 0']);
    shown.press('Home');
    expect(shown.word('state[0]')).toEqual(['0 (unlocked)', '0 (unlocked)', 'nobody']);
  });

  test('shows the line of source that follows the selection', async () => {
    const shown = await Shown.of(deadlock);
    expect(shown.text('.line.here code')).toBe('while (Atomics.exchange(state, 0, LOCKED) !== UNLOCKED) {');
    shown.press('n', 'n');
    expect(shown.text('.line.here code')).toBe('Atomics.notify(state, 0, 1); // too early');
    expect(shown.text('.source h3')).toBe('Source mutex.check.ts:17');
  });

  test('a word leads to its last write, and from there to the one before', async () => {
    const shown = await Shown.of(deadlock);
    shown.press('n', 'n', 'n');
    const cursors = [shown.viewer.cursor];
    for (let i = 0; i < 3; i++) {
      shown.button('state[0]').click();
      cursors.push(shown.viewer.cursor);
    }
    expect(cursors).toEqual([4, 2, 1, 1]);
    expect(shown.text('[role=status]')).toBe('Nobody wrote state[0] before: it is 0 (unlocked) from the start.');
  });

  test('keys step, jump to thread switches, to the error and to the writer', async () => {
    const shown = await Shown.of(deadlock);
    const after = (...keys: string[]) => {
      shown.press(...keys);
      return shown.viewer.cursor;
    };
    expect([after('ArrowRight'), after('Shift+ArrowRight'), after('End'), after('p'), after('g')]).toEqual([2, 3, 5, 4, 0]);
    expect([after('e'), after('w'), after('w'), after('w')]).toEqual([4, 2, 1, 1]);
  });

  test('what is selected is told to those who cannot see it', async () => {
    const shown = await Shown.of(deadlock);
    shown.press('n');
    expect(shown.text('[role=status]')).toContain('step 2, thread 1: Atomics.exchange');
    expect(shown.one('[role=slider]').getAttribute('aria-valuetext')).toContain('step 2, thread 1');
    const id = shown.one('[role=listbox]').getAttribute('aria-activedescendant')!;
    expect(shown.one(`#${id}`).getAttribute('aria-selected')).toBe('true');
    expect(shown.all('[aria-selected=true]')).toHaveLength(1);
  });

  test('edges are drawn as they are asked for', async () => {
    const shown = await Shown.of(deadlock);
    const drawn = () => shown.all<SVGPathElement>('path[data-edge]').map((it) => it.dataset['edge']);
    expect(drawn()).toEqual(['rf 0 1', 'rf 1 3', 'sw 0 1']);
    shown.press('1', '4', '3', '2');
    expect(drawn()).toEqual(['co 0 1', 'fr 3 4', 'co 1 4']);
    shown.press('2', '3', '5');
    expect(drawn()).toEqual(['hb 0 1']);
    shown.press('n');
    expect(shown.all('.card.unordered').map((it) => it.id)).toEqual(['step-2', 'step-4']);
    expect(shown.all('.card.before').map((it) => it.id)).toEqual(['step-0']);
  });

  test('a thread and a word can be chosen, and moves keep to what is shown', async () => {
    const shown = await Shown.of(storeBuffering);
    shown.all('.toggle.thread')[1]!.click();
    expect(shown.steps).toEqual([1, 3]);
    shown.press('n');
    expect(shown.viewer.cursor).toBe(3);
    const select = shown.one<HTMLSelectElement>('select');
    select.value = '0';
    select.dispatchEvent(new Event('change'));
    expect(shown.steps).toEqual([1]);
    expect(shown.one('.none').checkVisibility()).toBe(false);
    shown.all('.toggle.thread')[0]!.click();
    expect(shown.text('.lanes .none')).toBe('No step is left: another thread or another word would show some.');
  });

  test('a step that is hidden is shown again when something leads to it', async () => {
    const shown = await Shown.of(race);
    shown.all('.toggle.thread')[1]!.click();
    shown.all('.story button')[1]!.click();
    expect(shown.steps).toEqual([1, 2]);
  });

  test('the timeline can be dragged', async () => {
    const shown = await Shown.of(deadlock);
    const strip = shown.one('[role=slider]');
    const { left, width, top } = strip.getBoundingClientRect();
    strip.setPointerCapture = () => {};
    strip.dispatchEvent(new PointerEvent('pointerdown', { clientX: left + width / 2, clientY: top, bubbles: true }));
    expect(shown.viewer.cursor).toBe(3);
  });

  test('it plays to the end, and stops there or at a key', async () => {
    const shown = await Shown.of(race);
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    shown.press(' ');
    expect(shown.button('Pause').getAttribute('aria-pressed')).toBe('true');
    shown.press('g');
    expect(shown.button('Play').getAttribute('aria-pressed')).toBe('false');
    shown.press(' ');
    vi.advanceTimersToNextTimer();
    expect([shown.viewer.cursor, shown.button('Pause').getAttribute('aria-pressed')]).toEqual([1, 'true']);
    vi.advanceTimersToNextTimer();
    expect([shown.viewer.cursor, shown.button('Play').getAttribute('aria-pressed')]).toEqual([2, 'false']);
    expect(vi.getTimerCount()).toBe(0);
    shown.press(' ');
    expect(shown.viewer.cursor).toBe(0);
    vi.useRealTimers();
  });

  test('a link brings another viewer to the same step of the same trace, with the same edges', async () => {
    const { pack } = await import('./link.ts');
    const shown = await Shown.of(deadlock);
    shown.press('n', 'n', '3');
    const other = await Shown.of(race);
    await other.viewer.restore(`${shown.viewer.hash}&trace=${await pack(deadlock)}`);
    expect(other.viewer.trace).toEqual(deadlock);
    expect([other.viewer.cursor, other.viewer.hash]).toEqual([3, shown.viewer.hash]);
  });

  test('a link to a trace that is not there, or that is damaged, is told', async () => {
    const shown = await Shown.of(deadlock);
    await shown.viewer.restore('#id=bcdfghjk&step=2');
    expect(shown.text('.toast')).toContain('The link is to the trace bcdfghjk, which this page does not have. It shows ');
    expect(shown.viewer.cursor).toBe(1);
    await shown.viewer.restore('#id=bcdfghjk&trace=damaged');
    expect(shown.text('[role=alert]')).toBe('The link is damaged: its end may have been cut off. Copy it again.');
  });

  test('a trace of another version is refused in words, and another that is right is shown then', async () => {
    const shown = await Shown.of({ ...deadlock, version: 1 });
    expect(shown.text('[role=alert]')).toContain('This trace has version 1 of the format');
    shown.viewer.trace = deadlock;
    expect(shown.steps).toHaveLength(5);
  });

  test('texts of a trace are text', async () => {
    const evil = '<img src=x onerror="globalThis.wasRun=true"><script>globalThis.wasRun=true</script>';
    const words = [{ ...word, name: evil, states: { '0': evil } }];
    const shown = await Shown.of({ ...deadlock, check: evil, words, error: { ...deadlock.error!, message: evil } });
    expect(shown.text('h2')).toBe(evil);
    expect(shown.all('img, script')).toEqual([]);
    expect(globalThis).not.toHaveProperty('wasRun');
  });

  test('the JSON may stand in the page', async () => {
    await Shown.of(race);
    document.body.innerHTML = `<trace-viewer><script type="application/json">${JSON.stringify(race)}</script><p slot="notes">a note</p></trace-viewer>`;
    const viewer = document.querySelector('trace-viewer')! as Shown['viewer'];
    await viewer.restore('');
    expect(viewer.trace).toEqual(race);
    expect(viewer.querySelector('p')!.checkVisibility()).toBe(true);
  });

  test('a trace without a step is shown as well', async () => {
    const shown = await Shown.of({ ...race, steps: [], words: [], error: { ...race.error, steps: [] } });
    expect([shown.viewer.cursor, shown.steps]).toEqual([0, []]);
    shown.press('n', 'e', 'w', 'S');
    expect(shown.viewer.cursor).toBe(0);
  });

  test('of litmus tests, the outcomes are listed with what the model says of each, and the forbidden one comes first', async () => {
    const traces = [litmus('allowed'), litmus('forbidden')];
    const shown = await Shown.of({ ...set, check: 'SB', verdict: 'wrong', traces });
    expect(shown.text('.executions summary')).toBe('Outcomes, with an execution of each (1 allowed, 1 forbidden)');
    const leaves = () => shown.all('.execution').map((it) => it.textContent);
    expect(leaves()).toEqual(['#1 x=0; y=1; ✓ allowed', '#2 x=0; y=0; ✗ forbidden by ‘sc’']);
    expect(shown.text('h2')).toBe('SB: x=0; y=0;');
    expect(shown.text('.verdict .outcome')).toBe('✗ forbidden by ‘sc’');
    expect(shown.text('.story')).toBe('It is forbidden:1. a cycle');
    shown.all('.execution')[0]!.click();
    expect(shown.text('.verdict .outcome')).toBe('✓ allowed');
    const two = await Shown.of({ ...set, traces: [litmus('allowed'), litmus('forbidden', 'SB2')] });
    expect(two.all('.execution').map((it) => it.textContent)).toEqual([
      '#1 SB: x=0; y=1; ✓ allowed',
      '#2 SB2: x=0; y=0; ✗ forbidden by ‘sc’',
    ]);
  });

  test('of a litmus test, nothing is said of what synchronizes: each model has its own order', async () => {
    const shown = await Shown.of(litmus('forbidden'));
    expect(shown.all('.toggle.edge').map((it) => it.textContent)).toEqual(['rf', 'co', 'fr']);
    expect(shown.all('.toggle.edge').map((it) => it.getAttribute('aria-pressed'))).toEqual(['true', 'true', 'true']);
    expect(shown.one('.order-text').textContent).toBe('');
    shown.press('5');
    expect(shown.all('.card.unordered')).toHaveLength(0);
  });

  test('a set of which an execution is wrong opens on that one', async () => {
    const shown = await Shown.of({ ...set, verdict: 'wrong', traces: [crowd(2), race] });
    expect(shown.text('h2')).toBe(race.check);
  });

  test('of a set, the executions are the leaves of a tree, and can be turned over', async () => {
    const shown = await Shown.of(set);
    expect(shown.text('.outcome')).toBe('✓ nothing wrong in all 2 executions');
    expect(shown.all('.choice').map((it) => it.textContent)).toEqual(['1thread 1: sees 0', '1thread 1: sees 1']);
    expect(shown.all('.execution').map((it) => it.getAttribute('aria-current'))).toEqual(['true', 'false']);
    shown.press(']');
    expect(shown.viewer.trace!.check).toBe('a larger crowd');
    shown.press(']');
    expect(shown.text('[role=status]')).toBe('This is the last execution.');
    shown.all('.execution')[0]!.click();
    expect(shown.viewer.trace!.check).toBe('a crowd');
    expect(shown.all('.execution').map((it) => it.getAttribute('aria-current'))).toEqual(['true', 'false']);
  });

  test('thousands of steps are shown in a second or two', async () => {
    const steps = Array.from(
      { length: 3000 },
      (_, id) => ({ id, thread: id % 3, index: Math.floor(id / 3), kind: 'fence', call: 'fence', order: 'seqCst' }) as const,
    );
    const shown = await Shown.of({ ...crowd(3), steps });
    shown.press('End', 'p');
    expect(shown.viewer.cursor).toBe(2999);
  });
});
