import { expect, test } from 'vitest';
import { LockwrightError, NotIsolatedError } from './errors.ts';
import { chooseBackend, hostRealm, requireSharedMemory } from './host.ts';

const works = (): boolean => true;
const fails = (): boolean => false;
const agents = {
  chrome: 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
  firefox: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
  safari: 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15',
  node: 'Node.js/24',
};

function codeAndMessage(f: () => unknown): string {
  try {
    f();
  } catch (error) {
    if (error instanceof LockwrightError) return `${error.name} ${error.code}: ${error.message}`;
    throw error;
  }
  return 'no error';
}

test('V8 gets WebAssembly, JavaScriptCore and SpiderMonkey plain JavaScript', () => {
  expect(chooseBackend({ navigator: { userAgent: agents.chrome } }, works)).toBe('wasm');
  expect(chooseBackend({ navigator: { userAgent: agents.node }, process: { env: {} } }, works)).toBe('wasm');
  expect(chooseBackend({}, works)).toBe('wasm');
  expect(chooseBackend({ navigator: { userAgent: agents.safari } }, works)).toBe('js');
  expect(chooseBackend({ navigator: { userAgent: agents.firefox } }, works)).toBe('js');
  expect(chooseBackend({ Bun: {}, navigator: { userAgent: 'Bun/1.4' } }, works)).toBe('js');
});

test('where WebAssembly may not be compiled, plain JavaScript is chosen', () => {
  expect(chooseBackend({ navigator: { userAgent: agents.chrome } }, fails)).toBe('js');
});

test('the setting overrides the choice, the global one before the environment', () => {
  expect(chooseBackend({ LOCKWRIGHT_BACKEND: 'js' }, works)).toBe('js');
  expect(chooseBackend({ LOCKWRIGHT_BACKEND: 'wasm', Bun: {} }, works)).toBe('wasm');
  expect(chooseBackend({ process: { env: { LOCKWRIGHT_BACKEND: 'js' } } }, works)).toBe('js');
  expect(chooseBackend({ LOCKWRIGHT_BACKEND: 'wasm', process: { env: { LOCKWRIGHT_BACKEND: 'js' } } }, works)).toBe('wasm');
  expect(chooseBackend({ process: { env: { LOCKWRIGHT_BACKEND: '' } } }, works)).toBe('wasm');
});

test('an environment that may not be read is one without the setting', () => {
  const process = {
    get env(): never {
      throw new Error('permission denied');
    },
  };
  expect(chooseBackend({ process }, works)).toBe('wasm');
});

test.each(['WASM', 'native', 1, true, null])('a setting of %j is refused with what it may be, unless it is no setting', (value) => {
  const message = codeAndMessage(() => chooseBackend({ LOCKWRIGHT_BACKEND: value }, works));
  expect(message).toBe(
    value === null ? 'no error' : `LockwrightError BAD_SETTING: LOCKWRIGHT_BACKEND must be 'js' or 'wasm', but is ${JSON.stringify(value)}`,
  );
});

test('asking for WebAssembly where it does not compile is refused, and names the likely cause', () => {
  const message = codeAndMessage(() => chooseBackend({ LOCKWRIGHT_BACKEND: 'wasm' }, fails));
  expect(message).toContain("LockwrightError BAD_SETTING: LOCKWRIGHT_BACKEND asks for 'wasm'");
  expect(message).toContain("'wasm-unsafe-eval'");
});

test('shared memory that is there passes', () => {
  expect(() => requireSharedMemory()).not.toThrow();
  expect(() => requireSharedMemory({ crossOriginIsolated: true }, true)).not.toThrow();
  expect(() => requireSharedMemory({}, true)).not.toThrow();
});

test('a page that is not isolated is told the two headers', () => {
  for (const available of [false, true]) {
    expect(() => requireSharedMemory({ crossOriginIsolated: false }, available)).toThrow(NotIsolatedError);
    const message = codeAndMessage(() => requireSharedMemory({ crossOriginIsolated: false }, available));
    expect(message).toContain('NotIsolatedError NOT_ISOLATED: this page is not cross-origin isolated');
    expect(message).toContain('Cross-Origin-Opener-Policy: same-origin');
    expect(message).toContain('Cross-Origin-Embedder-Policy: require-corp');
    expect(message).toContain('npx lockwright doctor');
  }
});

test('an environment without SharedArrayBuffer that is no page is told just that', () => {
  expect(codeAndMessage(() => requireSharedMemory({}, false))).toBe(
    'NotIsolatedError NOT_ISOLATED: this environment has no SharedArrayBuffer, so threads cannot share memory here',
  );
});

test('a memory has one set of operations; a plain buffer never gets WebAssembly', () => {
  const buffer = new SharedArrayBuffer(16);
  expect(hostRealm.opsFor(buffer)).toBe(hostRealm.opsFor(buffer));
  expect(hostRealm.opsFor(buffer).backend).toBe('js');
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
  expect(hostRealm.opsFor(memory)).toBe(hostRealm.opsFor(memory));
  expect(hostRealm.opsFor(memory).backend).toBe(chooseBackend());
});

test('the realm has a clock that does not go back, at least one processor, and a fence that does nothing to see', () => {
  const before = hostRealm.now();
  hostRealm.fence('seqCst');
  hostRealm.pause();
  expect(hostRealm.now()).toBeGreaterThanOrEqual(before);
  expect(hostRealm.availableParallelism()).toBeGreaterThanOrEqual(1);
});
