import type { ExperimentConfig } from '../../experiment/plan/config';
import { taskUi } from '../tasks/registry';

/** What the model is to learn, and from how much. */
export function DatasetFacts({ config }: { config: ExperimentConfig }) {
  const { name, dataFacts } = taskUi(config.dataset.kind);
  return (
    <section className="facts" aria-labelledby="facts-title">
      <h3 id="facts-title" className="setup-label">
        Data: {name}
      </h3>
      <dl className="numeric">
        {dataFacts(config).map(({ term, value }) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
