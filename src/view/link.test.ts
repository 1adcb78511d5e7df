import { expect, test } from 'vitest';
import { deadlock } from '../check/report/test-traces.ts';
import { hashOf, linkOf, pack, unpack, type Link } from './link.ts';

const whole: Link = { id: 'kbh8k9dt', packed: 'a-_9', cursor: 3, relations: ['rf', 'hb'], hidden: [0, 2], word: 1 };

test('a link says which trace, which step, and what is shown of it', () => {
  expect(hashOf(whole)).toBe('#id=kbh8k9dt&step=3&show=rf.hb&hide=0.2&word=1&trace=a-_9');
  expect(linkOf(hashOf(whole))).toEqual(whole);
});

test('what a link does not say is left as it is, and that no edges are shown is something', () => {
  expect(linkOf('')).toEqual({});
  expect(linkOf('#id=x')).toEqual({ id: 'x' });
  expect(linkOf(hashOf({ relations: [] }))).toEqual({ relations: [] });
});

test.for(['#step=-1', '#step=x', '#step=1e9', '#word=', '#hide=a.b', '#show=rf.zz', '#%%%', '#step'])(
  'what a link says wrongly is left out: %s',
  (hash) => {
    const { cursor, word, hidden = [], relations = [] } = linkOf(hash);
    expect([cursor, word]).toEqual([undefined, undefined]);
    expect(hidden).toEqual([]);
    expect(relations.every((relation) => relation === 'rf')).toBe(true);
  },
);

test('a trace goes into a link and comes out as it was, in characters that no URL has to escape', async () => {
  const trace = { ...deadlock, check: 'ümläut → 😀 "quotes" <tags>' };
  const packed = await pack(trace);
  expect(packed).toMatch(/^[\w-]+$/);
  expect(packed.length).toBeLessThan(JSON.stringify(trace).length / 2);
  expect(await unpack(packed)).toEqual(trace);
});

test('a link that was cut off is no trace', async () => {
  const packed = await pack(deadlock);
  await expect(unpack(packed.slice(0, -20))).rejects.toThrow('its end may have been cut off');
  await expect(unpack('§§§')).rejects.toThrow('it is damaged');
});
