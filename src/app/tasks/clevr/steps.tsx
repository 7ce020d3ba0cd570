import { Fragment } from 'react';
import type { ClevrView } from '../../../tasks/clevr/clevr-policy-t';
import { shownTypes } from '../../../tasks/clevr/policy/crops';
import { describeCondition } from '../../../tasks/clevr/policy/describe';
import { judgeReasoning, type StepVerdict } from '../../../tasks/clevr/policy/judge';
import type { Policy, Reasoning } from '../../../tasks/clevr/policy/policy-tree';
import { nodeByLabel } from '../../../tasks/clevr/policy/walk';
import { Disclosure } from '../../design/controls';
import { Crop } from './crop';
import { placeName } from './tree-layout';
import { caseInWords } from './words';

/** The reasoning step by step, each judged on its own by the rule judge. */
export function Steps({ example, model }: { example: ClevrView; model: Reasoning | null }) {
  const { policy, scene, gold, picture } = example;
  const judged = model && !picture ? judgeReasoning(policy, scene.objects, model) : null;
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
          {Array.from({ length: Math.max(gold.steps.length, model?.steps.length ?? 0) }, (_, i) => {
            const [right, said, verdict] = [gold.steps[i], model?.steps[i], judged?.steps[i]];
            return (
              // biome-ignore lint/suspicious/noArrayIndexKey: steps are a sequence, position is identity.
              <tr key={i}>
                <th scope="row">
                  <Place policy={policy} label={(said ?? right).label} />
                </th>
                <td>{right ? stepInWords(right) : '–'}</td>
                <td>{said ? stepInWords(said) : '–'}</td>
                <td>{verdict ? judgement(verdict) : '–'}</td>
              </tr>
            );
          })}
          <tr>
            <th scope="row">End</th>
            <td>{caseInWords(gold)}</td>
            <td>{model ? caseInWords(model) : '–'}</td>
            <td>{judged ? (judged.caseFollows ? 'follows' : 'does not follow') : '–'}</td>
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

/** The name of a place, with what its condition shows by pictures. */
function Place({ policy, label }: { policy: Policy; label: number }) {
  const { crops = {} } = nodeByLabel(policy, label) ?? {};
  return (
    <>
      {placeName(policy, label)}
      {shownTypes({ crops }).map((type) => {
        const crop = crops[type];
        return (
          crop && (
            <Fragment key={type}>
              {' '}
              <Crop crop={crop} size={18} />
            </Fragment>
          )
        );
      })}
    </>
  );
}

function stepInWords(step: Reasoning['steps'][number]): string {
  return `${describeCondition(step.condition)}? ${step.verdict ? 'yes' : 'no'}`;
}

function judgement(verdict: StepVerdict): string {
  if (!verdict.labelExists) return 'no such condition';
  if (!verdict.jumpFollows) return 'wrong jump';
  if (!verdict.conditionMatches) return 'misquoted';
  if (!verdict.verdictCorrect) return 'misseen';
  return 'sound';
}
