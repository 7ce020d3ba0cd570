import type { DatasetLine } from '../task';
import { callJson } from './call-json';
import type { GtaExample } from './example';
import { queryText, shownOrder } from './instance';
import { renderPicture } from './pictures/picture';
import { conditionQuestion, gtaPolicyText } from './rules/policy-text';

const INSTRUCTION = 'Answer with the one next tool call as JSON: {"name": "...", "arguments": {...}}.';

/** An example in words: policy, profile, query, history, gold reasoning and call as text. */
export function gtaDatasetLine(example: GtaExample): DatasetLine {
  const { instance, rules, turn, before } = example;
  const { accountType, credits, age } = instance.profile;
  const pictures = shownOrder(instance.pictures);
  const call = callJson(turn.call);
  const reasoning = reasoningText(example);
  return {
    id: rules.name,
    fields: {
      policy_name: rules.name,
      policy_text: gtaPolicyText(rules),
      images: pictures.map(({ name }) => name),
      profile: { account_type: accountType, credits, age },
      query: queryText(instance),
      history: before.map(({ call, returned }) => ({ call, return: returned })),
      question: [
        `User profile: account type ${accountType}, ${credits} credits, age ${age}.`,
        `Query: ${queryText(instance)}`,
        ...before.map(({ call, returned }) => `Call: ${callJson(call)}\nReturn: ${returned}`),
        INSTRUCTION,
      ].join('\n'),
      reasoning,
      answer: call,
      response: `<think>\n${reasoning}\n</think>\n\\boxed{${call}}`,
    },
    pictures: pictures.map(({ name, content }) => ({ name, draw: (size) => renderPicture(content, size) })),
  };
}

/** What is needed, then the rule, a line per condition. */
function reasoningText({ turn }: GtaExample): string {
  const { need, walk } = turn;
  const image = need.arguments.image === undefined ? '' : ` ${need.arguments.image}`;
  const steps = walk?.steps.map(
    ({ label, condition, verdict }) =>
      `Condition ${label}: ${conditionQuestion(condition)} ${verdict ? 'Yes' : 'No'}.`,
  );
  const open = need.open === undefined ? [] : [`Is the question open-ended? ${need.open ? 'Yes' : 'No'}.`];
  return [`Needed: ${need.verb}${image}, by ${need.tool}.`, ...(steps ?? []), ...open].join('\n');
}
