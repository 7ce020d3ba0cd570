import { type KeyboardEvent, type PointerEvent, useRef } from 'react';
import type { MetricPoint } from '../../experiment/record/run-record';
import '../charts/charts.css';
import { LinePlot } from '../charts/line-plot';
import { binned, type Line } from '../charts/series';
import { drawnPoints } from './facts';
import { KNOTS } from './lesson';

const DRAWN_POINTS = 60;
const TICKS = [0, 0.25, 0.5, 0.75, 1];
const FAR = 10;

const KEYS: { readonly [key: string]: number } = {
  ArrowUp: 1,
  ArrowRight: 1,
  ArrowDown: -1,
  ArrowLeft: -1,
  PageUp: FAR,
  PageDown: -FAR,
};

/**
 * Recorded curves with one that the visitor draws: by dragging over the plot, or knot by knot with the arrow keys.
 */
export function DrawCurve({
  curve,
  lines,
  steps,
  values,
  onChange,
  name,
}: {
  curve: readonly MetricPoint[];
  lines: readonly Line[];
  /** The last step of the axis. */
  steps: number;
  /** Percent at each knot. */
  values: readonly number[];
  /** Null once the drawing is committed to. */
  onChange: ((values: readonly number[]) => void) | null;
  /** What is being drawn, for those who cannot see it. */
  name: string;
}) {
  const drawing = useRef(false);
  const points = [
    ...binned(
      curve,
      lines.map(({ key }) => key),
      DRAWN_POINTS,
    ),
    ...drawnPoints(values, steps),
  ];
  const set = (knot: number, value: number) =>
    onChange?.(values.map((old, i) => (i === knot ? Math.min(100, Math.max(0, Math.round(value))) : old)));
  const follow = (event: PointerEvent<HTMLElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const x = (event.clientX - box.left) / box.width;
    const knot = Math.min(KNOTS.length - 1, Math.max(0, Math.round(x * (KNOTS.length - 1))));
    set(knot, 100 * (1 - (event.clientY - box.top) / box.height));
  };
  const byKey = (knot: number, event: KeyboardEvent) => {
    const change = KEYS[event.key];
    const value = event.key === 'Home' ? 0 : event.key === 'End' ? 100 : values[knot] + (change ?? 0);
    if (change === undefined && event.key !== 'Home' && event.key !== 'End') return;
    event.preventDefault();
    set(knot, value);
  };
  return (
    <div className="draw">
      <LinePlot
        points={points}
        lines={[...lines, { key: 'drawn', label: 'you', color: 'var(--ink)' }]}
        end={steps}
        ticks={TICKS}
        mark={null}
      >
        {onChange && (
          <div
            className="draw-area"
            onPointerDown={(event) => {
              drawing.current = true;
              event.currentTarget.setPointerCapture(event.pointerId);
              follow(event);
            }}
            onPointerMove={(event) => drawing.current && follow(event)}
            onPointerUp={() => {
              drawing.current = false;
            }}
            onPointerCancel={() => {
              drawing.current = false;
            }}
          >
            {values.map((value, i) => (
              <span
                key={KNOTS[i]}
                className="draw-knot"
                role="slider"
                tabIndex={0}
                aria-label={`${name} at RL step ${Math.round(KNOTS[i] * steps)}`}
                aria-orientation="vertical"
                aria-valuemin={0}
                aria-valuemax={100}
                aria-valuenow={value}
                aria-valuetext={`${value} percent`}
                style={{ left: `${100 * KNOTS[i]}%`, top: `${100 - value}%` }}
                onKeyDown={(event) => byKey(i, event)}
              />
            ))}
          </div>
        )}
      </LinePlot>
    </div>
  );
}
