import { describe, expect, it } from 'vitest';
import type { AttentionView, SequenceSection } from '../../../experiment/inspect/inspection';
import type { ShownPicture } from '../../parts/picture-canvas';
import { outcome } from '../../state/testing/recorded-events';
import { pictureShares, placeShares, sharesOf } from './shares';

/** Two layers, two heads, one response token, three keys; each row reads another key. */
const view: AttentionView = {
  response: outcome(true).response,
  keys: [
    { text: '<image>', section: 'image' },
    { text: 'ma', section: 'question' },
    { text: '<think>', section: 'reasoning' },
  ],
  layers: 2,
  heads: 2,
  shares: Float32Array.from([1, 0, 0, /**/ 0, 1, 0, /**/ 0, 0, 1, /**/ 0, 0, 1]),
};

describe('attention shares', () => {
  it.each([
    [0, 0, [1, 0, 0]],
    [0, 1, [0, 1, 0]],
    [0, null, [0.5, 0.5, 0]],
    [null, 1, [0, 0.5, 0.5]],
    [null, null, [0.25, 0.25, 0.5]],
  ])('of layer %s and head %s', (layer, head, expected) => {
    expect([...sharesOf(view, 0, layer, head)]).toEqual(expected);
  });

  it('are added up by place, the response being one', () => {
    expect(placeShares(view, sharesOf(view, 0, null, null))).toEqual({
      image: 0.25,
      policy: 0,
      question: 0.25,
      response: 0.5,
    });
  });

  it('go to the picture whose visual tokens they are, also behind a policy with pictures of its own', () => {
    const picture = (side: number): ShownPicture => ({
      words: '',
      draw: () => new Uint8Array(),
      forModel: () => ({ rgb: new Uint8Array(), side, canMirror: true }),
    });
    const pictures = [picture(16), picture(16)];
    const key = (section: SequenceSection, picture?: number) => ({
      text: '',
      section,
      ...(picture !== undefined && { picture }),
    });
    const policy = [key('policy'), key('policy', 0), key('policy'), key('policy', 1)];
    const keys = [...policy, key('image', 2), key('image', 2), key('question'), key('image', 3)];
    expect(pictureShares(pictures, { keys }, [0, 1, 2, 3, 4, 5, 6, 7])).toEqual([
      { picture: pictures[0], shares: [4, 5] },
      { picture: pictures[1], shares: [7] },
    ]);
    expect(placeShares({ keys }, [0, 1, 2, 3, 4, 5, 6, 7])).toEqual({
      policy: 6,
      image: 16,
      question: 6,
      response: 0,
    });
  });
});
