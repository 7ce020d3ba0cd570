import type { RandomStream } from '../../random/stream';
import { plainImage, type Segment, weighedFrom } from '../../sequence/flat-batch';
import type { ToolFamily } from '../../sequence/tool-words';
import { END_THINK, EOS, THINK, tokenId } from '../../sequence/vocabulary';
import { goldResponse, promptOf, responseLimit, type SkillTest } from '../task';
import { needWords, profileWords, walkWords } from './encode';
import { type GtaExample, gtaPolicyPassage, sampleExamples } from './example';
import { sampleProfile } from './profile';
import { readResponse } from './read-response';
import { freshPolicy } from './rules/fresh';
import { type GtaPolicy, TOOL_NAMES, VERSIONED_TOOLS } from './rules/policy';
import { toolNodes, walkRule } from './rules/walk';
import { idsOf } from './words';

/** Pretraining draws from the share of training sets: validation and test sets stay unseen. */
const SHARE = { share: 'training' } as const;

/** Weights in the loss of what is decided in a response; the words around it are copied. */
export interface Emphasis {
  /** Of a yes or no of a rule. */
  readonly verdict: number;
  /** Of the name that a walk ends in. */
  readonly name: number;
}

export const PLAIN: Emphasis = { verdict: 1, name: 1 };
export const DECISIVE: Emphasis = { verdict: 3, name: 4 };

const VERDICTS = [tokenId('yes'), tokenId('no')];
const NAMES = new Set(TOOL_NAMES.map(tokenId));

function emphasised(segment: Segment, { verdict, name }: Emphasis): Segment {
  const { tokens, weights } = segment;
  const factor = (i: number) => {
    if (VERDICTS.includes(tokens[i])) return verdict;
    return NAMES.has(tokens[i]) && VERDICTS.includes(tokens[i - 1]) ? name : 1;
  };
  return { ...segment, weights: weights.map((weight, i) => weight * factor(i)) };
}

/** A policy as the prefix of what follows it; nothing of it weighs in the loss. */
function policyPrefix(rules: GtaPolicy): Segment {
  return weighedFrom(Number.POSITIVE_INFINITY, gtaPolicyPassage(rules).passage.tokens);
}

function exampleSegment(example: GtaExample, prefix: number | null, emphasis: Emphasis): Segment {
  const { tokens, images } = example.prompt;
  const segment = weighedFrom(tokens.length, [...tokens, ...goldResponse(example)], {
    images: images.map(plainImage),
    prefix,
  });
  return emphasised(segment, emphasis);
}

/** A fresh policy in the prompt and gold responses to several instances; the policy is a prefix that they share. */
export function inContextSegments(
  rules: GtaPolicy,
  instances: number,
  random: RandomStream,
  firstIndex: number,
  emphasis = DECISIVE,
): Segment[] {
  const examples = sampleExamples(rules, instances, random, SHARE);
  return [policyPrefix(rules), ...examples.map((example) => exampleSegment(example, firstIndex, emphasis))];
}

/** Some of the versioned tools: short policies, as rules are learned from first. */
export function someTools(count: number, random: RandomStream): ToolFamily[] {
  return random.shuffled(VERSIONED_TOOLS).slice(0, count);
}

interface RuleWalkPrompt {
  readonly prompt: readonly number[];
  readonly response: readonly number[];
  readonly name: string;
}

/**
 * A rule followed without pictures and queries: `type B credits 6 1 2 age 3 4 <ask> OCR ?`. All versions of a tool are equally
 * likely. Boards are out of sight, so that no mathematics is.
 */
function ruleWalk(rules: GtaPolicy, random: RandomStream): RuleWalkPrompt {
  const { tool, root } = random.pick(rules.rules);
  const wanted = random.pick(toolNodes(root).filter(({ name }) => name !== 'MathOCR')).name;
  for (;;) {
    const profile = sampleProfile(random);
    const { steps, name } = walkRule(root, { profile, mathematics: false });
    if (name !== wanted) continue;
    return {
      prompt: idsOf([...profileWords(profile), '<ask>', tool, '?']),
      response: [THINK, ...idsOf([tool, ...walkWords({ steps, name })]), END_THINK, tokenId(name), EOS],
      name,
    };
  }
}

/** Rules followed in text alone: where looking conditions up and comparing numbers is learned. */
export function ruleWalkSegments(
  rules: GtaPolicy,
  walks: number,
  random: RandomStream,
  firstIndex: number,
  emphasis = DECISIVE,
): Segment[] {
  return [
    policyPrefix(rules),
    ...Array.from({ length: walks }, () => {
      const { prompt, response } = ruleWalk(rules, random);
      const segment = weighedFrom(prompt.length, [...prompt, ...response], { prefix: firstIndex });
      return emphasised(segment, emphasis);
    }),
  ];
}

/** What is needed and by which tool, without a policy: `<think> read image_1 OCR`. */
export function toolChoiceSegments(count: number, random: RandomStream): Segment[] {
  return sampleExamples(freshPolicy(random), count, random, SHARE).map(({ prompt, turn }) => {
    const tokens = [...prompt.tokens, THINK, ...idsOf(needWords(turn))];
    return weighedFrom(prompt.tokens.length, tokens, { images: prompt.images.map(plainImage) });
  });
}

/** Tokens of the longest walk that {@link ruleWalkTest} needs. */
export const MAX_WALK_TOKENS = 48;
/** Tools of a policy in tests of short policies. */
const WALK_TOOLS = 2;

/** Following the rules of fresh short policies in text alone. */
export function ruleWalkTest(random: RandomStream, count: number): SkillTest {
  const probes = Array.from({ length: count }, (_, i) => {
    const stream = random.fork(`walk ${i}`);
    const rules = freshPolicy(stream, someTools(WALK_TOOLS, stream));
    const { prompt, name } = ruleWalk(rules, stream);
    return {
      prompt: { tokens: [...gtaPolicyPassage(rules).passage.tokens, ...prompt], images: [] },
      isRight: (response: readonly number[]) => readResponse(response).reading.call?.name === name,
    };
  });
  return { probes, maxTokens: MAX_WALK_TOKENS };
}

/** Instances that share one fresh policy in tests. */
const INSTANCES = 8;

/** Following fresh policies of all tools in the prompt: the name called is right. */
export function inContextTest(random: RandomStream, count: number): SkillTest {
  const examples = Array.from({ length: Math.ceil(count / INSTANCES) }, () =>
    sampleExamples(freshPolicy(random), INSTANCES, random, SHARE),
  )
    .flat()
    .slice(0, count);
  return {
    probes: examples.map((example) => ({
      prompt: promptOf(example, true),
      isRight: (response) => readResponse(response).reading.call?.name === example.turn.call.name,
    })),
    maxTokens: responseLimit(examples),
  };
}

/** Choosing the tool, whatever its version, without a policy in the prompt. */
export function toolChoiceTest(random: RandomStream, count: number): SkillTest {
  const examples = sampleExamples(freshPolicy(random), count, random, SHARE);
  return {
    probes: examples.map(({ prompt, turn }) => ({
      prompt,
      isRight: (response) => readResponse([...response, END_THINK]).reading.tool === turn.need.tool,
    })),
    maxTokens: 5,
  };
}
