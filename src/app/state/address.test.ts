import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addressOfScreen,
  addressOfStep,
  choosePreset,
  presetInAddress,
  screenInAddress,
  screenNotice,
  stepInAddress,
} from './address';

describe('the preset in the address', () => {
  it('is read from the query or the fragment', () => {
    expect(presetInAddress('?preset=micro', '')).toBe('micro');
    expect(presetInAddress('', '#preset=micro')).toBe('micro');
    expect(presetInAddress('', '')).toBeNull();
    expect(presetInAddress('?screen=learn&step=3', '#2.abc')).toBeNull();
  });

  it('is Quick where settings stand alone', () => {
    expect(presetInAddress('?method=cot-sft&seed=5', '')).toBe('quick');
    expect(presetInAddress('?rl.steps=40', '')).toBe('quick');
    expect(presetInAddress('?method=cot-sft', '#preset=micro')).toBe('micro');
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

describe('the screen in the address', () => {
  const screens = ['lab', 'rollouts'];

  it('is named in a sentence when there is no such screen', () => {
    expect(screenNotice('?screen=attic', screens)).toContain('“attic”');
    expect(screenNotice('?screen=attic', screens)).toContain('lab and rollouts');
    expect(screenNotice('?screen=rollouts', screens)).toBeNull();
    expect(screenNotice('', screens)).toBeNull();
  });

  it('comes back from the address made for it, and nothing else of the address is lost', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...screens),
        fc.dictionary(
          fc.string({ minLength: 1 }).filter((key) => key !== 'screen'),
          fc.string(),
        ),
        fc.stringMatching(/^[\w.-]{0,40}$/),
        (screen, others, fragment) => {
          const search = `?${new URLSearchParams(others)}&screen=elsewhere`;
          const hash = fragment === '' ? '' : `#${fragment}`;
          const url = new URL(addressOfScreen(screen, screens, search, hash), 'https://example.test/app/');
          expect(screenInAddress(url.search, screens)).toBe(screen);
          url.searchParams.delete('screen');
          expect(Object.fromEntries(url.searchParams)).toEqual(others);
          expect(url.hash).toBe(new URL(`https://example.test/${hash}`).hash);
          expect(url.pathname).toBe('/app/');
        },
      ),
    );
  });

  it('is the first where the address names none, or none that exists', () => {
    expect(screenInAddress('', screens)).toBe('lab');
    expect(screenInAddress('?screen=constructor', screens)).toBe('lab');
    expect(addressOfScreen('lab', screens, '?screen=rollouts', '')).toBe('.');
  });
});

describe('the step in the address', () => {
  it('comes back from the address made for it, and the screen stays', () => {
    for (const step of [1, 5, 8]) {
      const url = new URL(addressOfStep(step, '?screen=learn&step=2', '#1.abc'), 'https://example.test/');
      expect(stepInAddress(url.search, 8)).toBe(step);
      expect(screenInAddress(url.search, ['lab', 'learn'])).toBe('learn');
      expect(url.hash).toBe('#1.abc');
    }
  });

  it('is none where the address names none, or none that exists', () => {
    for (const search of ['', '?step=', '?step=0', '?step=9', '?step=1.5', '?step=-1', '?step=x'])
      expect(stepInAddress(search, 8), search).toBeNull();
  });
});
