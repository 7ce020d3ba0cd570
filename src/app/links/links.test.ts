import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeLink } from '../../experiment/share/share-link';
import { nearPreset } from '../../experiment/testing/configs';
import { runRecordOf } from '../../experiment/testing/records';
import { type Sharing, sameConfig, shareAddress } from './shared';

const PAGE = 'https://example.test/app/';
const record = runRecordOf({ seed: 3, accuracy: 0.6 });

async function reopened(sharing: Sharing) {
  const shared = await shareAddress(sharing, PAGE, 'b1');
  const opened = shared.ok ? await decodeLink(new URL(shared.address).hash) : null;
  return opened?.ok ? opened.payload : null;
}

describe('a shared address', () => {
  it('opens as the very experiment, for any the screens allow', async () => {
    await fc.assert(
      fc.asyncProperty(nearPreset, async (config) => {
        expect(sameConfig((await reopened({ config, record: null }))?.config, config)).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  it('carries the results and the build of a run; an unfinished run has this page’s build', async () => {
    const live = { ...record, provenance: { ...record.provenance, build: 'this page' } };
    for (const [run, build] of [
      [record, 'abc123'],
      [live, 'b1'],
    ] as const) {
      const payload = await reopened({ config: run.config, record: run });
      expect(payload).toMatchObject({ build, results: { length: 4 } });
    }
  });

  it('is refused for an imported model, with what to do instead', async () => {
    const config = { ...record.config, base: 'small-0123abcd' };
    const shared = await shareAddress({ config, record: null }, PAGE, 'b1');
    expect(shared).toMatchObject({ ok: false, message: expect.stringContaining('safetensors') });
  });
});

describe('equal experiments', () => {
  it('do not depend on the order of fields, and every number counts', () => {
    expect(sameConfig({ a: 1, b: { c: 2, d: [3] } }, { b: { d: [3], c: 2 }, a: 1 })).toBe(true);
    expect(sameConfig({ a: 1 }, { a: 1, b: undefined })).toBe(false);
    expect(sameConfig(record.config, { ...record.config, rl: { ...record.config.rl, steps: 1 } })).toBe(
      false,
    );
  });
});
