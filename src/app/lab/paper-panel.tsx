import { METHOD_PLANS, METHODS } from '../../experiment/plan/methods';
import { Disclosure } from '../design/controls';
import { DIFFERENCES, PAPER_ACCURACY, PAPER_SAVINGS } from '../terms/paper-figures';
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
        <table className="paper-table">
          <caption>
            Accuracy on ClevrPolicy-T, N = 6, 7B model. Internalized at 7B, the prompt is{' '}
            {PAPER_SAVINGS.promptTokens} % shorter and prefill takes {PAPER_SAVINGS.prefillTime} % less time.
          </caption>
          <thead>
            <tr>
              <th scope="col">Method</th>
              <th scope="col">Accuracy</th>
            </tr>
          </thead>
          <tbody className="numeric">
            {METHODS.map((method) => {
              const figure = PAPER_ACCURACY[method];
              return (
                <tr key={method}>
                  <th scope="row">{METHOD_PLANS[method].label}</th>
                  <td>
                    {figure
                      ? `${figure.percent} %${figure.secondHand ? ' (second-hand)' : ''}`
                      : 'not reported'}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </Disclosure>
    </section>
  );
}
