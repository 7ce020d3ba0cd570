import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { strangeAddress } from './strange-address';

const PACKED = 'FcrLCoAgEAXQf7lrXZhG4N_4GEhMZvKxiv492h7OA';

describe('what an address may hold beside what this page understands', () => {
  it.each([
    ['', ''],
    ['?preset=micro&screen=learn&step=3', ''],
    ['?preset=nonsense', '#preset=micro'],
    ['', `#1.${PACKED}`],
    ['?screen=lab', `#7.${PACKED}`],
  ])('nothing: %s%s', (search, hash) => {
    expect(strangeAddress(search, hash)).toBeNull();
  });

  it.each([
    ['', `##1.${PACKED}`, /“##1\.FcrL.*…” in its address.*looks like a link that was changed/],
    ['', `#%31.${PACKED}`, /“#%31\..*looks like a link/],
    ['', '#', /“#” in its address/],
    ['', '#/preset=micro', /“#\/preset=micro” in its address, and opened without it\. Ask/],
    ['', `#!2.${PACKED}`, /looks like a link/],
    ['', `# 1.${PACKED}`, /looks like a link/],
    [`?2.${PACKED}`, '', /“\?2\..*looks like a link/],
    ['?Preset=micro', '', /“\?Preset=micro”/],
    ['?preset=quick&preset=micro', '', /“\?preset=micro”/],
    ['?step=x', '', /“\?step=x”/],
    ['?step=99', '', /“\?step=99”/],
    ['?step=0&utm_source=mail&a&b&c', '', /“\?step=0”, “\?utm_source=mail”, “\?a” and 2 more/],
    ['', '#preset=micro&seed=3', /“#preset=micro&seed=3”/],
    ['?%', '#%', /“\?%”, “#%”/],
  ])('is named: %s%s', (search, hash, sentence) => {
    expect(strangeAddress(search, hash)).toMatch(sentence);
  });

  it('is named whatever it is, in a sentence that does not grow with it', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 2, maxLength: 2000 }), (text) => {
        const said = strangeAddress('', `#/${text}`);
        expect(said).toMatch(/^This page does not understand .*\.$/s);
        expect(said?.length).toBeLessThan(400);
        strangeAddress(`?${text}`, `#${text}`);
      }),
    );
  });
});
