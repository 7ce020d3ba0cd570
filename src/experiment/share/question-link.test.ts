import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../random/stream';
import { sampleExamples } from '../../tasks/gta/example';
import { GTA_POLICY } from '../../tasks/gta/gta-policy';
import { freshPolicy } from '../../tasks/gta/rules/fresh';
import { PAPER_POLICY } from '../../tasks/gta/rules/policy-dataset';
import { someExamples } from '../testing/records';
import { decodeQuestion, encodeQuestion, isQuestionLink } from './question-link';
import { LINK_LIMIT } from './share-link';

const random = RandomStream.of(1, 'test');
const views = [
  ...sampleExamples(PAPER_POLICY, 12, random),
  ...sampleExamples(freshPolicy(random), 6, random),
].map((example) => GTA_POLICY.view(example));

const opened = async (fragment: string) => {
  const decoded = await decodeQuestion(fragment);
  return decoded.ok ? decoded.question : decoded.message;
};

describe('the link of a question', () => {
  it('brings the question back as it was, of any task', async () => {
    for (const example of [...views, ...someExamples(2)]) {
      const fragment = await encodeQuestion({ example, withPolicyToo: true });
      expect(isQuestionLink(fragment)).toBe(true);
      expect(await opened(fragment)).toEqual({
        example: JSON.parse(JSON.stringify(example)),
        withPolicyToo: true,
      });
    }
  });

  it('is short enough to be sent under the paper’s rules', async () => {
    for (const example of views.slice(0, 12)) {
      const { length } = await encodeQuestion({ example, withPolicyToo: false });
      expect(length).toBeLessThan(LINK_LIMIT - 100);
    }
  });

  it('is refused in a sentence where it is not as it was made', async () => {
    const fragment = await encodeQuestion({ example: views[0], withPolicyToo: false });
    for (const [bad, sentence] of [
      [fragment.slice(0, -3), /cut off/],
      [fragment.replace('q1', 'q7'), /version 7/],
      [`${fragment.slice(0, 40)}x${fragment.slice(41)}`, /changed/],
      ['#q1.', /cut off/],
      ['#q1.%%%', /incomplete/],
    ] as const) {
      expect(await opened(bad)).toMatch(sentence);
    }
    const strange = { ...views[0], rules: { name: 'GTAPolicy', rules: [], tips: 'none' } };
    expect(await opened(await encodeQuestion({ example: strange, withPolicyToo: false }))).toMatch(
      /^This question cannot be opened\. /,
    );
  });
});
