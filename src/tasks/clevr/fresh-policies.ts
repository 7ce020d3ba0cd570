import type { RandomStream } from '../../random/stream';
import { CLOSE_UP } from '../../scene/camera';
import { sampleScene } from '../../scene/sampler';
import type { ObjectAttributes } from '../../scene/scene-graph';
import { plainImage, type Segment, weighedFrom } from '../../sequence/flat-batch';
import { caseOf, tokenId } from '../../sequence/vocabulary';
import { goldResponse, promptOf, responseLimit, type SkillTest } from '../task';
import { parseResponse, queryTokens, responseTokens, sceneTokens } from './encode';
import { balancedExamples, exampleForCase, policyPassage, reachableCases } from './example';
import { type Emphasis, PERCEPTIVE } from './perception';
import { sampleObjectsForCase } from './policy/case-sampling';
import { withCrops } from './policy/crops';
import { generatePolicy, relabelled } from './policy/generator';
import { freshNames } from './policy/named-policies';
import { policyName } from './policy/names';
import type { Policy, Reasoning } from './policy/policy-tree';
import { goldReasoning } from './policy/walk';

/** Fresh policies for pretraining: new trees, unused names, shuffled labels and case numbers. */
export class FreshPolicies {
  private readonly stems: readonly string[];

  constructor(random: RandomStream) {
    this.stems = freshNames(random);
  }

  /** @param pictured whether crops show some of the values: new ones in every policy */
  draw(layers: number, random: RandomStream, pictured = false): Policy {
    const name = policyName(layers, random.pick(this.stems));
    const policy = relabelled(generatePolicy(random, layers, name), random);
    return pictured ? withCrops(policy, random) : policy;
  }
}

const VERDICTS = [tokenId('yes'), tokenId('no')];

function emphasised(segment: Segment, { verdict, choice }: Emphasis): Segment {
  const factorOf = (token: number) => {
    if (VERDICTS.includes(token)) return verdict;
    return caseOf(token) === null ? 1 : choice;
  };
  return { ...segment, weights: segment.weights.map((weight, i) => weight * factorOf(segment.tokens[i])) };
}

/** A policy as the prefix of what follows it; nothing of it weighs in the loss. */
function policyPrefix(policy: Policy): Segment {
  const { tokens, images } = policyPassage(policy).passage;
  return weighedFrom(Number.POSITIVE_INFINITY, tokens, { images: images.map(plainImage) });
}

/** A fresh policy in the prompt and gold reasoning about several images; the policy is a shared prefix. */
export function inContextSegments(
  policy: Policy,
  images: number,
  random: RandomStream,
  firstIndex: number,
  emphasis: Emphasis = PERCEPTIVE,
): Segment[] {
  const cases = random.shuffled(reachableCases(policy));
  const prefix = policyPrefix(policy);
  return [
    prefix,
    ...Array.from({ length: images }, (_, i) => {
      const example = exampleForCase(policy, cases[i % cases.length], random);
      const { tokens, images } = example.prompt;
      const segment = weighedFrom(tokens.length, [...tokens, ...goldResponse(example)], {
        images: images.map(plainImage),
        prefix: firstIndex,
      });
      return emphasised(segment, emphasis);
    }),
  ];
}

/** The same without pictures: the scene in words. A text-only skill, and where the look-up of conditions is learned. */
export function textWalkSegments(
  policy: Policy,
  scenes: number,
  random: RandomStream,
  firstIndex: number,
  emphasis: Emphasis = PERCEPTIVE,
): Segment[] {
  const prefix = policyPrefix(policy);
  return [
    prefix,
    ...Array.from({ length: scenes }, () => {
      const { objects } = sampleScene(random);
      const prompt = [...sceneTokens(objects), ...queryTokens(policy)];
      const tokens = [...prompt, ...responseTokens(goldReasoning(policy, objects))];
      return emphasised(weighedFrom(prompt.length, tokens, { prefix: firstIndex }), emphasis);
    }),
  ];
}

/** Most tokens of a walk's response with so many layers as {@link textWalkTest} has. */
export const MAX_WALK_TOKENS = 32;
const WALK_LAYERS = 2;

/**
 * The text-only skill as a test: a fresh policy and a scene in words as one prompt. All cases are equally likely: in scenes drawn
 * freely, always answering yes would be right half of the time.
 */
export function textWalkTest(random: RandomStream, count: number): SkillTest {
  const fresh = new FreshPolicies(random.fork('names'));
  const probes = Array.from({ length: count }, (_, i) => {
    const stream = random.fork(`walk ${i}`);
    const { prompt, gold } = textWalk(fresh.draw(WALK_LAYERS, stream), stream);
    return {
      prompt: { tokens: prompt, images: [] },
      isRight: (response: readonly number[]) => answersCase(response, gold),
    };
  });
  return { probes, maxTokens: MAX_WALK_TOKENS };
}

function textWalk(policy: Policy, random: RandomStream): { prompt: number[]; gold: Reasoning } {
  const wanted = random.pick(reachableCases(policy));
  const objects = sampleObjectsForCase(policy, wanted, random, CLOSE_UP) as ObjectAttributes[];
  const { tokens } = policyPassage(policy).passage;
  return {
    prompt: [...tokens, ...sceneTokens(objects), ...queryTokens(policy)],
    gold: goldReasoning(policy, objects),
  };
}

/** Following fresh policies with N layers in the prompt, with crops in them if `pictured`, eight images each. */
export function inContextTest(
  layers: number,
  random: RandomStream,
  count: number,
  pictured = false,
): SkillTest {
  const fresh = new FreshPolicies(random);
  const examples = Array.from({ length: Math.ceil(count / 8) }, () =>
    balancedExamples(fresh.draw(layers, random, pictured), 8, random),
  ).flat();
  return {
    probes: examples.map((example) => ({
      prompt: promptOf(example, true),
      isRight: (response) => answersCase(response, example.gold),
    })),
    maxTokens: responseLimit(examples),
  };
}

function answersCase(response: readonly number[], gold: Reasoning): boolean {
  return parseResponse(response).reasoning.caseNumber === gold.caseNumber;
}
