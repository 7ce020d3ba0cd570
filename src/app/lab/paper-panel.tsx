import { METHOD_PLANS, METHODS } from '../../experiment/plan/methods';
import { TASK_KINDS, TASK_NAMES, type TaskKind } from '../../tasks/dataset';
import { Disclosure } from '../design/controls';
import { DIFFERENCES, PAPER, PAPER_SAVINGS, type PaperAccuracy } from '../terms/paper-figures';
import './paper.css';

/** What is taken from the paper, and where the playground is something else. */
export function PaperPanel() {
  return (
    <section className="panel paper-panel" aria-labelledby="paper-title">
      <h2 id="paper-title">The paper behind it</h2>
      <p>
        Wang et al.,{' '}
        <a href="https://arxiv.org/abs/2510.09474" rel="noreferrer">
          Multimodal Policy Internalization for Conversational Agents
        </a>
        , ICLR 2026. What you see here is a small model of its method, not a reproduction of its numbers.
      </p>
      <Disclosure title="How this differs from the paper">
        <dl className="differences">
          {DIFFERENCES.map(({ topic, paper, here }) => (
            <div key={topic} className="differences-row">
              <dt>{topic}</dt>
              <dd>
                <span className="faint">Paper</span> {paper}
              </dd>
              <dd>
                <span className="faint">Here</span> {here}
              </dd>
            </div>
          ))}
        </dl>
      </Disclosure>
      <Disclosure title="The paper’s figures">
        <p className="paper-note">
          Of its 7B model. Internalized, the prompt is {PAPER_SAVINGS.promptTokens} % shorter and prefill
          takes {PAPER_SAVINGS.prefillTime} % less time.
        </p>
        {TASK_KINDS.map((kind) => (
          <PaperTable key={kind} kind={kind} />
        ))}
      </Disclosure>
    </section>
  );
}

/** Every figure that the paper has for the methods on a task. */
function PaperTable({ kind }: { kind: TaskKind }) {
  const { setting, accuracy, override, referral } = PAPER[kind];
  return (
    <table className="paper-table">
      <caption>
        {TASK_NAMES[kind]}, {setting}
      </caption>
      <thead>
        <tr>
          <th scope="col">Method</th>
          <th scope="col">Accuracy</th>
          <th scope="col">Override</th>
          <th scope="col">Referral of 10</th>
        </tr>
      </thead>
      <tbody className="numeric">
        {METHODS.map((method) => (
          <tr key={method}>
            <th scope="row">{METHOD_PLANS[method].label}</th>
            <td>{accuracyInWords(accuracy[method])}</td>
            <td>{override[method] === undefined ? '–' : `${override[method].toFixed(2)} %`}</td>
            <td>{referral[method]?.toFixed(2) ?? '–'}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function accuracyInWords(figure: PaperAccuracy | undefined): string {
  if (!figure) return 'not reported';
  return `${figure.percent.toFixed(2)} %${figure.secondHand ? ' (second-hand)' : ''}`;
}
