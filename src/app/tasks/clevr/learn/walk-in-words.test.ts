import { describe, expect, it } from 'vitest';
import { someExamples } from '../../../../experiment/testing/records';
import { goldReasoning } from '../../../../tasks/clevr/policy/walk';
import { walkBy } from '../try/beat';
import { walkInWords } from './walk-in-words';

describe('a walk down the tree', () => {
  const [example] = someExamples(1);
  const right = goldReasoning(example.policy, example.scene.objects).steps.map(({ verdict }) => verdict);

  it('is right, or left the way at a condition that is named', () => {
    const words = (verdicts: readonly boolean[]) =>
      walkInWords(example, walkBy(example.policy, verdicts).reasoning);
    expect(words(right)).toContain('Every verdict is right');
    expect(words([!right[0], ...right.slice(1)])).toMatch(/^At Condition 1 the picture .* One wrong verdict/);
    const last = words([...right.slice(0, -1), !right[right.length - 1]]);
    expect(last).toContain(`At Condition 1.`);
    expect(last).not.toContain('One wrong verdict');
  });
});
