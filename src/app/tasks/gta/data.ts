import type { ExperimentConfig } from '../../../experiment/plan/config';
import { RandomStream } from '../../../random/stream';
import type { DatasetConfig } from '../../../tasks/dataset';
import type { GtaView } from '../../../tasks/gta/gta-policy';
import { sampleInstance } from '../../../tasks/gta/instance';
import { taughtRules } from '../../../tasks/gta/own-policy';
import { policyConditions } from '../../../tasks/gta/rules/walk';
import type { DataExample, DataFact } from '../task-ui';
import { situationOf } from './gta-view';

/** What the model is to learn, and from how much. */
export function dataFacts({ dataset, evaluation }: ExperimentConfig): DataFact[] {
  const { cotPerPolicy, poolPerPolicy } = dataset;
  const policy = taughtRules(dataset);
  return [
    {
      term: 'Policies',
      value: `${dataset.own === undefined ? '1' : 'your own'}, rules for ${policy.rules.length} tools with ${policyConditions(policy).length} conditions`,
    },
    { term: 'With reasoning', value: `${cotPerPolicy.toLocaleString('en')} calls` },
    {
      term: 'Answer only',
      value: `${poolPerPolicy.toLocaleString('en')} calls, for Direct SFT and RL`,
    },
    { term: 'Measured on', value: `${evaluation.perPolicy} unseen calls (${evaluation.split})` },
  ];
}

const SHOWN = 12;

/** Some calls of many kinds, one by one: pictures take a while to draw. */
export function* dataExamples(dataset: DatasetConfig): Generator<DataExample, undefined> {
  const random = RandomStream.of(1, 'inspector/examples');
  const rules = taughtRules(dataset);
  for (let i = 0; i < SHOWN; i++) {
    const instance = sampleInstance(rules, random, { share: 'training' });
    const example: GtaView = { task: 'gta-policy', instance, rules };
    yield { title: `Call ${i + 1}, ${situationOf(example).turn.need.tool}`, example };
  }
}
