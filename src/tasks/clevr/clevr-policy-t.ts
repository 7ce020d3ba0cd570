import { RandomStream } from '../../random/stream';
import type { Scene } from '../../scene/scene-graph';
import type { DatasetConfig } from '../dataset';
import type { ExampleView, Task } from '../task';
import { CLEVR_SKILLS } from './base-skills';
import { continuations } from './continuations';
import { datasetLine, forgettingLine } from './dataset-line';
import { parseResponse, responseTokens } from './encode';
import { balancedInTurn, type ClevrExample, clevrExample } from './example';
import { fileExamples } from './file-examples';
import { type OwnPicture, ownPictureExample } from './own-picture';
import { ownPolicyOf } from './own-policy';
import { clevrAtPaperScale } from './paper-scale';
import { departureFrom } from './policy/departure';
import { judgeReasoning } from './policy/judge';
import { overridePolicy } from './policy/override';
import { namedPolicies } from './policy/policy-dataset';
import type { Policy, Reasoning } from './policy/policy-tree';
import { blindReasoning } from './policy/walk';

/** An example as records carry it. */
export interface ClevrView extends ExampleView {
  readonly scene: Scene;
  readonly policy: Policy;
  readonly gold: Reasoning;
  /** In place of the scene; only Try it has such examples, and nobody knows what is right about them. Never in files. */
  readonly picture?: OwnPicture;
}

/**
 * The policies that an experiment internalizes: one of somebody's own first, if the data set carries one; the seed decides which
 * named ones. Of two of the same name the own one counts, because a question tells policies apart by their names.
 *
 * @throws Error with a sentence where the own policy cannot be read
 */
export function experimentPolicies({ dataset, seed }: DatasetOfSeed): Policy[] {
  const random = dataStream(seed).fork('policies');
  const named = random.shuffled(namedPolicies(dataset));
  const own = ownPolicyOf(dataset);
  const all = own ? [own, ...named.filter(({ name }) => name !== own.name)] : named;
  return all.slice(0, dataset.policies);
}

interface DatasetOfSeed {
  readonly dataset: DatasetConfig;
  readonly seed: number;
}

/** Every split of an experiment comes from a fork of its own, so that growing one never changes another. */
function dataStream(seed: number): RandomStream {
  return RandomStream.of(seed, 'data');
}

/** What nobody can judge has no errors. */
const NO_ERRORS = { recall: 0, perception: 0, branching: 0 };

/** ClevrPolicy-T (method 5.1): decision trees in words over what a picture shows. */
export const CLEVR_POLICY_T: Task<ClevrExample> = {
  kind: 'clevr-policy-t',
  *examples(dataset, split, perPolicy, seed) {
    for (const policy of experimentPolicies({ dataset, seed })) {
      yield* balancedInTurn(policy, perPolicy, dataStream(seed).fork(`${split}/${policy.name}`));
    }
  },
  examplesFromFile: (dataset, text, perPolicy, seed) =>
    fileExamples(experimentPolicies({ dataset, seed }), text, perPolicy, dataStream(seed).fork('file')),
  read: (response) => parseResponse(response).reasoning,
  answerClass(response) {
    const { caseNumber } = parseResponse(response).reasoning;
    return caseNumber === null ? null : String(caseNumber);
  },
  answers: (response) => parseResponse(response).reasoning.caseNumber !== null,
  score({ gold }, response) {
    const { reasoning, format } = parseResponse(response);
    const isRight = gold.caseNumber !== null && reasoning.caseNumber === gold.caseNumber;
    return { accuracy: isRight ? 1 : 0, format };
  },
  continuations: ({ tree }, beginning) => continuations(tree, beginning),
  judge({ tree, scene, gold }, response) {
    const { reasoning } = parseResponse(response);
    const references = reasoning.steps.map(({ label }) => String(label));
    if (gold.caseNumber === null) return { score: 0, errors: NO_ERRORS, firstError: null, references };
    const { score, errors, firstError } = judgeReasoning(tree, scene.objects, reasoning);
    return { score, errors, firstError, references };
  },
  departure: ({ tree }, response) => departureFrom(tree, parseResponse(response).reasoning),
  blindResponse: ({ tree }, random) => responseTokens(blindReasoning(tree, random)),
  override(examples, random) {
    const replaced = new Map<Policy, Policy>();
    return examples.flatMap(({ scene, tree, gold, prompt }) => {
      const policy = replaced.get(tree) ?? overridePolicy(tree, random.fork(tree.name));
      replaced.set(tree, policy);
      const asked = clevrExample(scene, policy, undefined, prompt.images[0]);
      return asked.gold.caseNumber === gold.caseNumber ? [] : [asked];
    });
  },
  baseSkills: CLEVR_SKILLS,
  view: ({ scene, tree, gold }): ClevrView => ({ scene, policy: tree, gold }),
  example(view) {
    const { scene, policy, gold, picture } = view as ClevrView;
    return picture ? ownPictureExample(picture, policy) : clevrExample(scene, policy, gold);
  },
  unfit: () => null,
  datasetLine: (view) => datasetLine(view as ClevrView),
  forgettingLine: (view, index, random) => forgettingLine(view as ClevrView, index, random),
  paperScale: clevrAtPaperScale,
};
