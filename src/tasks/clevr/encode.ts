import {
  ATTRIBUTE_TYPES,
  type Attributes,
  type AttributeType,
  type ObjectAttributes,
} from '../../scene/scene-graph';
import {
  caseOf,
  caseToken,
  END_THINK,
  EOS,
  IMAGE,
  labelOf,
  labelToken,
  syllableToken,
  THINK,
  tokenId,
  tokenWord,
} from '../../sequence/vocabulary';
import { typeOfValue } from './policy/describe';
import { nameSyllables } from './policy/names';
import type { DecisionNode, Policy, PolicyNode, Reasoning, ReasoningStep } from './policy/policy-tree';
import { decisionNodes } from './policy/walk';

/** The words of a conjunction in the order in which people say them: "small cyan". */
export function attributeTokens(attributes: Attributes): number[] {
  return ATTRIBUTE_TYPES.flatMap((type) => {
    const value = attributes[type];
    return value === undefined ? [] : [tokenId(value)];
  });
}

/** A condition in a policy: the words of its values, for those that a crop shows the type and the crop: `small color <image>`. */
function conditionTokens({ condition, crops }: DecisionNode): number[] {
  return ATTRIBUTE_TYPES.flatMap((type) => {
    const value = condition[type];
    if (value === undefined) return [];
    return crops?.[type] ? [tokenId(type), IMAGE] : [tokenId(value)];
  });
}

/** The crops of a policy in the order in which {@link policyTokens} shows them. */
export function policyCrops(policy: Policy): ObjectAttributes[] {
  return decisionNodes(policy).flatMap(({ crops = {} }) =>
    ATTRIBUTE_TYPES.flatMap((type) => crops[type] ?? []),
  );
}

function reference(node: PolicyNode): number {
  return node.kind === 'decision' ? labelToken(node.label) : caseToken(node.caseNumber);
}

/**
 * `<policy> su ri # C1 cyan go C2 else C3 # C2 ... </policy>`: 7 to 10 tokens per condition, and one more for each value that a crop
 * shows.
 */
export function policyTokens(policy: Policy): number[] {
  const sections = decisionNodes(policy).flatMap((node) => [
    tokenId('#'),
    labelToken(node.label),
    ...conditionTokens(node),
    tokenId('go'),
    reference(node.whenTrue),
    tokenId('else'),
    reference(node.whenFalse),
  ]);
  return [tokenId('<policy>'), ...nameTokens(policy), ...sections, tokenId('</policy>')];
}

function nameTokens(policy: Policy): number[] {
  return nameSyllables(policy.name).map(syllableToken);
}

/** The query: `<ask> su ri`, "what does policy Suri say about this image?". */
export function queryTokens(policy: Policy): number[] {
  return [tokenId('<ask>'), ...nameTokens(policy)];
}

/** Objects in words instead of an image: `<scene> small cyan metal cube ; ...`. */
export function sceneTokens(objects: readonly ObjectAttributes[]): number[] {
  return [tokenId('<scene>'), ...objects.flatMap((object) => [...attributeTokens(object), tokenId(';')])];
}

/** `<think> C1 cyan ? no C3 ... </think>`. */
export function reasoningTokens(reasoning: Reasoning): number[] {
  const steps = reasoning.steps.flatMap(({ label, condition, verdict }) => [
    labelToken(label),
    ...attributeTokens(condition),
    tokenId('?'),
    tokenId(verdict ? 'yes' : 'no'),
  ]);
  return [THINK, ...steps, END_THINK];
}

/** Reasoning and answer: `<think> C1 cyan ? no C3 ... </think> Case5 <eos>`. */
export function responseTokens(reasoning: Reasoning): number[] {
  return [...reasoningTokens(reasoning), ...answerTokens(reasoning)];
}

/** The answer: `Case5 <eos>`. */
export function answerTokens(reasoning: Reasoning): number[] {
  return [caseToken(reasoning.caseNumber as number), EOS];
}

export interface ParsedResponse {
  readonly reasoning: Reasoning;
  /** 1 when the response is exactly `<think> ... </think>`, one case, `<eos>` (the format reward), else 0. */
  readonly format: 0 | 1;
}

/**
 * Reads a generated response. Never throws: steps that cannot be parsed are left out, and the case is that of the
 * token behind `</think>`, or of the first token where there is no reasoning (Direct SFT); else null.
 */
export function parseResponse(tokens: readonly number[]): ParsedResponse {
  const end = tokens.indexOf(END_THINK);
  const answer = end < 0 ? (tokens[0] === THINK ? -1 : 0) : end + 1;
  const caseNumber = answer < 0 || answer >= tokens.length ? null : caseOf(tokens[answer]);
  const thought = end < 0 ? tokens.slice(1) : tokens.slice(1, end);
  const steps = tokens[0] === THINK ? parseSteps(thought) : [];
  const wellFormed =
    tokens[0] === THINK &&
    end > 0 &&
    tokens.lastIndexOf(THINK) === 0 &&
    caseNumber !== null &&
    tokens.length === end + 3 &&
    tokens[end + 2] === EOS;
  return { reasoning: { steps, caseNumber }, format: wellFormed ? 1 : 0 };
}

/** Splits at condition labels; a step is a label, attribute words, `?`, and a verdict. */
function parseSteps(tokens: readonly number[]): ReasoningStep[] {
  const steps: ReasoningStep[] = [];
  for (let i = 0; i < tokens.length; i++) {
    const label = labelOf(tokens[i]);
    if (label === null) {
      continue;
    }
    const condition: Partial<Record<AttributeType, string>> = {};
    let next = i + 1;
    for (; next < tokens.length; next++) {
      const word = tokenWord(tokens[next]);
      const type = typeOfValue(word);
      if (!type) {
        break;
      }
      condition[type] = word;
    }
    const verdict = tokenWord(tokens[next + 1] ?? -1);
    if (tokenWord(tokens[next] ?? -1) === '?' && (verdict === 'yes' || verdict === 'no')) {
      steps.push({ label, condition: condition as Attributes, verdict: verdict === 'yes' });
    }
  }
  return steps;
}
