import type { RandomStream } from '../../random/stream';
import { modelImage } from '../../sequence/image';
import { sampleObjectsForCase } from './policy/case-sampling';
import type { Policy, Reasoning } from './policy/policy-tree';
import { goldReasoning, leaves } from './policy/walk';
import { CLOSE_UP } from './scene/camera';
import { placeObjects } from './scene/sampler';
import type { Scene } from './scene/scene-graph';

/** One question: an image, a policy and what the policy says about the image. */
export interface Example {
  readonly scene: Scene;
  /** RGB at the model's size. */
  readonly rgb: Uint8Array;
  readonly policy: Policy;
  readonly gold: Reasoning;
}

/** A scene of a given case and its gold reasoning. */
export function exampleForCase(policy: Policy, caseNumber: number, random: RandomStream): Example {
  for (;;) {
    const objects = sampleObjectsForCase(policy, caseNumber, random, CLOSE_UP);
    if (!objects) {
      throw new Error(`No scene leads to case ${caseNumber} of ${policy.name}.`);
    }
    const scene = placeObjects(random, objects);
    if (scene) {
      return { scene, rgb: modelImage(scene), policy, gold: goldReasoning(policy, scene.objects) };
    }
  }
}

export function reachableCases(policy: Policy): number[] {
  return leaves(policy)
    .filter((leaf) => leaf.reachable)
    .map((leaf) => leaf.caseNumber);
}

/**
 * `count` examples of a policy, label-balanced: cases are dealt in shuffled rounds, so that every case occurs equally
 * often up to one (the paper's data is not balanced; see the dataset card).
 */
export function balancedExamples(policy: Policy, count: number, random: RandomStream): Example[] {
  return [...balancedInTurn(policy, count, random)];
}

/** The same one after the other, for whoever cannot hold all of them. */
function* balancedInTurn(policy: Policy, count: number, random: RandomStream): Generator<Example> {
  const cases = reachableCases(policy);
  const dealt: number[] = [];
  while (dealt.length < count) {
    dealt.push(...random.shuffled(cases));
  }
  for (const caseNumber of dealt.slice(0, count)) yield exampleForCase(policy, caseNumber, random);
}

export type Split = 'cot' | 'pool' | 'validation' | 'test';

/**
 * A split of ClevrPolicy-T for some policies: balanced, drawn from a stream of its own per seed, split and policy, so
 * that splits are disjoint scenes (positions are continuous) and growing one never changes another.
 */
export function clevrPolicySplit(
  policies: readonly Policy[],
  perPolicy: number,
  split: Split,
  random: RandomStream,
): Example[] {
  return [...clevrPolicyInTurn(policies, perPolicy, split, random)];
}

/** The examples of {@link clevrPolicySplit} one after the other. */
export function* clevrPolicyInTurn(
  policies: readonly Policy[],
  perPolicy: number,
  split: Split,
  random: RandomStream,
): Generator<Example> {
  for (const policy of policies) {
    yield* balancedInTurn(policy, perPolicy, random.fork(`${split}/${policy.name}`));
  }
}

/** Accuracy of always giving the most frequent case of each policy among these examples. */
export function majorityBaseline(examples: readonly Example[]): number {
  const counts = new Map<string, number>();
  const best = new Map<string, number>();
  for (const { policy, gold } of examples) {
    const key = `${policy.name}/${gold.caseNumber}`;
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    best.set(policy.name, Math.max(best.get(policy.name) ?? 0, count));
  }
  const hits = [...best.values()].reduce((sum, count) => sum + count, 0);
  return examples.length === 0 ? 0 : hits / examples.length;
}
