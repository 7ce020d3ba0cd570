import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesToBase64Url, deflate } from '../../experiment/share/compression';
import { someExamples } from '../../experiment/testing/records';
import { openQuestion, questionQuery } from './question-link';

const asked = (query: string) => new URLSearchParams(query).get('ask') ?? '';

describe('a question in an address', () => {
  it('comes back as it was, in an address that can be sent', async () => {
    for (const example of someExamples(3)) {
      const query = await questionQuery(example);
      expect(query.length).toBeLessThan(2000);
      expect(await openQuestion(asked(query))).toEqual({ ok: true, example });
    }
  });

  it('that was changed on its way, or is none, gets a sentence', async () => {
    const [example] = someExamples(1);
    const good = asked(await questionQuery(example));
    const packed = async (value: unknown) => {
      const bytes = new TextEncoder().encode(JSON.stringify(value));
      return `1.${bytesToBase64Url(await deflate(bytes, 'deflate-raw'))}`;
    };
    const bad = [
      ...['', '1.', '2.abc', '1.%%%', good.slice(0, good.length / 2)],
      await packed({ ...example, scene: null }),
      await packed({ ...example, more: 1 }),
      await packed('x'.repeat(100_000)),
    ];
    for (const text of bad) {
      const opened = await openQuestion(text);
      expect(opened.ok, text.slice(0, 30)).toBe(false);
      if (!opened.ok) expect(opened.message).toMatch(/^The question in the address cannot be opened: .*\.$/);
    }
    await fc.assert(
      fc.asyncProperty(fc.string(), async (text) => {
        expect((await openQuestion(text)).ok).toBe(false);
      }),
      { numRuns: 50 },
    );
  });
});
