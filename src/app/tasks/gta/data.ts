import type { ExperimentConfig } from '../../../experiment/plan/config';
import { RandomStream } from '../../../random/stream';
import type { GtaView } from '../../../tasks/gta/gta-policy';
import { sampleInstance } from '../../../tasks/gta/instance';
import { PAPER_POLICY } from '../../../tasks/gta/rules/policy-dataset';
import { policyConditions } from '../../../tasks/gta/rules/walk';
import type { DataExample, DataFact } from '../task-ui';
import { situationOf } from './gta-view';

/** What the model is to learn, and from how much. */
export function dataFacts({ dataset, evaluation }: ExperimentConfig): DataFact[] {
  const { cotPerPolicy, poolPerPolicy } = dataset;
  const { rules } = PAPER_POLICY;
  return [
    {
      term: 'Policies',
      value: `1, rules for ${rules.length} tools with ${policyConditions(PAPER_POLICY).length} conditions`,
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
export function* dataExamples(): Generator<DataExample, undefined> {
  const random = RandomStream.of(1, 'inspector/examples');
  for (let i = 0; i < SHOWN; i++) {
    const instance = sampleInstance(PAPER_POLICY, random, { share: 'training' });
    const example: GtaView = { task: 'gta-policy', instance, rules: PAPER_POLICY };
    yield { title: `Call ${i + 1}, ${situationOf(example).turn.need.tool}`, example };
  }
}
