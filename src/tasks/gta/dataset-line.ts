import type { RandomStream } from '../../random/stream';
import type { DatasetFields, DatasetLine } from '../task';
import type { Call, CallAndReturn } from './call';
import { callJson } from './call-json';
import type { GtaExample } from './example';
import { gtaForgettingQuestion } from './forgetting-question';
import { circumstancesOf, queryText, shownOrder } from './instance';
import { renderPicture } from './pictures/picture';
import type { Profile } from './profile';
import type { GtaPolicy } from './rules/policy';
import { conditionQuestion, gtaPolicyText } from './rules/policy-text';
import type { RuleWalk } from './rules/walk';

const INSTRUCTION = 'Answer with the one next tool call as JSON: {"name": "...", "arguments": {...}}.';

/** What a line says, whether the data is ours or GTA's. */
export interface LineContent {
  readonly rules: GtaPolicy;
  /** Names or paths of the pictures, as calls speak of them. */
  readonly images: readonly string[];
  readonly profile: Profile;
  readonly query: string;
  readonly before: readonly CallAndReturn[];
  readonly reasoning: string;
  readonly call: Call;
  /** What the referral judge compares reasoning with, beside the profile: the tool that is needed, and what the picture shows. */
  readonly needed: { readonly tool: string; readonly mathematics: boolean };
}

/** The fields of a line: policy, profile, query, history, gold reasoning and call as text. */
export function lineFields(content: LineContent): DatasetFields {
  const { rules, images, query, before, reasoning } = content;
  const { accountType, credits, age } = content.profile;
  const answer = callJson(content.call);
  const profile = { account_type: accountType, credits, age };
  return {
    policy_name: rules.name,
    policy_text: gtaPolicyText(rules),
    images,
    profile,
    circumstances: { ...profile, ...content.needed },
    query,
    history: before.map(({ call, returned }) => ({ call, return: returned })),
    question: [
      `User profile: account type ${accountType}, ${credits} credits, age ${age}.`,
      `Query: ${query}`,
      ...before.map(({ call, returned }) => `Call: ${callJson(call)}\nReturn: ${returned}`),
      INSTRUCTION,
    ].join('\n'),
    reasoning,
    answer,
    response: `<think>\n${reasoning}\n</think>\n\\boxed{${answer}}`,
  };
}

/** "Condition 6: Are the credits at most 250? No.", a line per condition. */
export function walkText(walk: RuleWalk | null): string[] {
  return (walk?.steps ?? []).map(
    ({ label, condition, verdict }) =>
      `Condition ${label}: ${conditionQuestion(condition)} ${verdict ? 'Yes' : 'No'}.`,
  );
}

/** An example in words. */
export function gtaDatasetLine(example: GtaExample): DatasetLine {
  const { instance, rules, turn, before } = example;
  const pictures = shownOrder(instance.pictures);
  return {
    id: rules.name,
    fields: lineFields({
      rules,
      images: pictures.map(({ name }) => name),
      profile: instance.profile,
      query: queryText(instance),
      before,
      reasoning: reasoningText(example),
      call: turn.call,
      needed: {
        tool: turn.need.tool,
        mathematics: circumstancesOf(instance, turn.need).mathematics,
      },
    }),
    pictures: pictures.map(({ name, content }) => ({ name, draw: (size) => renderPicture(content, size) })),
  };
}

/** A question about the example's pictures, or about numbers, that no policy is about. */
export function gtaForgettingLine(
  { instance, rules }: GtaExample,
  index: number,
  random: RandomStream,
): DatasetLine {
  const { picture, ...asked } = gtaForgettingQuestion(shownOrder(instance.pictures), index, random);
  return {
    id: rules.name,
    fields: { ...asked, images: picture ? [picture.name] : [] },
    pictures: picture ? [{ name: picture.name, draw: (size) => renderPicture(picture.content, size) }] : [],
  };
}

/** What is needed, then the rule. */
function reasoningText({ turn }: GtaExample): string {
  const { need, walk } = turn;
  const image = need.arguments.image === undefined ? '' : ` ${need.arguments.image}`;
  const open = need.open === undefined ? [] : [`Is the question open-ended? ${need.open ? 'Yes' : 'No'}.`];
  return [`Needed: ${need.verb}${image}, by ${need.tool}.`, ...walkText(walk), ...open].join('\n');
}
