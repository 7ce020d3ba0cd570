import { Pictures } from '../../pictures';
import { Context } from '../context';
import { Path } from '../path';
import { RuleTree } from '../rule-tree';
import type { RecordedCall } from './recorded-call';

/** A user, a conversation and the rule of the tool that is needed; once it is revealed, the way through it, and the model's. */
export function CallToMake({ call, revealed }: { call: RecordedCall; revealed: boolean }) {
  const { example, rule, shown } = call;
  return (
    <div className="call-show">
      <div className="call-asked">
        <Pictures example={example} size={112} />
        <Context example={example} />
      </div>
      <div className="call-rule">
        {revealed ? (
          <>
            <Path example={example} reading={shown.outcome.response.reasoning} />
            <p className="faint path-key">
              <span>
                <span className="key-gold" /> right way
              </span>
              <span>
                <span className="key-model" /> the model’s
              </span>
            </p>
          </>
        ) : (
          <>
            <p className="gta-path-of">Rule of {rule.tool}: to the right is yes, down is no</p>
            <RuleTree rule={rule} gold={null} model={null} />
          </>
        )}
      </div>
    </div>
  );
}
