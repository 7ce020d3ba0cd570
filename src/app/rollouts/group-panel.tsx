import { memo } from 'react';
import { gateMark } from '../../experiment/record/gate-view';
import type { RolloutGroup } from '../../experiment/record/run-record';
import type { RlPhase } from '../../worker/protocol';
import { Disclosure } from '../design/controls';
import { Pictures } from '../tasks/pictures';
import { taskUiOf } from '../tasks/registry';
import { Term } from '../terms/term';
import './group.css';
import { SourceMark } from '../groups/marks';
import { fixed, signed } from '../groups/numbers';
import { chooseResponse, chooseToken, type Shown } from '../groups/selection';
import { Unfaithful } from '../groups/unfaithful';
import { DIAGNOSTIC_MEANING, type Fate, gateSentence, SOURCE_LABELS, SOURCE_MEANINGS } from '../groups/words';
import { GroupTable } from './group-table';
import { ResponseTokens } from './response-tokens';
import { EditedBanner } from './what-if/edited-banner';
import { RewritePanel } from './what-if/rewrite-panel';
import type { WhatIf } from './what-if/use-what-if';
import { logProbWords } from './what-if/words';

/** One group: the prompt, all responses to it, and the chosen one token by token. */
export const GroupPanel = memo(function GroupPanel({
  shown,
  fate,
  reached,
  whatIf,
  isReady,
}: {
  shown: Shown;
  fate: Fate;
  reached: RlPhase;
  whatIf: WhatIf;
  /** The trainer is there to be asked. */
  isReady: boolean;
}) {
  const { group, groupAt, responseAt, response, tokenAt } = shown;
  const { example } = group;
  const { Path, PolicyText, Context, ...words } = taskUiOf(example);
  const gold = words.rightAnswer(example);
  const gate = gateSentence(group);
  const mark = gateMark(group, response);
  return (
    <section
      className="panel group-panel"
      aria-labelledby="group-title"
      data-edited={whatIf.isEdited || undefined}
    >
      <EditedBanner whatIf={whatIf} />
      <div className="group-head">
        <Pictures example={example} size={112} />
        {Context && <Context example={example} />}
        <div className="group-facts">
          <h3 id="group-title">
            Group {groupAt + 1}: {words.question(example, 'clause')}
          </h3>
          <p>
            <Term of="gold">Gold</Term> answer: <strong>{gold}</strong>
          </p>
          <p className="group-fate" data-dropped={reached !== 'rollout' && group.dropped !== null}>
            {fate.sentence}
          </p>
          {gate && reached !== 'rollout' && <p className="group-gate">{gate}</p>}
          <SourceKey group={group} />
        </div>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard. */}
      <section className="group-table-scroll" tabIndex={0} aria-label="Responses">
        <GroupTable
          group={group}
          chosen={responseAt}
          reached={reached}
          rewritten={whatIf.rewritten}
          onChoose={chooseResponse}
        />
      </section>
      <div className="response">
        <h4 className="response-title">
          Response {responseAt + 1}
          <span className="source" data-source={response.source}>
            <SourceMark source={response.source} />
            {SOURCE_LABELS[response.source]}, {SOURCE_MEANINGS[response.source]}
          </span>
          {mark && reached !== 'rollout' && (
            <span className="gate-mark" data-mark={mark}>
              {mark}
            </span>
          )}
        </h4>
        {response.format === 0 && reached !== 'rollout' && (
          <p className="diagnostic">
            It is not in the form that is asked for (format 0). An answer that does not stand in its place
            there is not read, and earns nothing.
          </p>
        )}
        {response.unfaithful && reached !== 'rollout' && <Unfaithful departure={response.unfaithful} />}
        <ResponseTokens
          response={response}
          recorded={whatIf.rewritten.has(responseAt) ? whatIf.before : null}
          chosen={tokenAt}
          isJudged={reached === 'advantage' || reached === 'update'}
          onChoose={chooseToken}
        />
        {whatIf.rewritten.has(responseAt) && (
          <p className="diagnostic" role="status">
            {logProbWords(whatIf.logProbs, whatIf.asked, isReady)}
          </p>
        )}
        {(!whatIf.rewritten.has(responseAt) || response.logp !== null) && <Diagnostic shown={shown} />}
        {reached === 'update' && <RewritePanel whatIf={whatIf} />}
      </div>
      <Disclosure title={`Policy ${words.policyName(example)} and the path to ${gold}`}>
        <Path example={example} reading={null} />
        <p className="policy-text">
          <PolicyText example={example} />
        </p>
      </Disclosure>
    </section>
  );
});

function SourceKey({ group }: { group: RolloutGroup }) {
  const sources = (['no-policy', 'policy-aware'] as const).filter((source) =>
    group.responses.some((response) => response.source === source),
  );
  return (
    <ul className="source-key">
      {sources.map((source) => (
        <li key={source}>
          <span className="source" data-source={source}>
            <SourceMark source={source} />
            {SOURCE_LABELS[source]}
          </span>{' '}
          {SOURCE_MEANINGS[source]}
        </li>
      ))}
    </ul>
  );
}

/** log pi(o | Q, I) - log pi(o | Q, I, P) of a policy-aware response, and what the probabilities are where it is not known. */
function Diagnostic({ shown: { group, response } }: { shown: Shown }) {
  const { logp, logpWithPolicy } = response;
  if (logp === null) {
    if (gateMark(group, response) === 'left out') {
      return (
        <p className="diagnostic">
          It is left out of the group: no mean and no deviation counts it, and it trains nothing. The
          probabilities are those it was sampled with.
        </p>
      );
    }
    return (
      <p className="diagnostic">
        {group.dropped === null
          ? 'The probabilities are those it was sampled with; the update measures them again without the policy.'
          : 'The group did not train, so the probabilities are those it was sampled with.'}
      </p>
    );
  }
  if (!group.responses.some(({ source }) => source === 'policy-aware')) return null;
  return (
    <p className="diagnostic numeric">
      {logpWithPolicy !== null && (
        <span className="diagnostic-sum">
          log π(o|Q,I) − log π(o|Q,I,P) = {fixed(logp)} − ({fixed(logpWithPolicy)}) ={' '}
          <strong>{signed(logp - logpWithPolicy)}</strong>.{' '}
        </span>
      )}
      {DIAGNOSTIC_MEANING}
    </p>
  );
}
