import { useState } from 'react';
import { METHOD_PLANS } from '../../../experiment/plan/methods';
import { findPreset } from '../../../experiment/plan/presets';
import type { RunRecord } from '../../../experiment/record/run-record';
import { estimate } from '../../../experiment/results/statistics';
import { percent } from '../../design/format';
import { classChoice } from '../../state/class-choice';
import { useTablesOnRecord } from '../../state/on-record';
import { goToScreen } from '../../state/screen';
import { GuessBars } from '../guess-bars';
import { commit, useLearn } from '../learn-store';
import { PercentGuess } from '../percent-guess';
import { type Draw, drawsOf, lowestOf } from '../seeds';
import { Lacking, StepFrame } from '../step-frame';
import { gapInWords } from '../why';

/** Step 9: what one run is worth, and how a class makes many of it. */
export function ClassStep({ record }: { record: RunRecord }) {
  const committed = useLearn(({ progress }) => progress.predictions.class);
  const [draft, setDraft] = useState(50);
  const tables = useTablesOnRecord() ?? [];
  const draws = drawsOf(tables, record);
  const [first, ...others] = draws;
  const title = findPreset(record.config.preset)?.title ?? record.config.preset;
  const lowest = lowestOf(draws);
  const lacking = <Lacking what="several runs of its recipe on record" />;
  return (
    <StepFrame
      id="class"
      lead="The answers and curves that you have seen came from one run each. Another seed draws other policies, other pictures and other samples, and ends elsewhere. How much of a result is chance can be told only from several runs: from their mean, and from how far they lie apart."
      show={lowest ? <Draws draws={draws} revealed={committed !== undefined} /> : lacking}
      question={
        lowest
          ? `${METHOD_PLANS[record.config.method].label} on ${title} was run with ${draws.length} seeds. The first came to ${percent(first.accuracy)}. How many percent did the lowest of the other ${others.length} come to?`
          : 'How far do runs of one recipe lie apart?'
      }
      guess={<PercentGuess label="Accuracy of the lowest run, percent" value={draft} onChange={setDraft} />}
      onReveal={lowest ? () => commit('class', draft) : null}
      revealed={committed !== undefined}
      outcome={
        lowest && committed !== undefined ? (
          <>
            <GuessBars
              caption="Accuracy by seed"
              guess={committed}
              rows={[
                ...draws.map((draw) => ({
                  label: `Seed ${draw.seed}`,
                  result: { value: draw.accuracy },
                  tone: 'internalized' as const,
                  asked: draw === lowest,
                })),
                meanBar(draws),
              ]}
            />
            <p className="step-why">
              <strong>{gapInWords(committed, 100 * lowest.accuracy)}</strong> {meanInWords(draws)}
            </p>
            <p className="step-more">
              A class makes such a table in one lesson. The teacher gives out one link, every laptop takes a
              seed of its own, trains, and hands back a short result link; on the wall the interval narrows.
            </p>
          </>
        ) : (
          lacking
        )
      }
      differs="The paper’s tables give one number for each method and model. The means and intervals over seeds are ours, and so are these runs."
      action={{
        label: 'Do it with a class',
        sentence: 'Opens Compare where a class link is made and results are collected.',
        onPress: () => {
          classChoice.setState({ wanted: true });
          goToScreen('compare');
        },
      }}
    />
  );
}

function meanBar(draws: readonly Draw[]) {
  const { mean, interval } = estimateOf(draws);
  return {
    label: `Mean of ${draws.length}`,
    result: { value: mean, ...interval },
    tone: 'internalized' as const,
  };
}

function estimateOf(draws: readonly Draw[]) {
  const found = estimate(draws.map(({ accuracy }) => accuracy));
  const { interval } = found;
  return {
    ...found,
    interval: interval && { low: Math.max(0, interval.low), high: Math.min(1, interval.high) },
  };
}

function meanInWords(draws: readonly Draw[]): string {
  const now = estimateOf(draws);
  const two = estimateOf(draws.slice(0, 2));
  const between = (interval: typeof now.interval) =>
    interval ? `${Math.round(100 * interval.low)} to ${percent(interval.high)}` : 'unknown';
  return `The mean of the ${draws.length} runs is ${percent(now.mean)}, and its 95 % interval ${between(now.interval)}. After two runs it was still ${between(two.interval)}: every further seed narrows it.`;
}

/** The seeds as cards; before the reveal only the first is open. */
function Draws({ draws, revealed }: { draws: readonly Draw[]; revealed: boolean }) {
  return (
    <ol className="draws numeric" aria-label="Runs of one recipe">
      {draws.map(({ seed, accuracy }, i) => (
        <li key={seed} data-open={revealed || i === 0 || undefined}>
          <span>Seed {seed}</span>
          <strong>{revealed || i === 0 ? percent(accuracy) : '?'}</strong>
        </li>
      ))}
    </ol>
  );
}
