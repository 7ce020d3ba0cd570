import type { ExperimentConfig } from '../../../experiment/plan/config';
import { RandomStream } from '../../../random/stream';
import type { ClevrView } from '../../../tasks/clevr/clevr-policy-t';
import { exampleForCase, reachableCases } from '../../../tasks/clevr/example';
import { RESPONSE_COUNTS } from '../../../tasks/clevr/policy/generator';
import { makeNamedPolicies } from '../../../tasks/clevr/policy/named-policies';
import type { DatasetConfig } from '../../../tasks/dataset';
import type { DataExample, DataFact } from '../task-ui';

/** What the model is to learn, and from how much. */
export function dataFacts({ dataset, evaluation }: ExperimentConfig): DataFact[] {
  const { layers, policies, cotPerPolicy, poolPerPolicy } = dataset;
  return [
    {
      term: 'Policies',
      value: `${policies}, N = ${layers} layers, ${RESPONSE_COUNTS[layers - 1]} cases each`,
    },
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

const SHOWN = 8;

/** A few scenes under each of the experiment's first policies, one by one: each takes a while to draw. */
export function* dataExamples({ layers, policies }: DatasetConfig): Generator<DataExample, undefined> {
  const random = RandomStream.of(layers, 'inspector/examples');
  const named = makeNamedPolicies(layers).slice(0, policies);
  for (let i = 0; i < SHOWN; i++) {
    const policy = named[i % named.length];
    const { scene, gold } = exampleForCase(policy, random.pick(reachableCases(policy)), random);
    const example: ClevrView = { scene, policy, gold };
    yield { title: `${policy.name}, scene ${i + 1}`, example };
  }
}
