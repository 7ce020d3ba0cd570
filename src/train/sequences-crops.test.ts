import { describe, expect, it } from 'vitest';
import { RandomStream } from '../random/stream';
import { flatBatch } from '../sequence/flat-batch';
import { IMAGE } from '../sequence/vocabulary';
import type { DatasetConfig } from '../tasks/dataset';
import { taskOf } from '../tasks/registry';
import { unmaskedCptSegments, vmCptSegments } from './sequences';

const dataset: DatasetConfig = {
  kind: 'clevr-policy-m',
  layers: 3,
  policies: 1,
  cotPerPolicy: 3,
  poolPerPolicy: 4,
};

describe('VM-CPT with pictures in the policy (P_I)', () => {
  it('masks the crops of the policy in VM-CPT, and the control without the mask does not', () => {
    const some = [...taskOf(dataset.kind).examples(dataset, 'cot', 3, 1)];
    const random = () => RandomStream.of(1);
    const masked = flatBatch(vmCptSegments(some, random()));
    expect(masked.targets).not.toContain(IMAGE);
    const { tokens, images } = some[0].policy.passage;
    const [policy] = vmCptSegments(some, random());
    expect(policy.tokens).toEqual(tokens);
    expect(policy.images).toHaveLength(images.length);
    // Every word of the policy but its first counts once for each of the three examples that share it.
    expect(policy.weights).toEqual(tokens.map((token, i) => (i === 0 || token === IMAGE ? 0 : 3)));
    const unmasked = flatBatch(unmaskedCptSegments(some, random()));
    const perPicture = 36 - 1; // the first token of a segment has no prediction
    expect(unmasked.targets.filter((target) => target === IMAGE)).toHaveLength(
      images.length + 3 * perPicture,
    );
  });
});
