import type { ExperimentConfig } from '../../../experiment/plan/config';
import { RandomStream } from '../../../random/stream';
import { CROP_SIZE } from '../../../sequence/image';
import { exampleForCase, reachableCases } from '../../../tasks/clevr/example';
import { ownPolicyOf } from '../../../tasks/clevr/own-policy';
import { RESPONSE_COUNTS } from '../../../tasks/clevr/policy/generator';
import { makeNamedPolicies, makePicturePolicies } from '../../../tasks/clevr/policy/named-policies';
import { leaves } from '../../../tasks/clevr/policy/walk';
import type { DatasetConfig } from '../../../tasks/dataset';
import type { DataExample, DataFact } from '../task-ui';
import { clevrView } from './clevr-view';

/** What the model is to learn, and from how much. */
export function dataFacts({ dataset, evaluation }: ExperimentConfig): DataFact[] {
  const { policies, cotPerPolicy, poolPerPolicy } = dataset;
  const crops: DataFact = {
    term: 'Pictures in them',
    value: `in about half of the conditions, ${CROP_SIZE} × ${CROP_SIZE} pixels each`,
  };
  return [
    {
      term: 'Policies',
      value: policiesInWords(dataset),
    },
    ...(dataset.kind === 'clevr-policy-m' ? [crops] : []),
    { term: 'With reasoning', value: `${policies * cotPerPolicy} images (${cotPerPolicy} per policy)` },
    {
      term: 'Answer only',
      value: `${(policies * poolPerPolicy).toLocaleString('en')} images, for Direct SFT and RL`,
    },
    {
      term: 'Measured on',
      value: `${policies * evaluation.perPolicy} unseen images (${evaluation.split})`,
    },
  ];
}

function policiesInWords(dataset: DatasetConfig): string {
  const { layers, policies } = dataset;
  const own = ownPolicyOf(dataset);
  const named = (count: number) =>
    `${count} named ${count === 1 ? 'one' : 'ones'}, N = ${layers} layers, ${RESPONSE_COUNTS[layers - 1]} cases each`;
  if (!own) return `${policies}, N = ${layers} layers, ${RESPONSE_COUNTS[layers - 1]} cases each`;
  const mine = `your own, ${own.name}, N = ${layers} layers, ${leaves(own).length} cases`;
  return policies === 1 ? mine : `${mine}; beside it ${named(policies - 1)}`;
}

const SHOWN = 8;

/** A few scenes under each of the experiment's first policies, one by one: each takes a while to draw. */
export function* dataExamples(dataset: DatasetConfig): Generator<DataExample, undefined> {
  const { kind, layers, policies } = dataset;
  const random = RandomStream.of(layers, 'inspector/examples');
  const made = kind === 'clevr-policy-m' ? makePicturePolicies(layers) : makeNamedPolicies(layers);
  const own = ownPolicyOf(dataset);
  const named = (own ? [own, ...made.filter(({ name }) => name !== own.name)] : made).slice(0, policies);
  for (let i = 0; i < SHOWN; i++) {
    const policy = named[i % named.length];
    const { scene, gold } = exampleForCase(policy, random.pick(reachableCases(policy)), random);
    yield { title: `${policy.name}, scene ${i + 1}`, example: clevrView({ scene, policy, gold }) };
  }
}
