import { describe, expect, it } from 'vitest';
import { CROP_SIZE, IMAGE_SIZE, VISUAL_PLACES, VISUAL_TOKENS } from './image';
import { fits, imageTokens, joined, type Passage } from './passage';
import { VOCABULARY } from './vocabulary';

const pictured = (side: number): Passage => ({
  tokens: imageTokens({ side }),
  images: [{ rgb: new Uint8Array(side * side * 3), side, canMirror: true }],
});
const words: Passage = { tokens: [5, 9], images: [] };
const today = { vocabulary: VOCABULARY, visualPlaces: VISUAL_PLACES };

describe('a passage', () => {
  it('fits a model that knows its words and the places of its pictures', () => {
    const whole = joined(pictured(CROP_SIZE), words, pictured(IMAGE_SIZE));
    expect(fits(whole, today)).toBe(true);
    expect(fits(whole, { ...today, visualPlaces: VISUAL_TOKENS })).toBe(false);
    expect(fits(joined(words, pictured(IMAGE_SIZE)), { ...today, visualPlaces: VISUAL_TOKENS })).toBe(true);
    expect(fits(words, { ...today, vocabulary: 9 })).toBe(false);
  });
});
