import { memo, type PointerEvent, type ReactNode } from 'react';
import type { MetricPoint } from '../../experiment/record/run-record';
import { shortNumber } from '../design/format';
import type { Ticks } from './axis';
import { hoverStore, useHoveredStep } from './hover';
import type { Line } from './series';

/** Height and width of the drawing's own units; the browser stretches them to the box. */
const UNITS = 1000;

/**
 * Lines over steps. The drawing is stretched by the browser, strokes are not: nothing is measured in script, and a
 * chart costs the page about a millisecond (recharts took 40 to 60 to mount, with fifteen charts on the page while a
 * model trains).
 */
export const LinePlot = memo(function LinePlot({
  points,
  lines,
  start = 0,
  end,
  ticks,
  isLog = false,
  mark,
  level = null,
  children,
}: {
  points: readonly MetricPoint[];
  lines: readonly Line[];
  /** The steps at the ends of the axis. */
  start?: number;
  end: number;
  ticks: Ticks;
  /** Equal factors are equally far apart; values that are not positive are left out. */
  isLog?: boolean;
  /** A step to mark, or null. */
  mark: number | null;
  /** A value to draw a line across at, or null. */
  level?: number | null;
  /** What lies over the lines, in the box of the axes. */
  children?: ReactNode;
}) {
  const height = (value: number) => (isLog ? Math.log10(value) : value);
  const [bottom, top] = [height(ticks[0]), height(ticks[ticks.length - 1])];
  const x = (step: number) => (UNITS * (step - start)) / (end - start);
  const y = (value: number) => (UNITS * (top - height(value))) / (top - bottom);
  const drawn = (key: string) =>
    points.filter((point) => point.step >= start && point.step <= end && (!isLog || point[key] > 0));
  const hover = (event: PointerEvent<SVGSVGElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const step = Math.round(start + ((end - start) * (event.clientX - box.left)) / box.width);
    hoverStore.setState({ step: Math.min(end, Math.max(start, step)) });
  };
  return (
    <div className="plot">
      <div className="plot-values">
        {ticks.map((tick) => (
          <span key={tick} style={{ top: `${y(tick) / (UNITS / 100)}%` }}>
            {shortNumber(tick)}
          </span>
        ))}
        {/* The widest label makes the column as wide as it has to be. */}
        <span className="plot-widest">
          {ticks.map(shortNumber).reduce((a, b) => (b.length > a.length ? b : a))}
        </span>
      </div>
      <div className="plot-area">
        <svg
          viewBox={`0 0 ${UNITS} ${UNITS}`}
          preserveAspectRatio="none"
          onPointerMove={hover}
          onPointerLeave={() => hoverStore.setState({ step: null })}
          aria-hidden="true"
        >
          {ticks.map((tick) => (
            <line key={tick} className="plot-grid" x1="0" x2={UNITS} y1={y(tick)} y2={y(tick)} />
          ))}
          {level !== null && level >= ticks[0] && level <= ticks[ticks.length - 1] && (
            <line className="plot-level" x1="0" x2={UNITS} y1={y(level)} y2={y(level)} />
          )}
          {lines.map(({ key, color, dash }) => (
            <path
              key={key}
              className="plot-line"
              data-line={key}
              stroke={color}
              strokeDasharray={dash}
              d={pathOf(drawn(key), key, x, y)}
            />
          ))}
        </svg>
        {mark !== null && mark >= start && mark <= end && (
          <span className="plot-mark" style={{ left: `${x(mark) / (UNITS / 100)}%` }} />
        )}
        <Cursor start={start} end={end} />
        {children}
      </div>
      <div className="plot-steps">
        <span>{start}</span>
        <span>{Math.round((start + end) / 2)}</span>
        <span>{end}</span>
      </div>
    </div>
  );
});

/** The step under the pointer, in every chart at once. */
function Cursor({ start, end }: { start: number; end: number }) {
  const step = useHoveredStep();
  return step === null || step < start || step > end ? null : (
    <span className="plot-cursor" style={{ left: `${(100 * (step - start)) / (end - start)}%` }} />
  );
}

/** One line through the points that have a value; a single point becomes a dot (a line of no length, round at the ends). */
function pathOf(
  points: readonly MetricPoint[],
  key: string,
  x: (step: number) => number,
  y: (value: number) => number,
): string {
  const places = points
    .filter((point) => key in point)
    .map((point) => `${x(point.step).toFixed(1)},${y(point[key]).toFixed(1)}`);
  return places.length === 0
    ? ''
    : `M${places.length === 1 ? [...places, ...places].join('L') : places.join('L')}`;
}
