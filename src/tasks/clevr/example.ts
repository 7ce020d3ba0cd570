import type { RandomStream } from '../../random/stream';
import { CLOSE_UP } from '../../scene/camera';
import { cropPicture } from '../../scene/crop';
import { renderScene } from '../../scene/renderer';
import { placeObjects } from '../../scene/sampler';
import type { Scene } from '../../scene/scene-graph';
import { IMAGE_SIZE, type Picture } from '../../sequence/image';
import { imageTokens } from '../../sequence/passage';
import type { Example, PolicyPassage } from '../task';
import { answerTokens, policyCrops, policyTokens, queryTokens, reasoningTokens } from './encode';
import { sampleObjectsForCase } from './policy/case-sampling';
import type { Policy, Reasoning } from './policy/policy-tree';
import { decisionNodes, goldReasoning, leaves } from './policy/walk';

/** One question: an image, a policy and what the policy says about the image. */
export interface ClevrExample extends Example {
  readonly scene: Scene;
  /** The decision tree that the policy's passage tells. */
  readonly tree: Policy;
  readonly gold: Reasoning;
}

/** A scene as the model sees it. */
export function modelPicture(scene: Scene): Picture {
  const rgb = renderScene(scene, { width: IMAGE_SIZE, height: IMAGE_SIZE });
  return { rgb, side: IMAGE_SIZE, canMirror: true };
}

const passages = new WeakMap<Policy, PolicyPassage>();

/** A policy as the model reads it; the same object for the same tree. */
export function policyPassage(tree: Policy): PolicyPassage {
  let passage = passages.get(tree);
  if (!passage) {
    passage = {
      name: tree.name,
      passage: { tokens: policyTokens(tree), images: policyCrops(tree).map(cropPicture) },
      conditions: decisionNodes(tree).length,
    };
    passages.set(tree, passage);
  }
  return passage;
}

/** (Q, I): the image, then the question. */
function questionOf(picture: Picture, tree: Policy): Example['prompt'] {
  return { tokens: [...imageTokens(picture), ...queryTokens(tree)], images: [picture] };
}

/** The example of a scene under a policy, whose right reasoning is known. */
export function clevrExample(
  scene: Scene,
  tree: Policy,
  gold: Reasoning = goldReasoning(tree, scene.objects),
  picture: Picture = modelPicture(scene),
): ClevrExample {
  return {
    scene,
    tree,
    gold,
    policy: policyPassage(tree),
    prompt: questionOf(picture, tree),
    reasoning: reasoningTokens(gold),
    answer: answerTokens(gold),
    answerClass: String(gold.caseNumber),
  };
}

/** A scene of a given case and its gold reasoning. */
export function exampleForCase(policy: Policy, caseNumber: number, random: RandomStream): ClevrExample {
  for (;;) {
    const objects = sampleObjectsForCase(policy, caseNumber, random, CLOSE_UP);
    if (!objects) {
      throw new Error(`No scene leads to case ${caseNumber} of ${policy.name}.`);
    }
    const scene = placeObjects(random, objects);
    if (scene) {
      return clevrExample(scene, policy);
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
export function balancedExamples(policy: Policy, count: number, random: RandomStream): ClevrExample[] {
  return [...balancedInTurn(policy, count, random)];
}

/** The same one by one. */
export function* balancedInTurn(
  policy: Policy,
  count: number,
  random: RandomStream,
): Generator<ClevrExample> {
  const cases = reachableCases(policy);
  const dealt: number[] = [];
  while (dealt.length < count) {
    dealt.push(...random.shuffled(cases));
  }
  for (const caseNumber of dealt.slice(0, count)) {
    yield exampleForCase(policy, caseNumber, random);
  }
}
