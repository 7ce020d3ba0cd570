import { useState } from 'react';
import { isControl, isTableRow } from '../../experiment/plan/methods';
import { varies } from '../../experiment/results/statistics';
import { MEASURES } from '../../experiment/results/summary';
import { TASK_NAMES, type TaskKind } from '../../tasks/dataset';
import { PAPER } from '../terms/paper-figures';
import { TASK_TERMS } from '../terms/task-terms';
import { type ColumnFormat, columnFormat } from './column-format';
import { MethodName } from './method-name';
import { columnsFor, type MethodRow, type MethodTable } from './method-table';
import { type Sorted, SortHeading, sortedRows } from './sort-rows';

/** More columns than these stand closer together, so that a desktop shows them all. */
const MANY = 6;

/** The paper's main table with our numbers, and the paper's own in a column of their own. */
export function ResultTable({
  table: { kind, rows, majority, randomVersion, overrideMajority },
  title,
  compact = false,
}: {
  table: MethodTable;
  title: string;
  /** Only the methods that were run, and only what the bars show. */
  compact?: boolean;
}) {
  const [sorted, setSorted] = useState<Sorted | null>(null);
  const shown = compact ? rows.filter(({ summary }) => summary) : sortedRows(rows, sorted, kind);
  const columns = (compact ? [] : columnsFor(kind)).map((column) => ({
    ...column,
    format: columnFormat(
      [
        ...rows.map(({ summary }) => summary?.measures[column.measure] ?? null),
        ...(column.measure === 'override' ? [overrideMajority] : []),
      ],
      column.show,
    ),
  }));
  const accuracy = columnFormat([...rows.map((row) => row.accuracy), majority], 'percent');
  const mixed = rows.some(({ interval }) => interval?.over === 'seeds');
  const marked = mixed && rows.some(({ interval }) => interval?.over === 'images');
  // The line above the controls parts nothing in another order.
  const firstControl = sorted ? undefined : shown.find(({ method }) => isControl(method));
  const heading = { sorted, onSort: compact ? null : setSorted };
  return (
    <table className="method-table numeric" data-many={columns.length > MANY || undefined}>
      <caption className="visually-hidden">
        Accuracy by method on {TASK_NAMES[kind]}, {title}: mean and sample standard deviation over seeds, 95 %
        interval.
      </caption>
      <thead>
        <tr>
          <th scope="col">Method</th>
          <SortHeading by="seeds" {...heading}>
            Seeds
          </SortHeading>
          <SortHeading
            by="accuracy"
            {...heading}
            meaning="Without the policy in the prompt; for In-Context with it."
          >
            Accuracy
          </SortHeading>
          <th scope="col">95 % interval</th>
          {columns.map(({ measure, title: name, meaning }) => (
            <SortHeading key={measure} by={measure} {...heading} meaning={meaning}>
              {name}
            </SortHeading>
          ))}
          {!compact && (
            <SortHeading by="paper" {...heading} className="paper-column">
              Paper, 7B, {PAPER[kind].setting.replaceAll(' = ', '\u00a0=\u00a0')}
            </SortHeading>
          )}
        </tr>
      </thead>
      <tbody>
        {shown.map((row) => (
          <tr
            key={row.label}
            data-empty={row.absent !== null || undefined}
            data-first-control={row === firstControl || undefined}
          >
            <th scope="row">
              <MethodName label={row.label} />
            </th>
            {row.absent ? (
              <td className="absent" colSpan={3 + columns.length}>
                {row.absent}
              </td>
            ) : (
              <>
                <td>{row.summary?.seeds.length}</td>
                <td
                  className="method-accuracy"
                  data-tone={row.method === 'in-context' ? 'in-prompt' : undefined}
                >
                  {row.accuracy && <Spread {...row.accuracy} format={accuracy} />}
                </td>
                <td>
                  <Range row={row} marked={marked} />
                </td>
                {columns.map(({ measure, format }) => {
                  const found = row.summary?.measures[measure];
                  return <td key={measure}>{found && <Spread {...found} format={format} />}</td>;
                })}
              </>
            )}
            {!compact && (
              <td className="paper-column">
                <PaperFigure row={row} kind={kind} />
              </td>
            )}
          </tr>
        ))}
        {majority && (
          <tr className="majority-row">
            <th scope="row">{TASK_TERMS[kind].majority}</th>
            <td>{majority.n}</td>
            <td>
              <Spread {...majority} format={accuracy} />
            </td>
            <td>
              {/* Where every seed has as many images of each case, there is nothing to be unsure of. */}
              {varies(majority) && majority.interval && (
                <>
                  {range(majority.interval)}
                  {marked && <OneSeed isBlank />}
                </>
              )}
            </td>
            {columns.map(({ measure, format }) => (
              <td key={measure}>
                {measure === 'override' && overrideMajority && (
                  <Spread {...overrideMajority} format={format} />
                )}
              </td>
            ))}
            {!compact && <td className="paper-column" />}
          </tr>
        )}
        {randomVersion && (
          <tr className="majority-row">
            <th scope="row">Right tool, random version</th>
            <td>{randomVersion.n}</td>
            <td>
              <Spread {...randomVersion} format={accuracy} />
            </td>
            <td>
              {randomVersion.interval && (
                <>
                  {range(randomVersion.interval)}
                  {marked && <OneSeed isBlank />}
                </>
              )}
            </td>
            {columns.map(({ measure }) => (
              <td key={measure} />
            ))}
            {!compact && <td className="paper-column" />}
          </tr>
        )}
      </tbody>
    </table>
  );
}

function Spread({ mean, sd, format }: { mean: number; sd: number | null; format: ColumnFormat }) {
  const spread = format.spread(sd);
  return (
    <>
      {format.mean(mean)}{' '}
      {spread ? (
        <span className="spread">{spread}</span>
      ) : (
        <span className="spread spread-blank" aria-hidden="true">
          {format.blank}
        </span>
      )}
    </>
  );
}

/** "34.4 to 46.3 %", within what a share can be. */
function range({ low, high }: { readonly low: number; readonly high: number }): string {
  return `${(100 * Math.max(0, low)).toFixed(1)} to ${(100 * Math.min(1, high)).toFixed(1)}\u00a0%`;
}

/** `marked`: some rows of the table say that theirs is of one seed. */
function Range({ row: { interval, summary }, marked }: { row: MethodRow; marked: boolean }) {
  if (!interval) return null;
  return (
    <>
      {range(interval)}
      {marked && <OneSeed isBlank={interval.over === 'seeds'} />}
      {summary?.rows.some((row) => MEASURES.accuracy(row) !== null && row.stoppedEarly) && (
        <span className="faint"> stopped early</span>
      )}
    </>
  );
}

/** Blank: the room that it takes, so that the intervals of a column stay in line. */
function OneSeed({ isBlank }: { isBlank: boolean }) {
  return (
    <span className={isBlank ? 'spread-blank' : 'faint'} aria-hidden={isBlank || undefined}>
      {' '}
      one seed
    </span>
  );
}

function PaperFigure({ row: { method }, kind }: { row: MethodRow; kind: TaskKind }) {
  const figure = PAPER[kind].accuracy[method];
  if (!figure) return <span className="faint">{isTableRow(method) ? 'not reported' : 'ours'}</span>;
  return (
    <>
      {figure.percent.toFixed(2)}&nbsp;%
      {figure.secondHand && (
        <span className="dagger">
          <span aria-hidden="true">†</span>
          <span className="visually-hidden"> second-hand</span>
        </span>
      )}
    </>
  );
}
