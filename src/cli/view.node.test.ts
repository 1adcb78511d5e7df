/** `lockwright view` as a user calls it, and its page as a browser shows it: from the disk, with nothing else. */
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { findChromium } from '../../scripts/lib/chromium.ts';
import { hashOf, pack } from '../view/link.ts';
import { contrasts } from './test-contrast.ts';
import { Folder } from './test-command.ts';

const LIMIT_MS = 60_000;
const MOST_KB = 150;
const PROGRAM = `import { check, declareStates } from 'lockwright/check';

const STATES = { 0: 'unlocked', 1: 'locked' };

/** Notifies before it unlocks: a wake-up is lost. */
const lock = () => {
  const state = new Int32Array(new SharedArrayBuffer(4));
  declareStates(state, 0, STATES, 'state');
  return {
    take: () => {
      while (Atomics.exchange(state, 0, 1) !== 0) Atomics.wait(state, 0, 1);
    },
    give: () => {
      Atomics.notify(state, 0, 1);
      Atomics.store(state, 0, 0);
    },
  };
};

check('too early', () => {
  const { take, give } = lock();
  const critical = () => {
    take();
    give();
  };
  return { threads: [critical, critical] };
});

check('store buffering', () => {
  const x = new Int32Array(new SharedArrayBuffer(8));
  return {
    threads: [0, 1].map((me) => () => {
      Atomics.store(x, me, 1, 'relaxed');
      return Atomics.load(x, 1 - me, 'relaxed');
    }),
  };
});
`;

const folder = new Folder();
const view = (...args: string[]) => folder.run(['view', ...args, '--no-open']);
let browser: Browser;
let id = '';

beforeAll(async () => {
  folder.linkPackage();
  folder.write('lock.check.ts', PROGRAM);
  const { out } = await folder.run(['check', 'lock.check.ts']);
  id = /lockwright view (\w+)/.exec(out)![1]!;
  const executablePath = findChromium();
  browser = await chromium.launch({ ...(executablePath === undefined ? {} : { executablePath }), args: ['--no-sandbox', '--disable-gpu'] });
}, LIMIT_MS);
afterAll(async () => {
  await browser?.close();
  folder.remove();
});

/** What pages asked for beside themselves, and what they threw. */
const problems: string[] = [];
afterEach(() => {
  if (problems.length > 0) throw new Error(problems.splice(0).join('\n'));
});

/** Opens a file. The test fails if that asks for another, or throws. */
async function open(file: string, options: BrowserContextOptions = {}, hash = ''): Promise<Page> {
  const url = pathToFileURL(join(folder.path, file)).href;
  const page = await browser.newPage(options);
  page.on('request', (request) => {
    if (request.url().replace(/#.*/, '') !== url) problems.push(request.url());
  });
  page.on('pageerror', (error) => problems.push(String(error)));
  await page.goto(url + hash);
  return page;
}

const position = (page: Page) => page.locator('output').textContent();

test('the page is one small file, and says which', async () => {
  const { code, out } = await view(id);
  expect([code, out]).toEqual([0, expect.stringMatching(new RegExp(`^.lockwright/${id}.html  \\d+ kB\\n$`))]);
  expect(statSync(join(folder.path, `.lockwright/${id}.html`)).size).toBeLessThan(MOST_KB * 1000);
  expect((await view(id, '-o', 'named.html')).out).toMatch(/^named\.html /);
});

test('it tells the story, by keys alone', async () => {
  const page = await open(`.lockwright/${id}.html`);
  expect(await page.title()).toBe('too early · Lockwright');
  await page.keyboard.press('End');
  expect(await position(page)).toBe('step 5 of 5');
  expect(await page.locator('.line.here code').textContent()).toBe('      Atomics.store(state, 0, 0);');
  expect((await page.locator('.memory tbody td').allTextContents()).slice(0, 2)).toEqual(['1 (locked)', '0 (unlocked)']);
  await page.keyboard.press('Shift+ArrowLeft');
  await page.keyboard.press('p');
  expect(await position(page)).toMatch(/^step [0-4] of 5$/);
  await page.close();
});

test('every control can be reached by the tab key, has a name, and shows that it has the focus', async () => {
  const page = await open(`.lockwright/${id}.html`);
  const seen: string[] = [];
  for (;;) {
    await page.keyboard.press('Tab');
    const focused = await page.evaluate(() => {
      const it = document.querySelector('trace-viewer')!.shadowRoot!.activeElement;
      if (it === null) return undefined;
      const name = it.getAttribute('aria-label') ?? it.textContent!.trim();
      return {
        name,
        role: it.getAttribute('role') ?? it.tagName,
        outline: getComputedStyle(it.role === 'listbox' ? it.closest('.lanes')! : it).outlineStyle,
      };
    });
    if (focused === undefined) break;
    expect(focused.name).not.toBe('');
    expect(focused.outline).toBe('solid');
    seen.push(focused.name);
    if (seen.length > 60) expect.unreachable(`the focus goes round: ${seen.join()}`);
  }
  const controls = await page
    .locator('trace-viewer')
    .evaluate((it) => it.shadowRoot!.querySelectorAll('button:not(dialog button), select, summary').length);
  expect(seen).toEqual(expect.arrayContaining(['Copy link', 'Next step', 'Play', 'rf', 'Timeline', 'Steps', 'state', 'All steps as text']));
  expect(seen.length).toBeGreaterThanOrEqual(controls);
  await page.close();
});

test('assistive technology finds headings, a slider, a list of steps and a table', async () => {
  const page = await open(`.lockwright/${id}.html`);
  const tree = await page.locator('main').ariaSnapshot();
  for (const part of [
    'heading "too early" [level=2]',
    'slider "Timeline"',
    'listbox "Steps"',
    'option "step 1, thread 0',
    '[selected]',
    'columnheader "Before"',
    'rowheader "state"',
    'button "Next step"',
    'button "rf" [pressed]',
    'group "Move"',
  ])
    expect(tree).toContain(part);
  await page.close();
});

test.for(['light', 'dark'] as const)('text can be read on what it stands on: %s', async (colorScheme) => {
  for (const file of [`.lockwright/${id}.html`, 'all.html']) {
    if (file === 'all.html') await view('lock.check.ts', '--all', '--only', 'store', '--model', 'rc11', '-o', file);
    const page = await open(file, { colorScheme });
    for (const key of ['n', '2', '3', '5']) await page.keyboard.press(key);
    await page.locator('summary', { hasText: 'All steps' }).click();
    await page.keyboard.press('?');
    const found = await contrasts(page);
    expect(found.length).toBeGreaterThan(60);
    expect(found.filter(({ ratio, least }) => ratio < least)).toEqual([]);
    await page.close();
  }
});

test('a narrow page scrolls down, but not sideways', async () => {
  const page = await open(`.lockwright/${id}.html`, { viewport: { width: 340, height: 700 } });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(340);
  await page.close();
});

test('a reload comes back to the same step, and a copied link to it opens elsewhere and in the terminal', async () => {
  const page = await open(`.lockwright/${id}.html`);
  for (const key of ['n', 'n', '3']) await page.keyboard.press(key);
  await page.waitForURL(/[=.]fr\b/); // Chromium may reload the address that it knew before the last key
  await page.reload();
  expect(await position(page)).toBe('step 3 of 5');
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.keyboard.press('c');
  await expect.poll(() => page.locator('.toast').textContent()).toContain('Link copied. The trace is in it.');
  const link = await page.evaluate(() => navigator.clipboard.readText());
  const other = await open('all.html', {}, link.slice(link.indexOf('#')));
  expect([await position(other), await other.locator('h2').textContent()]).toEqual(['step 3 of 5', 'too early']);
  await expect.poll(() => other.getByRole('button', { name: 'fr' }).getAttribute('aria-pressed')).toBe('true');
  expect((await view(link, '-o', 'from-link.html')).code).toBe(0);
  const third = await open('from-link.html');
  expect(await third.locator('.line.here code').textContent()).toContain('Atomics.exchange');
  for (const it of [page, other, third]) await it.close();
});

test('--all shows the executions of a check that is right, and their tree', async () => {
  const { code, out } = await view('lock.check.ts', '--all', '--only', 'store', '-o', 'all.html');
  expect([code, out]).toEqual([0, expect.stringMatching(/^all\.html /)]);
  const page = await open('all.html');
  expect(await page.locator('.outcome').textContent()).toBe('✓ nothing wrong in all 3 executions');
  expect(await page.locator('.execution').allTextContents()).toEqual([
    expect.stringMatching(/^#1 /),
    expect.stringMatching(/^#2 /),
    expect.stringMatching(/^#3 /),
  ]);
  const outcomes = await page.locator('.execution').allTextContents();
  expect(new Set(outcomes.map((text) => text.slice('#1 '.length)))).toEqual(new Set(['0, 1', '1, 0', '1, 1']));
  await page.keyboard.press(']');
  expect(await page.locator('.facts').textContent()).toContain('execution 2 of 3');
  await page.close();
});

test('--most keeps only so many, and the page says so', async () => {
  expect((await view('lock.check.ts', '--all', '--only', 'store', '--most', '2', '-o', 'most.html')).code).toBe(0);
  const page = await open('most.html');
  expect(await page.locator('.executions .none').textContent()).toContain('The first 2 of 3 are here');
  await page.close();
});

test('a check that is wrong opens on the execution that is, and says of another that it is not the one', async () => {
  expect((await view('lock.check.ts', '--all', '--only', 'too early', '-o', 'wrong.html')).code).toBe(0);
  const page = await open('wrong.html');
  expect(await page.locator('.outcome').textContent()).toBe('✗ deadlock');
  await page.locator('.execution:not(.wrong)').first().click();
  expect(await page.locator('.outcome').textContent()).toBe('? nothing wrong in this execution, but in another');
  await page.locator('.execution.wrong').click();
  expect(await page.locator('.outcome').textContent()).toBe('✗ deadlock');
  await page.close();
});

test('that the source has changed since is said in the terminal and in the page', async () => {
  folder.write('changing.check.ts', PROGRAM);
  const { out } = await folder.run(['check', 'changing.check.ts', '--only', 'too', '--json']);
  folder.write('changing.json', out);
  expect((await view('changing.json', '-o', 'same.html')).err).toBe('');
  folder.write('changing.check.ts', PROGRAM.replace('Notifies before', 'notifies before'));
  const note =
    'changing.check.ts has changed since this trace was made. The lines shown are from then; run the check again to see whether it still happens';
  expect((await view('changing.json', '-o', 'changed.html')).err).toBe(`lockwright view: ${note}\n`);
  expect((await folder.run(['replay', 'changing.json', '--step', '1'])).err).toBe(`lockwright replay: ${note}\n`);
  const page = await open('changed.html');
  expect(await page.locator('[slot=notes]').textContent()).toBe(note);
  await page.close();
});

test('a link of another version is said in the page and in the terminal', async () => {
  const trace = JSON.parse(readFileSync(join(folder.path, `.lockwright/${id}.json`), 'utf8')) as object;
  const hash = hashOf({ id: 'other', packed: await pack({ ...trace, version: 1 }) });
  const page = await open(`.lockwright/${id}.html`, {}, hash);
  expect(await page.getByRole('alert').textContent()).toContain('This trace has version 1 of the format, and this viewer shows version 2');
  await page.close();
  expect((await view(`file:///x.html${hash}`)).err).toContain('the link has version 1 of the format, and this command reads version 2');
});

test.for([
  [[], /^lockwright view: which trace\? These are kept, newest first:\n {2}/],
  [['bcdfghjk'], /^lockwright view: there is no trace 'bcdfghjk' in .* These are kept/],
  [['lock.check.ts'], /^lockwright view: lock\.check\.ts is no JSON/],
  [['a', 'b'], /it shows one thing at a time, but was given 2/],
  [['--all'], /which file of checks\?/],
  [['lock.check.ts', '--all'], /which check\? Name one with --only NAME:\n {2}too early\n {2}store buffering\n$/],
  [['lock.check.ts', '--all', '--only', 'zz'], /no check has a name that contains 'zz'\. There are:\n {2}too early/],
  [['absent.check.ts', '--all'], /absent\.check\.ts: there is no such file/],
  [['lock.check.ts', '--all', '--most', '0'], /--most 0 is no count/],
  [['x', '--most', '3'], /--most goes with --all/],
  [['file:///x.html#trace=abc'], /the link is damaged/],
  [['--colour'], /^lockwright view: Unknown option '--colour'/],
] as const)('what cannot be shown is told: %o', async ([args, message]) => {
  const { code, out, err } = await view(...args);
  expect(err).toMatch(message);
  expect([code, out]).toEqual([2, '']);
});

test('a page that cannot be written is told', async () => {
  writeFileSync(join(folder.path, 'a-file'), '');
  expect((await view(id, '-o', 'a-file/x.html')).err).toMatch(/^lockwright view: a-file\/x\.html could not be written: ENOTDIR/);
});

test('where there is no desktop, the address is printed', async () => {
  const { code, out } = await folder.run(['view', id], undefined, { DISPLAY: undefined, WAYLAND_DISPLAY: undefined });
  expect([code, out]).toEqual([
    0,
    expect.stringMatching(new RegExp(`There is no browser to open it in: go to file:///.*/.lockwright/${id}.html\n$`)),
  ]);
});
