import type { RandomStream } from '../../../random/stream';
import type { ObjectAttributes } from '../../../scene/scene-graph';
import type { Policy } from './policy-tree';
import { leaves } from './walk';

export interface ObjectRange {
  /** At least 1. */
  readonly minObjects: number;
  readonly maxObjects: number;
}

/**
 * Objects of a scene whose right answer is this case; null if the policy has no such case or no scene reaches it.
 *
 * The number of objects is uniform, so that counting them tells nothing about the case. Given the number, this is exactly
 * the distribution of independent, uniformly drawn objects conditioned on the case (no rejection of whole
 * scenes, so rare cases cost no more than common ones), and partly matching distractors are as common as they are in nature.
 */
export function sampleObjectsForCase(
  policy: Policy,
  caseNumber: number,
  random: RandomStream,
  { minObjects, maxObjects }: ObjectRange,
): ObjectAttributes[] | null {
  const leaf = leaves(policy).find((leaf) => leaf.caseNumber === caseNumber);
  if (!leaf?.reachable) return null;
  if (!(minObjects >= 1 && minObjects <= maxObjects)) {
    throw new RangeError(`A scene needs 1 <= minObjects <= maxObjects, not ${minObjects} and ${maxObjects}.`);
  }
  const count = minObjects + random.int(maxObjects - minObjects + 1);
  const others = leaf.allowed.filter((kind) => !leaf.witnesses.includes(kind));
  const share = leaf.witnesses.length / leaf.allowed.length;
  const objects: ObjectAttributes[] = [];
  let witnessed = false;
  for (let left = count; left > 0; left--) {
    // Bayes: P(this one is a witness | one of the `left` ones is), where nothing is known once one has been seen.
    const chance: number = witnessed ? share : share / (1 - (1 - share) ** left);
    const witness: boolean = random.next() < chance || others.length === 0;
    objects.push(random.pick(witness ? leaf.witnesses : others));
    witnessed ||= witness;
  }
  return objects;
}
