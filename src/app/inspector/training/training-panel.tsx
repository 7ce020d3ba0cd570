import { useState } from 'react';
import type { TrainingSequenceView } from '../../../experiment/inspect/inspection';
import type { ExperimentConfig } from '../../../experiment/plan/config';
import type { StageName } from '../../../experiment/plan/methods';
import { Button, Segmented } from '../../design/controls';
import { Icon } from '../../design/icon';
import { askable, baseModel } from '../../state/models';
import type { RunView } from '../../state/run-view';
import { useRun } from '../../state/stores';
import { taskUiOf } from '../../tasks/registry';
import { STAGE_NAMES } from '../../terms/words';
import { NoModel } from '../no-model';
import { LossTable } from './loss-table';
import {
  batchOf,
  type SampleableStage,
  sequenceChoice,
  sequenceCount,
  type TrainedRollout,
  trainedRollouts,
} from './sequences';
import './training.css';
import { TrainingPictures } from './training-picture';
import { TrainingTokens } from './training-tokens';
import { useSequence } from './use-sequence';

type TrainedStage = SampleableStage;

/** What a stage trains on: sequences of this run's own data, token by token, with what each costs. */
export function TrainingPanel({
  config,
  view,
  stage,
}: {
  config: ExperimentConfig;
  /** Null while nothing has run and nothing is recorded. */
  view: RunView | null;
  stage: StageName;
}) {
  const [wanted, setWanted] = useState(0);
  if (stage === 'base') {
    return (
      <p className="empty">
        Nothing is trained at the base. Choose a later stage above to see what it trains on.
      </p>
    );
  }
  if (stage === 'distillation') {
    return (
      <p className="empty">
        Distillation trains on responses that the model samples itself. A run keeps its curves and not the
        responses.
      </p>
    );
  }
  const rollouts = trainedRollouts(view?.record.rollouts ?? []);
  const count = sequenceCount(config, stage, rollouts);
  const index = Math.min(wanted, count - 1);
  const choice = count > 0 ? sequenceChoice(config, stage, index, rollouts) : null;
  if (!choice) {
    return (
      <p className="empty">
        RL trains on responses that the model samples itself, and this run has none to show
        {view?.run === 0 ? ': only the first recording keeps its rollouts.' : ' yet.'}
      </p>
    );
  }
  return (
    <div className="training">
      <div className="training-head">
        <h3>{sequenceTitle(config, stage, index, rollouts)}</h3>
        <div>
          <Button
            kind="quiet"
            aria-label="Sequence before"
            isDisabled={index === 0}
            onPress={() => setWanted(index - 1)}
          >
            <Icon name="back" />
          </Button>
          <Button
            kind="quiet"
            aria-label="Next sequence"
            isDisabled={index === count - 1}
            onPress={() => setWanted(index + 1)}
          >
            <Icon name="chevron" />
          </Button>
        </div>
      </div>
      <Sequence
        key={`${view?.run} ${view?.record.id} ${stage}`}
        name={stage === 'rl' ? `rollout ${rollouts[index].step} ${index}` : `sequence ${index}`}
        choice={choice}
        config={config}
        view={view}
        stage={stage}
        rollout={stage === 'rl' ? rollouts[index] : null}
      />
    </div>
  );
}

function sequenceTitle(
  config: ExperimentConfig,
  stage: TrainedStage,
  index: number,
  rollouts: readonly TrainedRollout[],
): string {
  if (stage === 'rl') return `A rollout of step ${rollouts[index].step + 1}`;
  const batch = batchOf(config, stage);
  return `Update ${Math.floor(index / batch) + 1}, sequence ${(index % batch) + 1} of ${batch}`;
}

/** One sequence, before and after the stage. */
function Sequence({
  name,
  choice,
  config,
  view,
  stage,
  rollout,
}: {
  name: string;
  choice: NonNullable<ReturnType<typeof sequenceChoice>>;
  config: ExperimentConfig;
  view: RunView | null;
  stage: TrainedStage;
  rollout: TrainedRollout | null;
}) {
  const own = useRun((state) => state.own.runs);
  const trained = view ? askable(view, stage, own) : null;
  const models = [baseModel(config), ...(trained?.model ? [trained.model] : [])];
  const labels = ['Base', `After ${STAGE_NAMES[stage]}`].slice(0, models.length);
  const [shown, setShown] = useState(labels.length - 1);
  const { answer, waiting } = useSequence(name, choice, models);
  if (!answer) {
    return (
      <p className="faint">
        Building the sequence …{stage === 'direct-sft' && ' All images of the stage are drawn first, once.'}
      </p>
    );
  }
  if (!answer.ok) return <p className="training-failure">{answer.message}</p>;
  const sequence = answer.value;
  const model = Math.min(shown, sequence.losses.length - 1);
  return (
    <div className="training-sequence" data-stale={waiting || undefined} aria-busy={waiting}>
      <div className="training-top">
        <TrainingPictures view={sequence} />
        <p>{inWords(stage, sequence, rollout)}</p>
      </div>
      <div className="training-key">
        <span className="training-legend">
          <span className="training-sample">word</span> carries {stage === 'rl' ? 'the objective' : 'loss'}
          <span className="training-sample" data-masked="true">
            word
          </span>
          masked
        </span>
        {labels.length === 1 && (
          <span className="faint">small numbers: {lossName(stage)} of the base, nats</span>
        )}
        {labels.length > 1 && (
          <Segmented
            label="Loss of which model"
            value={String(model)}
            options={labels.map((label, i) => ({ value: String(i), label }))}
            onChange={(next) => setShown(Number(next))}
          />
        )}
      </div>
      <TrainingTokens
        tokens={sequence.tokens}
        losses={sequence.losses[model] ?? null}
        policyPictures={taskUiOf(sequence.example).policyPictures(sequence.example)}
      />
      <LossTable
        caption={`${capital(lossName(stage))}, nats per token`}
        sequence={sequence}
        labels={labels.slice(0, sequence.losses.length)}
      />
      {trained?.reason && <NoModel reason={trained.reason} />}
    </div>
  );
}

/** What a token costs: RL's objective is another function of the same log-probability. */
function lossName(stage: TrainedStage): string {
  return stage === 'rl' ? '−log π' : 'loss';
}

function capital(text: string): string {
  return text[0].toUpperCase() + text.slice(1);
}

/** What carries loss in this stage, and why. */
function inWords(
  stage: TrainedStage,
  { tokens, sharing }: TrainingSequenceView,
  rollout: TrainedRollout | null,
) {
  const trained = tokens.filter(({ weight }) => weight > 0).length;
  switch (stage) {
    case 'vm-cpt':
      return (
        <>
          The policy itself stands in the sequence and is learned:{' '}
          <strong>{trained} tokens carry loss</strong>, every word that has something before it.{' '}
          {tokens.some(({ picture, weight }) => picture !== undefined && weight > 0)
            ? 'This control leaves out the visual mask: the placeholder of every visual token is to be predicted as well.'
            : `The tokens of the image${tokens.some(({ section, picture }) => section === 'policy' && picture !== undefined) ? ' and of the pictures in the policy' : ''} are masked: they are vectors, not words that could be predicted.`}
          {sharing > 1 &&
            ` ${sharing} sequences of this update share the policy; it runs once and weighs ${sharing}.`}
        </>
      );
    case 'cot-sft':
      return (
        <>
          The prompt is masked: <strong>only the {trained} tokens of reasoning and answer carry loss</strong>.{' '}
          {tokens.some(({ section }) => section === 'policy')
            ? 'This control has the policy in the prompt, and is measured without it.'
            : 'The policy is not in the sequence; its conditions must come from the weights.'}
        </>
      );
    case 'direct-sft':
      return (
        <>
          The prompt is masked: <strong>only the {trained} tokens of the answer carry loss</strong>. No
          policy, no reasoning.
        </>
      );
    case 'rl':
      return (
        <>
          <strong>Only the {trained} tokens that the model sampled carry the objective</strong>, all with the
          advantage {rollout && signed(rollout.response.advantage)} of their response.{' '}
          {rollout?.response.source === 'policy-aware'
            ? 'This one was sampled with the policy in the prompt, and is trained without it.'
            : 'Sampled and trained without the policy in the prompt.'}
        </>
      );
  }
}

function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(2)}`;
}
