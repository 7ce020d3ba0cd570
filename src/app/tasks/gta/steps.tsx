import { type GtaStepVerdict, judgeResponse } from '../../../tasks/gta/judge';
import type { GtaReading } from '../../../tasks/gta/read-response';
import type { RuleStep } from '../../../tasks/gta/rules/walk';
import type { ExampleView, Reading } from '../../../tasks/task';
import { Disclosure } from '../../design/controls';
import { gtaOf, readingOf, situationOf } from './gta-view';
import { stepInWords } from './rule-tree';
import { NO_CALL } from './words';

/** What is needed, the rule step by step, and the name called, each judged on its own by the rule judge. */
export function Steps({ example, reading }: { example: ExampleView; reading: Reading | null }) {
  const { rules, instance } = gtaOf(example);
  const { turn } = situationOf(gtaOf(example));
  const model = reading && readingOf(reading);
  const judged = model && judgeResponse(rules, instance, turn, model);
  const gold = turn.walk?.steps ?? [];
  const { need } = turn;
  const image = need.arguments.image === undefined ? null : String(need.arguments.image);
  return (
    <Disclosure title="Steps, judged">
      <table className="steps">
        <thead>
          <tr>
            <th scope="col">Place</th>
            <th scope="col">Right</th>
            <th scope="col">Model</th>
            <th scope="col">Judge</th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">Need</th>
            <td>{needInWords(need.verb, image, need.tool)}</td>
            <td>{model ? needInWords(model.verb, model.image, model.tool) : '–'}</td>
            <td>{model ? judgedNeed(model, need.tool, image) : '–'}</td>
          </tr>
          {Array.from({ length: Math.max(gold.length, model?.steps.length ?? 0) }, (_, i) => {
            const [right, said, verdict] = [gold[i], model?.steps[i], judged?.steps[i]];
            return (
              // biome-ignore lint/suspicious/noArrayIndexKey: steps are a sequence, position is identity.
              <tr key={i}>
                <th scope="row">{(said ?? right).label}</th>
                <td>{right ? withValue(right) : '–'}</td>
                <td>{said ? withValue(said) : '–'}</td>
                <td>{verdict ? judgement(verdict) : '–'}</td>
              </tr>
            );
          })}
          {(need.open !== undefined || (model && model.open !== null)) && (
            <tr>
              <th scope="row">Open</th>
              <td>{need.open === undefined ? '–' : yesOrNo(need.open)}</td>
              <td>{model && model.open !== null ? yesOrNo(model.open) : '–'}</td>
              <td>{model ? (model.open === (need.open ?? null) ? 'sound' : 'misread') : '–'}</td>
            </tr>
          )}
          <tr>
            <th scope="row">Call</th>
            <td>{turn.call.name}</td>
            <td>{model ? (model.call?.name ?? NO_CALL) : '–'}</td>
            <td>{model ? (model.call?.name === turn.call.name ? 'right' : 'wrong') : '–'}</td>
          </tr>
        </tbody>
      </table>
      {judged && (
        <p className="faint steps-score numeric">
          Policy referral, by rule: {Number(judged.score.toFixed(1))} of 10.
        </p>
      )}
    </Disclosure>
  );
}

const yesOrNo = (yes: boolean) => (yes ? 'yes' : 'no');

/** "read image_1 by OCR". */
function needInWords(verb: string | null, image: string | null, tool: string | null): string {
  const words = [verb, image, tool && `by ${tool}`].filter((word) => word !== null);
  return words.length > 0 ? words.join(' ') : '–';
}

function judgedNeed({ tool, image }: GtaReading, wanted: string, wantedImage: string | null): string {
  if (tool !== wanted) return 'wrong tool';
  return image === wantedImage ? 'sound' : 'wrong image';
}

function withValue(step: RuleStep): string {
  return step.value === undefined ? stepInWords(step) : `${stepInWords(step)} (${step.value})`;
}

function judgement(verdict: GtaStepVerdict): string {
  if (!verdict.labelExists) return 'no such condition';
  if (!verdict.jumpFollows) return 'wrong jump';
  if (!verdict.conditionMatches) return 'misquoted';
  if (!verdict.verdictCorrect) return 'misseen';
  return 'sound';
}
