import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { choosePreset, presetInAddress } from './address';

describe('the preset in the address', () => {
  it('is read from the query or the fragment', () => {
    expect(presetInAddress('?preset=micro', '')).toBe('micro');
    expect(presetInAddress('', '#preset=micro')).toBe('micro');
    expect(presetInAddress('', '')).toBeNull();
  });

  it('falls back with a sentence that names what was asked for and what there is', () => {
    const { name, notice } = choosePreset('huge', ['micro', 'quick', 'standard'], 'quick');
    expect(name).toBe('quick');
    expect(notice).toContain('“huge”');
    expect(notice).toContain('micro');
    expect(choosePreset('micro', ['micro', 'quick'], 'quick')).toEqual({ name: 'micro', notice: null });
    expect(choosePreset(null, ['quick'], 'quick').notice).toBeNull();
  });

  it('never throws and never chooses an unknown preset', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (search, hash) => {
        const choice = choosePreset(presetInAddress(search, hash), ['micro', 'quick'], 'quick');
        expect(['micro', 'quick']).toContain(choice.name);
        expect((choice.notice ?? '').length).toBeLessThan(300);
      }),
    );
  });
});
