import { useState } from 'react';
import { estimateCost } from '../../experiment/plan/estimate';
import { DEFAULT_PRESET, experimentTitle, findPreset, presetConfig } from '../../experiment/plan/presets';
import type { RunRecord } from '../../experiment/record/run-record';
import { Button } from '../design/controls';
import { percent, roughDuration } from '../design/format';
import { Icon } from '../design/icon';
import { copyText } from '../reach/copy-text';
import { pageReach } from '../reach/reach';
import { useTablesOnRecord } from '../state/on-record';
import { isActive } from '../state/run-view';
import { goToScreen } from '../state/screen';
import { setUpAs, useRun } from '../state/stores';
import { evaluationOf, saving } from './facts';
import { useLearn } from './learn-store';
import { NEAR, scored } from './score';
import { meanAfter } from './seeds';
import { linkToStep } from './use-step';

/** How the lesson ends: the predictions against the recording, what to keep, and what to do next. */
export function LessonEnd({ record }: { record: RunRecord }) {
  const predictions = useLearn(({ progress }) => progress.predictions);
  const [said, setSaid] = useState('');
  const found = scored(predictions, record, useTablesOnRecord() ?? []);
  const right = found.filter(({ isRight }) => isRight).length;
  const result = `${right} of ${found.length}`;
  const share = async () => {
    const { page, note } = await pageReach();
    const text = `My predictions of how a model internalizes a policy: ${result} right or within ${NEAR} points. Yours? ${linkToStep(1, page)}`;
    if (await copyText(text)) setSaid(note ? `Copied. ${note}` : 'Copied: paste it wherever you like.');
    else setSaid(text);
  };
  return (
    <section className="lesson-end" aria-label="The end of the lesson" data-testid="lesson-end">
      <div className="panel">
        <h3>Your predictions against the recording</h3>
        {found.length > 0 ? (
          <>
            <p className="end-score">
              <strong className="numeric">{result}</strong> right, or within {NEAR} points
            </p>
            <ul className="end-list">
              {found.map(({ id, name, isRight, said: what }) => (
                <li key={id} data-right={isRight}>
                  <Icon name={isRight ? 'check' : 'cross'} />
                  <span>
                    <strong>{name}:</strong> {what}
                  </span>
                </li>
              ))}
            </ul>
            {predictions.follow && (
              <p className="faint">
                The path that you followed by hand is not in the score: no run has a number for it.
              </p>
            )}
            <Button onPress={() => void share()} data-testid="share-score">
              <Icon name="share" />
              Share my result
            </Button>
          </>
        ) : (
          <p>You have predicted nothing that the recording could judge. Go back to any step and try.</p>
        )}
        <p className="faint" role="status">
          {said}
        </p>
      </div>
      <div className="panel">
        <h3>Three things to keep</h3>
        <Takeaways record={record} />
        <RunIt record={record} />
      </div>
    </section>
  );
}

function Takeaways({ record }: { record: RunRecord }) {
  const tables = useTablesOnRecord() ?? [];
  const [base, last] = [evaluationOf(record, 'base'), evaluationOf(record, 'rl')];
  const [read, learned] = (['base', 'rl'] as const).map((stage) =>
    meanAfter(tables, record, stage, 'accuracy'),
  );
  return (
    <ol className="end-keep">
      <li>
        <strong>A policy that is internalized need not be read.</strong>{' '}
        {base && last?.endTask && (
          <>
            Here the prompt is {Math.round(saving(base.efficiency.promptTokens))} % shorter, and{' '}
            {percent(learned?.mean ?? last.endTask.value)} of the answers are right against{' '}
            {percent(read?.mean ?? base.inContext.value)} with the policy in the prompt (
            {learned ? `means of ${learned.n} seeds` : 'one recorded run'}).
          </>
        )}
      </li>
      <li>
        <strong>First read, then reason, then try.</strong> VM-CPT puts the words of the policy into the
        model, CoT SFT makes it think with them, and reinforcement learning makes that sure. PolicyRollout can
        help as long as the model follows the policy when it reads it and plain RL leaves something to gain.
      </li>
      <li>
        <strong>What is internalized is hard to take back, and crowds out other things.</strong> New rules
        under the old name must stand in the prompt or be trained, and old skills stay only where they are
        rehearsed.
      </li>
    </ol>
  );
}

/** The shortest experiment that learns, with the lesson's method, set up in the Lab; the visitor presses Run there. */
function RunIt({ record: { config: recorded } }: { record: RunRecord }) {
  const first = findPreset(DEFAULT_PRESET);
  const config = first ? presetConfig(first, recorded.method, recorded.seed) : recorded;
  const busy = useRun(({ live }) => isActive(live));
  const flopsPerSecond = useRun(({ trainer }) => trainer.flopsPerSecond);
  const { flops, evaluationFlops } = estimateCost(config);
  const time = flopsPerSecond ? `, ${roughDuration((flops + evaluationFlops) / flopsPerSecond)} here` : '';
  return (
    <Button
      kind="primary"
      onPress={() => {
        if (!busy) setUpAs(config);
        goToScreen('lab');
      }}
      data-testid="run-it"
    >
      <Icon name="play" />
      {busy ? 'To the run in the Lab' : `Now run one yourself: ${experimentTitle(config)}${time}`}
    </Button>
  );
}
