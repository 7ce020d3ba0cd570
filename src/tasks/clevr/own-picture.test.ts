import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../random/stream';
import { IMAGE_SIZE } from '../../sequence/image';
import { responseLimit } from '../task';
import { CLEVR_POLICY_T, type ClevrView } from './clevr-policy-t';
import { responseTokens } from './encode';
import { balancedExamples } from './example';
import { NOBODY_KNOWS, UNKNOWN_SCENE } from './own-picture';
import { loadPicturePolicies } from './policy/policy-dataset';

const [policy] = loadPicturePolicies(3);
const picture = Array.from({ length: IMAGE_SIZE * IMAGE_SIZE * 3 }, (_, i) => i % 256);
const view: ClevrView = { scene: UNKNOWN_SCENE, policy, gold: NOBODY_KNOWS, picture };

describe('a picture of somebody’s own', () => {
  it('is what the model sees, with room for the longest answer of its policy', () => {
    const example = CLEVR_POLICY_T.example(view);
    expect([...example.prompt.images[0].rgb]).toEqual(picture);
    const drawn = balancedExamples(policy, 8, RandomStream.of(1, 'test'));
    expect(responseLimit([example])).toBe(responseLimit(drawn));
  });

  it('has no right answer: nothing is right, and nothing is judged', () => {
    const example = CLEVR_POLICY_T.example(view);
    const [drawn] = balancedExamples(policy, 1, RandomStream.of(1, 'test'));
    for (const response of [responseTokens(drawn.gold), []]) {
      expect(CLEVR_POLICY_T.score(example, response).accuracy).toBe(0);
      expect(CLEVR_POLICY_T.judge(example, response)).toMatchObject({ firstError: null, score: 0 });
    }
    expect(CLEVR_POLICY_T.read(responseTokens(drawn.gold))).toEqual(drawn.gold);
  });
});
