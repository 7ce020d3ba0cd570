import { type CallScore, scoreCall } from '../../../tasks/gta/score';
import type { ExampleView, Reading } from '../../../tasks/task';
import { Icon } from '../../design/icon';
import { points } from '../../parts/verdict-words';
import './gta.css';
import { gtaOf, readingOf, situationOf } from './gta-view';
import { jsonInWords, NO_CALL, valueInWords } from './words';

/** The call that is right as JSON, that of a response below it, and what each of its parts earns. */
export function CallView({ example, reading }: { example: ExampleView; reading: Reading | null }) {
  const { turn } = situationOf(gtaOf(example));
  const call = reading && readingOf(reading).call;
  const score = reading ? scoreCall(turn.call, call) : null;
  return (
    <div className="gta-call">
      <dl>
        <div>
          <dt>
            <span className="key-gold" /> Right
          </dt>
          <dd>
            <code>{jsonInWords(turn.call)}</code>
          </dd>
        </div>
        {score && (
          <div>
            <dt>
              <span className="key-model" /> Model
            </dt>
            <dd>{call ? <code>{jsonInWords(call)}</code> : NO_CALL}</dd>
          </div>
        )}
      </dl>
      {score && <Parts score={score} name={call?.name ?? null} right={turn.call.name} />}
    </div>
  );
}

/** Name and arguments, each with its score. */
function Parts({ score, name, right }: { score: CallScore; name: string | null; right: string }) {
  return (
    <table className="gta-parts numeric">
      <thead>
        <tr>
          <th scope="col">Part</th>
          <th scope="col">Right</th>
          <th scope="col">Model</th>
          <th scope="col">Score</th>
        </tr>
      </thead>
      <tbody>
        <Row part="tool" right={right} said={name} score={score.tool} />
        {score.each.map((argument) => (
          <Row
            key={argument.name}
            part={argument.name}
            right={argument.wanted === null ? null : valueInWords(argument.wanted)}
            said={argument.given === null ? null : valueInWords(argument.given)}
            score={argument.score}
          />
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row" colSpan={3}>
            Accuracy: half the tool, half the mean of the arguments
          </th>
          <td>{points(score.accuracy)}</td>
        </tr>
      </tfoot>
    </table>
  );
}

function Row({
  part,
  right,
  said,
  score,
}: {
  part: string;
  right: string | null;
  said: string | null;
  score: number;
}) {
  return (
    <tr data-full={score === 1}>
      <th scope="row">{part}</th>
      <td>{right ?? '–'}</td>
      <td>{said ?? '–'}</td>
      <td>
        <Icon name={score === 1 ? 'check' : 'cross'} />
        {points(score)}
      </td>
    </tr>
  );
}
