import type { ExperimentConfig } from '../../experiment/plan/config';
import { TASK_NAMES } from '../../tasks/dataset';
import { taskUi } from '../tasks/registry';

/** What the model is to learn, and from how much. */
export function DatasetFacts({ config }: { config: ExperimentConfig }) {
  const { kind } = config.dataset;
  return (
    <section className="facts" aria-labelledby="facts-title">
      <h3 id="facts-title" className="setup-label">
        Data: {TASK_NAMES[kind]}
      </h3>
      <dl className="numeric">
        {taskUi(kind)
          .dataFacts(config)
          .map(({ term, value }) => (
            <div key={term}>
              <dt>{term}</dt>
              <dd>{value}</dd>
            </div>
          ))}
      </dl>
    </section>
  );
}
