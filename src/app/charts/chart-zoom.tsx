import { useState } from 'react';
import type { MetricPoint } from '../../experiment/record/run-record';
import { Checkbox } from '../design/checkbox';
import { Button } from '../design/controls';
import { Dialog } from '../design/dialog';
import { NumberInput } from '../design/number-input';
import { logTicks, niceTicks, valueTicks } from './axis';
import { LinePlot } from './line-plot';
import { LineSample } from './line-sample';
import { binned, type ChartSpec, type Line } from './series';

const DRAWN_POINTS = 400;

/** A chart as large as the window: any range of its steps, and a logarithmic axis where the values allow one. */
export function ChartZoom({
  spec,
  curve,
  lines,
  chance,
  onClose,
}: {
  spec: ChartSpec;
  /** Steps from 1. */
  curve: readonly MetricPoint[];
  lines: readonly Line[];
  chance: number | null;
  onClose: () => void;
}) {
  const last = Math.max(2, curve.at(-1)?.step ?? 2);
  const [range, setRange] = useState<readonly [number, number] | null>(null);
  const [wantsLog, setLog] = useState(false);
  const [start, end] = range ?? [0, last];
  const keys = lines.map(({ key }) => key);
  const inRange = curve.filter(({ step }) => step >= start && step <= end);
  const points = binned(inRange, keys, DRAWN_POINTS);
  const values = points.flatMap((point) => keys.flatMap((key) => point[key] ?? []));
  const ofLog = logTicks(values);
  const isLog = wantsLog && ofLog !== null;
  // Zoomed in, a proportion fills the height as well.
  const ticks = isLog
    ? ofLog
    : range
      ? niceTicks(Math.min(...values), Math.max(...values))
      : valueTicks(values, spec.proportion ?? false);
  return (
    <Dialog title={spec.title} isOpen onClose={onClose} wide>
      <p>{spec.meaning}</p>
      {lines.length > 1 && (
        <p className="zoom-legend">
          {lines.map(({ key, label, color, dash }) => (
            <span key={key}>
              <LineSample color={color} dash={dash} /> {label}
            </span>
          ))}
        </p>
      )}
      <div className="zoom-plot" role="img" aria-label={`${spec.title}, steps ${start} to ${end}`}>
        <LinePlot
          points={points}
          lines={lines}
          start={start}
          end={end}
          ticks={ticks}
          isLog={isLog}
          mark={null}
          level={chance}
        />
      </div>
      <div className="zoom-tools">
        <NumberInput
          label="From step"
          value={start}
          min={0}
          max={end - 1}
          isDisabled={false}
          onChange={(step) => setRange([step, end])}
        />
        <NumberInput
          label="To step"
          value={end}
          min={start + 1}
          max={last}
          isDisabled={false}
          onChange={(step) => setRange([start, step])}
        />
        <Button isDisabled={range === null} onPress={() => setRange(null)}>
          All steps
        </Button>
        <Checkbox isSelected={isLog} isDisabled={ofLog === null} onChange={setLog}>
          Logarithmic axis
        </Checkbox>
      </div>
    </Dialog>
  );
}
