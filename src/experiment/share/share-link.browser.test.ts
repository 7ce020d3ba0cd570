import { describe, expect, it } from 'vitest';
import golden from './golden-links.json';
import { decodeLink, encodeLink } from './share-link';

/** The browser's own streams are another implementation than Node's: what one packs, the other must unpack. */
describe('links in the browser', () => {
  it.each(golden)('opens and makes again: $what', async ({ link, method, seed, results }) => {
    const decoded = await decodeLink(link);
    if (!decoded.ok) throw new Error(decoded.message);
    expect(decoded.payload).toMatchObject({ config: { method, seed }, results });
    expect(await decodeLink(await encodeLink(decoded.payload))).toMatchObject({
      ok: true,
      payload: decoded.payload,
    });
  });

  it('refuses what is cut off, followed by junk, or inflates too far', async () => {
    const [{ link }] = golden;
    const zeros = new Response(
      new Blob([new Uint8Array(8_000_000)]).stream().pipeThrough(new CompressionStream('deflate-raw')),
    );
    const bytes = new Uint8Array(await zeros.arrayBuffer());
    const bomb = btoa(String.fromCharCode(...bytes))
      .replaceAll('+', '-')
      .replaceAll('/', '_');
    const answers = await Promise.all(
      [link.slice(0, -9), `${link}AAAA`, `#1.${bomb.replaceAll('=', '')}`].map(decodeLink),
    );
    expect(answers.map(({ ok }) => ok)).toEqual([false, false, false]);
    expect(!answers[2].ok && answers[2].message).toContain('more than 64 KiB');
  });
});
