import { METHOD_PLANS, STAGE_NAMES } from '../../../../experiment/plan/methods';
import { points } from '../../../parts/verdict-words';
import { CallView } from '../call-view';
import { callInWords } from '../words';
import type { RecordedCall } from './recorded-call';

/** The call that the model made from memory, part by part, and what it made of the same question after other stages. */
export function CallsMade({ call: { record, example, calls, shown } }: { call: RecordedCall }) {
  const others = calls.filter((one) => one !== shown);
  return (
    <>
      <h5 className="call-title">
        The model’s call from memory, {METHOD_PLANS[record.config.method].label}, after{' '}
        {STAGE_NAMES[shown.stage]}
      </h5>
      <CallView example={example} reading={shown.outcome.response.reasoning} />
      {others.map(({ stage, call, score }) => (
        <p key={stage} className="step-more numeric">
          {call ? (
            <>
              After {STAGE_NAMES[stage]} it wrote <code>{callInWords(call)}</code>
            </>
          ) : (
            `After ${STAGE_NAMES[stage]} it made no call`
          )}
          , which earns {points(score.accuracy)}.
        </p>
      ))}
    </>
  );
}
