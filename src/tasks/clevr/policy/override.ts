import type { RandomStream } from '../../../random/stream';
import type { ObjectAttributes } from '../../../scene/scene-graph';
import { sampleObjectsForCase } from './case-sampling';
import { hasCrops, withCrops } from './crops';
import { generatePolicy, renumbered } from './generator';
import type { Policy } from './policy-tree';
import { goldReasoning, leaves } from './walk';

const TREES_TRIED = 8;
const SCENES = 256;

/**
 * Policy override (method section 3, item 3): a policy of the same name and size with new content whose answers differ.
 *
 * Of several new trees, with their case numbers dealt out so that old and new answers agree as rarely as possible, the one that
 * agrees least is taken, measured on scenes balanced over the old policy's cases. A few agreements can remain (mostly
 * for N = 1, where there are two cases only): an evaluation that needs none leaves out the scenes where both agree. A policy with
 * crops gets new ones.
 */
export function overridePolicy(policy: Policy, random: RandomStream): Policy {
  const cases = leaves(policy)
    .filter((leaf) => leaf.reachable)
    .map((leaf) => leaf.caseNumber);
  const range = { minObjects: 3, maxObjects: 8 };
  const scenes = Array.from({ length: SCENES }, () =>
    sampleObjectsForCase(policy, random.pick(cases), random, range),
  ).filter((objects) => objects !== null);
  let best: Policy | undefined;
  let fewest = Number.POSITIVE_INFINITY;
  for (let tried = 0; tried < TREES_TRIED; tried++) {
    const tree = generatePolicy(random, policy.layers, policy.name);
    const candidate = withOtherAnswers(policy, tree, scenes);
    const agreements = answerAgreements(policy, candidate, scenes);
    if (agreements < fewest) [best, fewest] = [candidate, agreements];
  }
  return hasCrops(policy) ? withCrops(best as Policy, random) : (best as Policy);
}

/** The number of scenes for which both policies give the same answer. */
export function answerAgreements(
  a: Policy,
  b: Policy,
  scenes: readonly (readonly ObjectAttributes[])[],
): number {
  return scenes.filter((objects) => answer(a, objects) === answer(b, objects)).length;
}

function answer(policy: Policy, objects: readonly ObjectAttributes[]): number {
  return goldReasoning(policy, objects).caseNumber as number;
}

/** Renumbers the cases of `tree`, the most frequent first: each gets the number left that the old policy answers least there. */
function withOtherAnswers(old: Policy, tree: Policy, scenes: readonly ObjectAttributes[][]): Policy {
  const oldAnswers = new Map<number, number[]>(leaves(tree).map((leaf) => [leaf.caseNumber, []]));
  for (const objects of scenes) oldAnswers.get(answer(tree, objects))?.push(answer(old, objects));
  const numbersLeft = new Set(oldAnswers.keys());
  const newNumber = new Map<number, number>();
  for (const [caseNumber, answers] of [...oldAnswers].sort((a, b) => b[1].length - a[1].length)) {
    const clashes = (number: number) => answers.filter((old) => old === number).length;
    const chosen = [...numbersLeft].reduce((a, b) => (clashes(b) < clashes(a) ? b : a));
    numbersLeft.delete(chosen);
    newNumber.set(caseNumber, chosen);
  }
  return renumbered(
    tree,
    (node) => node.label,
    (caseNumber) => newNumber.get(caseNumber) as number,
  );
}
