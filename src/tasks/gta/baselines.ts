import type { RandomStream } from '../../random/stream';
import { IMAGE_NAMES, versionNames } from '../../sequence/tool-words';
import type { Guess, Score } from '../task';
import type { Call } from './call';
import type { GtaExample } from './example';
import { familyOf, TOOL_NAMES } from './rules/policy';
import { scoreCall } from './score';

/** Who makes the calls of a baseline: one call per example, without looking at what is right unless it says so. */
type Guesser = (example: GtaExample, random: RandomStream) => Call;

function anyImage({ instance }: GtaExample, random: RandomStream): Call['arguments'] {
  const names = instance.pictures.length > 0 ? instance.pictures.map(({ name }) => name) : IMAGE_NAMES;
  return { image: random.pick(names) };
}

/** Any of the 32 names, and the name of a picture. */
const chance: Guesser = (example, random) => ({
  name: random.pick(TOOL_NAMES),
  arguments: anyImage(example, random),
});

/** The name that is right most often, and the name of a picture. */
function majorityTool(examples: readonly GtaExample[]): Guesser {
  const counts = new Map<string, number>();
  for (const { answerClass } of examples) counts.set(answerClass, (counts.get(answerClass) ?? 0) + 1);
  const [name] = [...counts].reduce((best, one) => (one[1] > best[1] ? one : best), ['', 0]);
  return (example, random) => ({ name, arguments: anyImage(example, random) });
}

/** The right tool with the right arguments, but any of its versions: who knows everything except the rules. */
const randomVersion: Guesser = ({ turn: { call } }, random) => {
  const family = familyOf(call.name);
  const names = family ? versionNames(family) : [];
  return { ...call, name: names.length > 0 ? random.pick(names) : call.name };
};

/** What each guess earns on each example. */
export function guessScores(
  examples: readonly GtaExample[],
  random: RandomStream,
): { readonly [guess in Guess]: readonly Score[] } {
  const scores = (guess: Guesser) =>
    examples.map((example): Score => {
      const { accuracy, tool, arguments: given } = scoreCall(example.turn.call, guess(example, random));
      return { accuracy, format: 1, parts: { tool, arguments: given } };
    });
  return {
    chance: scores(chance),
    majority: scores(majorityTool(examples)),
    blindToPolicy: scores(randomVersion),
  };
}
