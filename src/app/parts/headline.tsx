import { METHOD_PLANS, type StageName } from '../../experiment/plan/methods';
import type { Proportion, StageEvaluation } from '../../experiment/record/run-record';
import { type BreakEven, breakEven } from '../../experiment/results/break-even';
import { type Prefill, prefillOf } from '../../experiment/results/prefill';
import { TASK_NAMES, type TaskKind } from '../../tasks/dataset';
import { IntervalBar } from '../charts/interval-bar';
import { compactCount, duration, milliseconds, percent, relativeChange } from '../design/format';
import { headlineOf } from '../state/stage-state';
import { useShownRun, useUi } from '../state/stores';
import { PAPER } from '../terms/paper-figures';
import { TASK_TERMS } from '../terms/task-terms';
import { STAGE_NAMES } from '../terms/words';
import './headline.css';

/** The comparison everything is about: the policy in the prompt against the policy internalized. */
export function Headline() {
  const shown = useShownRun();
  const chosen = useUi((state) => state.stage);
  const { base, internalized } = headlineOf(shown, chosen);
  const efficiency = (internalized?.evaluation ?? base)?.efficiency;
  const { method, evaluation, dataset } = shown?.record.config ?? {};
  const { counted, byMajority } = TASK_TERMS[dataset?.kind ?? 'clevr-policy-t'];
  const images = evaluation?.split === 'validation' ? `validation ${counted}` : counted;
  return (
    <section className="panel headline" aria-labelledby="headline-title">
      <h2 id="headline-title" className="visually-hidden">
        Policy in the prompt against policy internalized
      </h2>
      <div className="headline-numbers">
        <BigNumber
          testId="headline-in-context"
          tone="in-prompt"
          title="Policy in the prompt"
          result={base?.inContext ?? null}
          majority={base?.majority ?? null}
          images={images}
          byMajority={byMajority}
          caption={base ? 'The base reads the policy every time' : 'The base model is measured first'}
        />
        <BigNumber
          testId="headline-internalized"
          tone="internalized"
          title="Policy internalized"
          result={internalized?.evaluation.endTask ?? null}
          majority={internalized?.evaluation.majority ?? base?.majority ?? null}
          images={images}
          byMajority={byMajority}
          caption={
            internalized
              ? `After ${STAGE_NAMES[internalized.stage]}, nothing to read`
              : method === 'in-context'
                ? 'In-Context trains nothing'
                : 'Measured after each stage'
          }
        />
      </div>
      <Costs
        efficiency={efficiency ?? null}
        prefill={prefillOf(shown?.record.stages ?? [])}
        payback={internalized && shown ? breakEven(shown.record.stages, internalized.stage) : null}
      />
      <StageTable
        stages={(shown?.record.stages ?? []).flatMap(({ stage, evaluation }) =>
          evaluation ? [{ stage, evaluation }] : [],
        )}
      />
      {method && dataset && <PaperFigure method={method} kind={dataset.kind} />}
    </section>
  );
}

function BigNumber({
  testId,
  tone,
  title,
  result,
  majority,
  images,
  byMajority,
  caption,
}: {
  testId: string;
  tone: 'in-prompt' | 'internalized';
  title: string;
  result: Proportion | null;
  majority: Proportion | null;
  /** What was measured on, in the plural. */
  images: string;
  /** How the majority baseline answers. */
  byMajority: string;
  caption: string;
}) {
  return (
    <div className="big-number" data-tone={tone}>
      <h3>{title}</h3>
      <p className="big-number-value numeric" data-testid={testId}>
        {result ? percent(result.value) : <span className="pending">–</span>}
      </p>
      <IntervalBar result={result} majority={majority} tone={tone} />
      <p className="big-number-caption numeric">
        {caption}
        {result && (
          <>
            <br />
            <span className="faint">
              95{'\u00a0'}% interval {percent(result.low)} to {percent(result.high)}
              <br />
              {result.n} {images}
              {majority && (
                <>
                  <br />
                  <span className="key-majority" /> {percent(majority.value)} by {byMajority}
                </>
              )}
            </span>
          </>
        )}
      </p>
    </div>
  );
}

/** What a prompt costs with the policy in it and without. */
export function Costs({
  efficiency,
  prefill,
  payback = null,
}: {
  efficiency: StageEvaluation['efficiency'] | null;
  /** What was measured of prefill in the run. */
  prefill: Prefill | null;
  /** After how many prompts the training has paid for itself, where there was one. */
  payback?: BreakEven | null;
}) {
  return (
    <div className="costs">
      <h3>What a prompt costs</h3>
      {efficiency ? (
        <>
          <CostPair
            name="Prompt tokens"
            pair={efficiency.promptTokens}
            show={(value) => String(Math.round(value))}
          />
          {prefill && <PrefillCost prefill={prefill} />}
          {payback && <BreakEvenSentence {...payback} />}
        </>
      ) : (
        <p className="faint">Prompt tokens and prefill time are measured with the base.</p>
      )}
    </div>
  );
}

function PrefillCost({ prefill }: { prefill: Prefill }) {
  const { low, high, savedMs, isClear, measurements } = prefill;
  const range = `${milliseconds(low)} to ${milliseconds(high)}`;
  return (
    <>
      <CostPair
        name="Prefill"
        pair={prefill}
        show={milliseconds}
        change={isClear ? undefined : 'no clear difference'}
      />
      <p className="faint cost-note numeric">
        {isClear
          ? `Saves ${range}`
          : savedMs < low || savedMs > high
            ? `Round by round ${range} saved, which the medians do not bear out: something else held the processor`
            : `Round by round ${range} saved: too wide to tell how much`}
        ; medians of {measurements} {measurements === 1 ? 'measurement' : 'measurements'}
      </p>
    </>
  );
}

function BreakEvenSentence({ trainingSeconds, prefill, queries, isAsGood }: BreakEven) {
  const { isClear, savedMs } = prefill;
  return (
    <p className="break-even" data-testid="break-even">
      {!isAsGood ? (
        <>Not yet as accurate as with the policy in the prompt, so that there is nothing to pay off.</>
      ) : queries === null ? (
        isClear ? (
          `The ${duration(trainingSeconds)} of training, evaluations included, never pay off in time here: no prefill is saved.`
        ) : (
          'Whether the training pays off in time cannot be told: the measurements of prefill lie too far apart.'
        )
      ) : (
        <>
          The {duration(trainingSeconds)} of training, evaluations included, pay off in prefill time after{' '}
          <strong className="numeric">{compactCount(queries)}</strong> prompts, at {milliseconds(savedMs)}{' '}
          saved on each.
        </>
      )}
    </p>
  );
}

function CostPair({
  name,
  pair,
  show,
  change = relativeChange(pair.withPolicy, pair.withoutPolicy),
}: {
  name: string;
  pair: { readonly withPolicy: number; readonly withoutPolicy: number };
  show: (value: number) => string;
  /** Beside the name; by default by how much the pair differs. */
  change?: string;
}) {
  const longest = Math.max(pair.withPolicy, pair.withoutPolicy, 1e-9);
  const rows = [
    { label: 'with policy', tone: 'in-prompt', value: pair.withPolicy },
    { label: 'without', tone: 'internalized', value: pair.withoutPolicy },
  ];
  return (
    <div className="cost">
      <p className="cost-name">
        {name}
        <span className="numeric">{change}</span>
      </p>
      <dl>
        {rows.map((row) => (
          <div key={row.label}>
            <dt>{row.label}</dt>
            <dd>
              <span
                className="cost-bar"
                data-tone={row.tone}
                style={{ width: `${(100 * row.value) / longest}%` }}
              />
              <span className="numeric">{show(row.value)}</span>
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

/** Every evaluated stage with both accuracies, on one axis. */
function StageTable({
  stages,
}: {
  stages: readonly { readonly stage: StageName; readonly evaluation: StageEvaluation }[];
}) {
  return (
    <div className="by-stage">
      <h3>Accuracy by stage</h3>
      {stages.length === 0 ? (
        <p className="faint">
          Each stage adds a line here: with the policy put back in the prompt, and without.
        </p>
      ) : (
        <table>
          <thead className="visually-hidden">
            <tr>
              <th scope="col">Stage</th>
              <td />
              <th scope="col">Policy in the prompt</th>
              <th scope="col">Internalized</th>
            </tr>
          </thead>
          <tbody className="numeric">
            {stages.map(({ stage, evaluation }) => (
              <tr key={stage}>
                <th scope="row">{STAGE_NAMES[stage]}</th>
                <td className="by-stage-plot">
                  <IntervalBar
                    result={evaluation.inContext}
                    majority={evaluation.majority}
                    tone="in-prompt"
                    slim
                  />
                  <IntervalBar
                    result={evaluation.endTask}
                    majority={evaluation.majority}
                    tone="internalized"
                    slim
                  />
                </td>
                <td className="tone-in-prompt">{percent(evaluation.inContext.value)}</td>
                <td className="tone-internalized">
                  {evaluation.endTask ? percent(evaluation.endTask.value) : '–'}
                </td>
              </tr>
            ))}
          </tbody>
          <tfoot aria-hidden="true">
            <tr>
              <td />
              <td>
                <span className="by-stage-axis numeric">
                  <span>0</span>
                  <span>50</span>
                  <span>100{'\u00a0'}%</span>
                </span>
              </td>
              <td />
              <td />
            </tr>
          </tfoot>
        </table>
      )}
    </div>
  );
}

/** The paper's number for the same row: another model, another scale, never mixed with ours. */
function PaperFigure({ method, kind }: { method: keyof typeof METHOD_PLANS; kind: TaskKind }) {
  const { accuracy, setting } = PAPER[kind];
  const base = accuracy['in-context'];
  const row = accuracy[method];
  return (
    <p className="paper-figure numeric">
      <strong>The paper reports</strong> (7B model, {TASK_NAMES[kind]}, {setting}; not comparable in size):
      In-Context {base?.percent}
      {'\u00a0'}%
      {method !== 'in-context' &&
        (row
          ? `, ${METHOD_PLANS[method].label} ${row.percent}\u00a0%${row.secondHand ? ' (second-hand)' : ''}`
          : `; no figure for ${METHOD_PLANS[method].label}`)}
      .
    </p>
  );
}
