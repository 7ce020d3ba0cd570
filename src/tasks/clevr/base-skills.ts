import type { RandomStream } from '../../random/stream';
import { type BatchImage, plainImage, type SequencePart, trainedFrom } from '../../sequence/flat-batch';
import { IMAGE_SIZE, modelImage, PATCHES_PER_SIDE } from '../../sequence/image';
import { EOS, tokenId } from '../../sequence/vocabulary';
import { exampleForCase, reachableCases } from './clevr-policy';
import {
  attributeTokens,
  imageTokens,
  policyTokens,
  queryTokens,
  responseTokens,
  sceneTokens,
} from './encode';
import { sampleObjectsForCase } from './policy/case-sampling';
import { generatePolicy, relabelled } from './policy/generator';
import { freshNames } from './policy/named-policies';
import { policyName } from './policy/names';
import type { Policy, Reasoning } from './policy/policy-tree';
import { goldReasoning } from './policy/walk';
import { CLOSE_UP } from './scene/camera';
import { objectIds } from './scene/renderer';
import { sampleScene } from './scene/sampler';
import {
  ATTRIBUTE_TYPES,
  ATTRIBUTE_VALUES,
  type Attributes,
  type AttributeType,
  exists,
  matches,
  type ObjectAttributes,
  type Scene,
} from './scene/scene-graph';

/**
 * The base model's skills (method 5.3), standing in for those of a pretrained vision-language model: describing scenes,
 * answering questions about them, and following FRESH policies given in the prompt.
 */
export type PerceptionSkill = 'exist' | 'count' | 'query' | 'compare' | 'caption';

/** A question about an image: what is asked, the one-word answer (a caption's is its whole text). */
export interface PerceptionQuestion {
  readonly skill: PerceptionSkill;
  readonly question: readonly number[];
  readonly answer: readonly number[];
}

const ASK = tokenId('<ask>');
const QUERY_MARK = tokenId('?');

/** Some values of an object, one to three of the four types. */
function partialAttributes(object: ObjectAttributes, random: RandomStream): Attributes {
  const types = random.shuffled(ATTRIBUTE_TYPES).slice(0, 1 + random.int(3));
  return Object.fromEntries(types.map((type) => [type, object[type]])) as Attributes;
}

/** Balanced yes/no; a "no" is a near miss: an object's attributes with one value changed. */
function existQuestion(scene: Scene, random: RandomStream): PerceptionQuestion {
  const wantYes = random.next() < 0.5;
  let asked = partialAttributes(random.pick(scene.objects), random);
  for (let tries = 0; !wantYes && exists(scene.objects, asked) && tries < 20; tries++) {
    const near = { ...partialAttributes(random.pick(scene.objects), random) } as Record<string, string>;
    const type = random.pick(Object.keys(near)) as AttributeType;
    near[type] = random.pick(ATTRIBUTE_VALUES[type] as readonly string[]);
    asked = near as Attributes;
  }
  return {
    skill: 'exist',
    question: [ASK, tokenId('exist'), ...attributeTokens(asked), QUERY_MARK],
    answer: [tokenId(exists(scene.objects, asked) ? 'yes' : 'no')],
  };
}

function countQuestion(scene: Scene, random: RandomStream): PerceptionQuestion {
  const asked = partialAttributes(random.pick(scene.objects), random);
  const count = scene.objects.filter((object) => matches(object, asked)).length;
  return {
    skill: 'count',
    question: [ASK, tokenId('count'), ...attributeTokens(asked), QUERY_MARK],
    answer: [tokenId(String(count))],
  };
}

/** An attribute of the only object that fits a description; null when the draw describes several. */
function queryQuestion(scene: Scene, random: RandomStream): PerceptionQuestion | null {
  const object = random.pick(scene.objects);
  const wanted = random.pick(ATTRIBUTE_TYPES);
  const described = { ...partialAttributes(object, random), [wanted]: undefined };
  const words = attributeTokens(described);
  if (words.length === 0 || scene.objects.filter((other) => matches(other, described)).length !== 1) {
    return null;
  }
  return {
    skill: 'query',
    question: [ASK, tokenId(wanted), ...words, QUERY_MARK],
    answer: [tokenId(object[wanted])],
  };
}

/** Whether the only red and the only large thing (say) share an attribute; null when the draw is ambiguous. */
function compareQuestion(scene: Scene, random: RandomStream): PerceptionQuestion | null {
  const [first, second] = random.shuffled(scene.objects);
  const type = random.pick(ATTRIBUTE_TYPES);
  const descriptions = [first, second].map((object) => ({
    ...partialAttributes(object, random),
    [type]: undefined,
  }));
  const unique = descriptions.every(
    (described) =>
      attributeTokens(described).length > 0 &&
      scene.objects.filter((other) => matches(other, described)).length === 1,
  );
  if (!unique) {
    return null;
  }
  const [a, b] = descriptions.map(attributeTokens);
  return {
    skill: 'compare',
    question: [ASK, tokenId(type), ...a, tokenId(';'), ...b, QUERY_MARK],
    answer: [tokenId(first[type] === second[type] ? 'yes' : 'no')],
  };
}

/** The whole scene in words, from left to right in the picture. */
function caption(scene: Scene): PerceptionQuestion {
  const objects = [...scene.objects].sort((a, b) => a.pixel_coords[0] - b.pixel_coords[0]);
  const [opening, ...words] = sceneTokens(objects);
  return { skill: 'caption', question: [opening], answer: [...words, EOS] };
}

/** A question of the given skill; draws again where the scene does not allow the first draw. */
export function perceptionQuestion(
  scene: Scene,
  skill: PerceptionSkill,
  random: RandomStream,
): PerceptionQuestion {
  for (let tries = 0; tries < 20; tries++) {
    const question = {
      exist: existQuestion,
      count: countQuestion,
      query: queryQuestion,
      compare: compareQuestion,
      caption,
    }[skill](scene, random);
    if (question) {
      return question;
    }
  }
  return existQuestion(scene, random);
}

/** A scene with its picture. */
export interface Picture {
  readonly scene: Scene;
  readonly rgb: Uint8Array;
}

export function randomPicture(random: RandomStream): Picture {
  const scene = sampleScene(random);
  return { scene, rgb: modelImage(scene) };
}

const QUESTION_MIX: readonly PerceptionSkill[] = [
  'exist',
  'exist',
  'exist',
  'exist',
  'query',
  'count',
  'compare',
];

/**
 * How much what must be SEEN counts against words that are copied or fluent. Look-up forms fastest with plain weights;
 * once it has, answers and verdicts need the emphasis or they drown in easy words (lab notes).
 */
export interface Emphasis {
  /** Weight of a one-word answer about a picture. */
  readonly answer: number;
  /** Weight of a yes or no in a walk. */
  readonly verdict: number;
}

export const PLAIN: Emphasis = { answer: 1, verdict: 1 };
export const PERCEPTIVE: Emphasis = { answer: 4, verdict: 3 };

/** One picture with a caption and several questions: the image is a prefix that all of them share. */
export function perceptionParts(
  picture: Picture,
  questions: number,
  random: RandomStream,
  firstIndex: number,
  emphasis: Emphasis = PERCEPTIVE,
): SequencePart[] {
  const image: BatchImage = plainImage(picture.rgb);
  const prefix = trainedFrom(imageTokens(), [image], imageTokens().length);
  const asked = [
    caption(picture.scene),
    ...Array.from({ length: questions }, () =>
      perceptionQuestion(picture.scene, random.pick(QUESTION_MIX), random),
    ),
  ];
  return [
    prefix,
    ...asked.map(({ skill, question, answer }) => ({
      tokens: [...question, ...answer],
      images: [],
      weights: [...question.map(() => 0), ...answer.map(() => (skill === 'caption' ? 1 : emphasis.answer))],
      prefix: firstIndex,
    })),
  ];
}

/** Fresh policies for pretraining: new trees, unused names, shuffled labels and case numbers. */
export class FreshPolicies {
  private readonly stems: readonly string[];

  constructor(random: RandomStream) {
    this.stems = freshNames(random);
  }

  draw(layers: number, random: RandomStream): Policy {
    const name = policyName(layers, random.pick(this.stems));
    return relabelled(generatePolicy(random, layers, name), random);
  }
}

function withWeighedVerdicts(part: SequencePart, { verdict }: Emphasis): SequencePart {
  const verdicts = [tokenId('yes'), tokenId('no')];
  const weights = part.weights.map((weight, i) =>
    verdicts.includes(part.tokens[i]) ? weight * verdict : weight,
  );
  return { ...part, weights };
}

/** A fresh policy in the prompt and gold reasoning about several images; the policy is a shared prefix. */
export function inContextParts(
  policy: Policy,
  images: number,
  random: RandomStream,
  firstIndex: number,
  emphasis: Emphasis = PERCEPTIVE,
): SequencePart[] {
  const cases = random.shuffled(reachableCases(policy));
  const prefix = trainedFrom(policyTokens(policy), [], Number.POSITIVE_INFINITY);
  return [
    prefix,
    ...Array.from({ length: images }, (_, i) => {
      const { rgb, gold } = exampleForCase(policy, cases[i % cases.length], random);
      const prompt = [...imageTokens(), ...queryTokens(policy)];
      const tokens = [...prompt, ...responseTokens(gold)];
      return withWeighedVerdicts(trainedFrom(tokens, [plainImage(rgb)], prompt.length, firstIndex), emphasis);
    }),
  ];
}

/** The same without pictures: the scene in words. A text-only skill, and where the look-up of conditions is learned. */
export function textWalkParts(
  policy: Policy,
  scenes: number,
  random: RandomStream,
  firstIndex: number,
  emphasis: Emphasis = PERCEPTIVE,
): SequencePart[] {
  const prefix = trainedFrom(policyTokens(policy), [], Number.POSITIVE_INFINITY);
  return [
    prefix,
    ...Array.from({ length: scenes }, () => {
      const { objects } = sampleScene(random);
      const prompt = [...sceneTokens(objects), ...queryTokens(policy)];
      const tokens = [...prompt, ...responseTokens(goldReasoning(policy, objects))];
      return withWeighedVerdicts(trainedFrom(tokens, [], prompt.length, firstIndex), emphasis);
    }),
  ];
}

/**
 * A policy and a scene in words as one prompt, and the right reasoning: the text-only skill as a test. All cases are
 * equally likely: in scenes drawn freely, always answering yes would be right half of the time.
 */
export function textWalk(policy: Policy, random: RandomStream): { prompt: number[]; gold: Reasoning } {
  const wanted = random.pick(reachableCases(policy));
  const objects = sampleObjectsForCase(policy, wanted, random, CLOSE_UP) as ObjectAttributes[];
  return {
    prompt: [...policyTokens(policy), ...sceneTokens(objects), ...queryTokens(policy)],
    gold: goldReasoning(policy, objects),
  };
}

/** What a patch shows, for the vision warm-up: an object's attributes, nothing, or unclear (left out). */
export type PatchLabel = ObjectAttributes | 'nothing' | null;

const CELL = IMAGE_SIZE / PATCHES_PER_SIDE;

/** A label per patch, from which object covers most of the patch's own cell (the middle of its window). */
export function patchLabels(scene: Scene): PatchLabel[] {
  const ids = objectIds(scene, { width: IMAGE_SIZE, height: IMAGE_SIZE });
  return Array.from({ length: PATCHES_PER_SIDE * PATCHES_PER_SIDE }, (_, patch) => {
    const left = (patch % PATCHES_PER_SIDE) * CELL;
    const top = Math.floor(patch / PATCHES_PER_SIDE) * CELL;
    const pixels = new Map<number, number>();
    for (let y = top; y < top + CELL; y++) {
      for (let x = left; x < left + CELL; x++) {
        const id = ids[y * IMAGE_SIZE + x];
        pixels.set(id, (pixels.get(id) ?? 0) + 1);
      }
    }
    const ground = pixels.get(-1) ?? 0;
    pixels.delete(-1);
    const [best] = [...pixels.entries()].sort((a, b) => b[1] - a[1]);
    if (!best) {
      return 'nothing';
    }
    return best[1] >= CELL * CELL * 0.3 && best[1] > ground * 0.5 ? scene.objects[best[0]] : null;
  });
}
