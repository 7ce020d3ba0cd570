import type { RandomStream } from '../../random/stream';
import { IMAGE_NAMES, versionNames } from '../../sequence/tool-words';
import type { Call } from './call';
import type { GtaExample } from './example';
import { familyOf, TOOL_NAMES } from './rules/policy';
import { type CallScore, scoreCall } from './score';

/** Answers without the rules, each scored on every example. */

function scores(examples: readonly GtaExample[], call: (example: GtaExample) => Call): CallScore[] {
  return examples.map((example) => scoreCall(example.turn.call, call(example)));
}

function anyImage({ instance }: GtaExample, random: RandomStream): Call['arguments'] {
  const names = instance.pictures.length > 0 ? instance.pictures.map(({ name }) => name) : IMAGE_NAMES;
  return { image: random.pick(names) };
}

/** Any of the 32 names, and the name of a picture. */
export function chance(examples: readonly GtaExample[], random: RandomStream): CallScore[] {
  return scores(examples, (example) => ({
    name: random.pick(TOOL_NAMES),
    arguments: anyImage(example, random),
  }));
}

/** The name that is right most often, and the name of a picture. */
export function majorityTool(examples: readonly GtaExample[], random: RandomStream): CallScore[] {
  const counts = new Map<string, number>();
  for (const { answerClass } of examples) counts.set(answerClass, (counts.get(answerClass) ?? 0) + 1);
  const [name] = [...counts].reduce((best, one) => (one[1] > best[1] ? one : best), ['', 0]);
  return scores(examples, (example) => ({ name, arguments: anyImage(example, random) }));
}

/** The right tool with the right arguments, but any of its versions: who knows everything except the rules. */
export function randomVersion(examples: readonly GtaExample[], random: RandomStream): CallScore[] {
  return scores(examples, ({ turn: { call } }) => {
    const family = familyOf(call.name);
    const names = family ? versionNames(family) : [];
    return { ...call, name: names.length > 0 ? random.pick(names) : call.name };
  });
}
