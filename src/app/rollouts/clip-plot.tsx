import { useState } from 'react';
import { ToggleButton } from 'react-aria-components';
import type { OBJECTIVES } from '../../experiment/inspect/objective-terms';
import { tokenTerms } from '../../experiment/inspect/objective-terms';
import { Icon } from '../design/icon';
import { fixed, signed } from '../groups/numbers';

type Objective = (typeof OBJECTIVES)['grpo'];

/** Ratios that are drawn and can be tried out. */
export const LARGEST_RATIO = 4;

const UNITS = 100;

/** The objective of a token over its ratio: where it is flat, the clip lets no gradient through. */
export function ClipPlot({
  name,
  advantage,
  ratio,
  options,
}: {
  /** The objective's. */
  name: string;
  advantage: number;
  ratio: number;
  options: Objective;
}) {
  const [asTable, setAsTable] = useState(false);
  const { clipLow, clipHigh, dualClip } = options;
  // The objective is straight between these.
  const corners = [0, 1 - clipLow, 1 + clipHigh, dualClip, LARGEST_RATIO];
  const value = (rho: number) => tokenTerms(advantage, rho, options).objective;
  const values = corners.map(value);
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)];
  const x = (rho: number) => (UNITS * rho) / LARGEST_RATIO;
  const y = (objective: number) => (high === low ? UNITS / 2 : (UNITS * (high - objective)) / (high - low));
  const now = value(ratio);
  const range = `${fixed(1 - clipLow)} to ${fixed(1 + clipHigh)}`;
  return (
    <figure className="clip-plot">
      {asTable ? (
        <table className="clip-table numeric">
          <thead>
            <tr>
              <th scope="col">Ratio ρ</th>
              <th scope="col">Objective</th>
            </tr>
          </thead>
          <tbody>
            {[...new Set([...corners, ratio])]
              .sort((one, other) => one - other)
              .map((rho) => (
                <tr key={rho} data-now={rho === ratio || undefined}>
                  <th scope="row">
                    {fixed(rho)}
                    {rho === ratio && ' (now)'}
                  </th>
                  <td>{signed(value(rho))}</td>
                </tr>
              ))}
          </tbody>
        </table>
      ) : (
        <div
          className="clip-drawing"
          role="img"
          aria-label={`Objective over the ratio from 0 to ${LARGEST_RATIO}, clip range ${range}: from ${signed(values[0])} at 0 to ${signed(values[4])} at ${LARGEST_RATIO}; now ${signed(now)} at ${fixed(ratio)}.`}
        >
          <span className="clip-plot-area">
            <svg viewBox={`0 0 ${UNITS} ${UNITS}`} preserveAspectRatio="none" aria-hidden="true">
              <rect
                className="clip-range"
                x={x(1 - clipLow)}
                width={x(clipLow + clipHigh)}
                y="0"
                height={UNITS}
              />
              <line className="plot-grid" x1="0" x2={UNITS} y1={y(0)} y2={y(0)} />
              <polyline
                className="clip-line"
                points={corners.map((rho, i) => `${x(rho)},${y(values[i])}`).join(' ')}
              />
            </svg>
            <span className="clip-dot" style={{ left: `${x(ratio)}%`, top: `${y(now)}%` }} />
          </span>
          <span className="clip-axis" aria-hidden="true">
            {[0, 1, 2, 3, 4].map((rho) => (
              <span key={rho}>{rho}</span>
            ))}
          </span>
        </div>
      )}
      <figcaption className="clip-caption faint">
        over the ratio ρ; clip range {asTable ? range : 'shaded'}
        <ToggleButton
          className="chart-toggle"
          isSelected={asTable}
          onChange={setAsTable}
          aria-label={`Objective of ${name} over the ratio as a table`}
        >
          <Icon name={asTable ? 'chart' : 'table'} />
        </ToggleButton>
      </figcaption>
    </figure>
  );
}
