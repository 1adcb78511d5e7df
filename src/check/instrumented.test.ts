import { expect, test } from 'vitest';
import { instrumented } from 'lockwright/check';

const isNode = typeof (globalThis as { process?: { getBuiltinModule?: unknown } }).process?.getBuiltinModule === 'function';

test.runIf(!isNode)('outside of Node, modules cannot be instrumented, and that is told', async () => {
  await expect(instrumented('./module.js', import.meta)).rejects.toMatchObject({
    code: 'NOT_INSTRUMENTABLE',
    message: expect.stringContaining('in Node only') as string,
  });
});

test('a name without who asks for it is told, with how to say it', async () => {
  await expect(instrumented('some-package')).rejects.toMatchObject({
    code: 'NOT_INSTRUMENTABLE',
    message: expect.stringContaining(`instrumented('some-package', import.meta)`) as string,
  });
});
