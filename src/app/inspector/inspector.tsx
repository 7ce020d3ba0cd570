import { useMemo, useState } from 'react';
import { Button, Segmented } from '../design/controls';
import { currentStage, stageRecord } from '../state/stage-state';
import { runStore, showAllAnswers, useSetup, useShownRun, useUi } from '../state/stores';
import { taskWords } from '../tasks/registry';
import { STAGE_NAMES } from '../terms/words';
import { allAnswers } from './answers/all-answers';
import { AnswersPanel } from './answers/answers-panel';
import { ExampleDetail } from './example-detail';
import { ExampleList } from './example-list';
import './inspector.css';
import { InspectorControls } from './inspector-controls';
import { type Filter, filtered, itemsOf, type Source } from './inspector-items';
import { TrainingPanel } from './training/training-panel';
import { useDataExamples } from './use-data-examples';

/** What to look at: how the model answers, or what it is trained on. */
type Subject = 'answers' | 'training';

const SOURCES: readonly { readonly value: Source; readonly label: string }[] = [
  { value: 'measured', label: 'Measured' },
  { value: 'training', label: 'While training' },
];

/** All answers of a recording come when they are asked for: they are as large as all else of it. */
function AllAnswersButton({ count }: { count: number }) {
  const entry = useUi(({ shows, recordings, recordingFile }) =>
    shows === 'recording' ? recordings.find(({ file }) => file === recordingFile) : undefined,
  );
  const [isLoading, setLoading] = useState(false);
  if (!entry?.answers) return null;
  const load = async () => {
    setLoading(true);
    await showAllAnswers();
    setLoading(false);
  };
  return (
    <Button
      kind="quiet"
      isDisabled={isLoading}
      onPress={() => void load()}
      data-testid="all-answers-of-recording"
    >
      {isLoading ? 'Fetching them …' : `Show all ${count}`}
    </Button>
  );
}

/** Single answers of the model: the image, the policy, the path that is right and the path it took. */
export function Inspector() {
  const shown = useShownRun();
  const setup = useSetup((state) => state.config);
  const chosenStage = useUi((state) => state.stage);
  const stage = chosenStage ?? currentStage(shown);
  const [source, setSource] = useState<Source>('measured');
  const [withPolicy, setWithPolicy] = useState(false);
  const [filter, setFilter] = useState<Filter>('all');
  const [chosenKey, setChosenKey] = useState<string | null>(null);
  const [subject, setSubject] = useState<Subject>('answers');

  const measured = itemsOf(shown, stage, 'measured');
  const training = itemsOf(shown, stage, 'training');
  const questions = shown?.record.questions;
  const answers = stageRecord(shown, stage)?.evaluation?.answers;
  const all = useMemo(() => allAnswers(questions, answers), [questions, answers]);
  // While a stage trains there is nothing measured yet: its samples are what there is to see.
  const from = measured.length === 0 || (source === 'training' && training.length > 0) ? training : measured;
  const { dataset } = shown?.record.config ?? setup;
  const measuredInAll = all ? null : (stageRecord(shown, stage)?.evaluation?.inContext.n ?? null);
  const data = useDataExamples(dataset, from.length === 0);
  const modes = new Set(from.map(({ outcome }) => outcome?.policyInPrompt ?? false));
  const mode = modes.has(withPolicy) ? withPolicy : (modes.values().next().value ?? withPolicy);
  const inMode = filtered(from, mode, 'all');
  const items = from.length === 0 ? data : filtered(from, mode, filter);
  const right = inMode.filter(({ outcome }) => outcome?.response.correct).length;
  const selected = items.find(({ key }) => key === chosenKey) ?? items[0] ?? null;

  const choose = (key: string | null) => {
    runStore.getState().clearAnswer();
    setChosenKey(key);
  };

  return (
    <section className="panel inspector" aria-labelledby="inspector-title">
      <div className="panel-head">
        <h2 id="inspector-title">Inspector</h2>
        <Segmented<Subject>
          label="What to inspect"
          value={subject}
          options={[
            { value: 'answers', label: 'Answers' },
            { value: 'training', label: 'Training sequence' },
          ]}
          onChange={setSubject}
        />
      </div>
      {subject === 'answers' && all && training.length > 0 && (
        <div className="inspector-controls">
          <Segmented<Source> label="Answers to show" value={source} options={SOURCES} onChange={setSource} />
        </div>
      )}
      {subject === 'answers' && all && (source === 'measured' || training.length === 0) ? (
        <AnswersPanel key={stage} all={all} view={shown} stage={stage} kind={dataset.kind} />
      ) : subject === 'training' ? (
        <TrainingPanel config={shown?.record.config ?? setup} view={shown} stage={stage} />
      ) : (
        <>
          <p className="inspector-about numeric">
            {from.length === 0
              ? 'Data, no answers yet'
              : `${STAGE_NAMES[stage]}: ${right} of ${inMode.length} right`}
            {from.length > 0 && from === measured && measuredInAll !== null && (
              <>
                {' '}
                (this record keeps {inMode.length} of the {measuredInAll} answers that were measured)
                <AllAnswersButton count={measuredInAll} />
              </>
            )}
          </p>
          {from.length === 0 ? (
            <p className="inspector-intro">
              The task: {taskWords(dataset.kind).assignment}. The answers of the model appear here as soon as
              there are any.
            </p>
          ) : (
            <InspectorControls
              source={
                !all && measured.length > 0 && training.length > 0
                  ? from === training
                    ? 'training'
                    : 'measured'
                  : null
              }
              onSource={setSource}
              withPolicy={modes.size > 1 ? mode : null}
              onWithPolicy={setWithPolicy}
              filter={filter}
              onFilter={setFilter}
            />
          )}
          <ExampleList items={items} selected={selected} onChoose={choose} />
          {selected ? (
            <ExampleDetail key={`${stage} ${selected.key}`} item={selected} view={shown} stage={stage} />
          ) : (
            from.length > 0 && (
              <p className="empty">
                None of these {inMode.length} answers is {filter}.
              </p>
            )
          )}
        </>
      )}
    </section>
  );
}
