import type { ExperimentConfig } from '../../experiment/plan/config';
import { RESPONSE_COUNTS } from '../../tasks/clevr/policy/generator';

/** What the model is to learn, and from how much. */
export function DatasetFacts({ config }: { config: ExperimentConfig }) {
  const { layers, policies, cotPerPolicy, poolPerPolicy } = config.dataset;
  const facts = [
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
      value: `${policies * config.evaluation.perPolicy} unseen images (${config.evaluation.split})`,
    },
  ];
  return (
    <section className="facts" aria-labelledby="facts-title">
      <h3 id="facts-title" className="setup-label">
        Data: ClevrPolicy-T
      </h3>
      <dl className="numeric">
        {facts.map(({ term, value }) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
