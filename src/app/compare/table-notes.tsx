import type { ReactNode } from 'react';
import { ALL_METHODS, isControl, METHOD_PLANS } from '../../experiment/plan/methods';
import { TASK_NAMES } from '../../tasks/dataset';
import { Disclosure } from '../design/controls';
import type { Origin } from '../state/origin';
import { type ByMethod, PAPER } from '../terms/paper-figures';
import { TASK_TERMS } from '../terms/task-terms';
import { columnsFor, type MethodTable } from './method-table';

/** What the table shows, for somebody who sees it for the first time. */
export function TableLead({ table: { kind, rows, leftOut } }: { table: MethodTable }) {
  const { counted } = TASK_TERMS[kind];
  const counts = new Set(rows.flatMap(({ summary }) => summary?.seeds.length ?? []));
  const [count] = counts;
  const over =
    counts.size > 1
      ? 'as mean ± standard deviation over the seeds that were run'
      : count > 1
        ? `as mean ± standard deviation over ${count} seeds`
        : `from one seed each, with intervals over its ${counted}`;
  return (
    <p className="compare-note">
      Each row is a way to teach the same policies of {TASK_NAMES[kind]}; accuracy is{' '}
      {kind === 'gta-policy'
        ? 'what unseen calls earn'
        : 'the share of unseen images answered as the policy says'}
      , without the policy in the prompt (In-Context: with it), {over}.
      {leftOut.length > 0 && (
        <strong data-testid="left-out">
          {' '}
          Not counted, as you took it off the list: {leftOut.join('; ')}.
        </strong>
      )}
    </p>
  );
}

/** What the columns mean, and where the numbers come from: behind a press each. */
export function TableNotes({ table: { kind, rows }, origin }: { table: MethodTable; origin: Origin }) {
  const isQuoted = rows.some(({ method }) => PAPER[kind].accuracy[method]?.secondHand);
  const { counted, majority, majorityMeaning } = TASK_TERMS[kind];
  const { setting, override, overrideParts, referral } = PAPER[kind];
  const elsewhere = [
    figuresInWords('override', override, (value) => `${value.toFixed(2)}\u00a0%`),
    overrideParts &&
      figuresInWords(
        'override by tool and by arguments',
        overrideParts,
        ([tool, given]) => `${tool.toFixed(2)} and ${given.toFixed(2)}\u00a0%`,
      ),
    figuresInWords('referral', referral, (value) => value.toFixed(2)),
  ]
    .filter((words) => words !== null && words !== undefined)
    .join(', and ');
  return (
    <div className="table-notes">
      {isQuoted && <p>† Quoted by others; not found in a table of the paper.</p>}
      <Disclosure title="What the columns mean" level={4}>
        <dl className="table-facts">
          <Fact term="Accuracy">
            {kind === 'gta-policy'
              ? 'Of unseen calls: half the exact name, half the mean of the arguments’ scores'
              : 'Right answers to unseen images'}
            ; “{majority}” {majorityMeaning}
            {kind === 'gta-policy' && '; “right tool, random version” knows everything but the rules'}.
          </Fact>
          <Fact term="95 % interval">
            Where the mean over seeds lies by the t-distribution. “One seed”: one was run, and the interval is
            over its {counted} alone.
          </Fact>
          {rows.some(({ method }) => isControl(method)) && (
            <Fact term="Below the line">
              Controls: one of the paper’s methods with one thing changed, as its name says. They are ours, so
              the paper has no figure for them.
            </Fact>
          )}
          {columnsFor(kind).map(({ measure, title, meaning }) => (
            <Fact key={measure} term={title}>
              {meaning}
            </Fact>
          ))}
          <Fact term={`Paper, 7B, ${setting}`}>
            The paper’s accuracy on {TASK_NAMES[kind]}, of a model with 7 billion parameters
            {kind !== 'gta-policy' && ' on policies of six layers'}: beside ours, never mixed with them.{' '}
            {elsewhere && `It also reports ${elsewhere}.`}
          </Fact>
        </dl>
      </Disclosure>
      <Disclosure title="How it was made" level={4}>
        <dl className="table-facts">
          <Fact term="Recorded">{origin.recorded}</Fact>
          <Fact term="Device">{origin.device}</Fact>
          <Fact term="Code">
            <span className="mono">{origin.code}</span>
          </Fact>
          {origin.command ? (
            <Fact term="Repeat it with">
              <code className="mono">{origin.command}</code>
            </Fact>
          ) : (
            <Fact term="From">The runs of the list below that have a result.</Fact>
          )}
        </dl>
      </Disclosure>
    </div>
  );
}

/** "override of 6.55 % (In-Context), 25.20 % (CoT SFT)"; null where there are no figures. */
function figuresInWords<F>(name: string, figures: ByMethod<F>, show: (value: F) => string): string | null {
  const said = ALL_METHODS.flatMap((method) => {
    const value = figures[method];
    return value === undefined ? [] : [`${show(value)} (${METHOD_PLANS[method].label})`];
  });
  return said.length > 0 ? `${name} of ${said.join(', ')}` : null;
}

function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd>{children}</dd>
    </div>
  );
}
