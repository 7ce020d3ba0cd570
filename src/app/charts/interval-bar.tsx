import type { Proportion } from '../../experiment/record/run-record';
import './interval-bar.css';

/**
 * A proportion on a 0..100 % axis: the value as a mark, its 95 % interval as a band, the majority baseline as a line.
 * Decoration: the same numbers stand beside it as text.
 */
export function IntervalBar({
  result,
  majority,
  tone,
  slim = false,
}: {
  result: Proportion | null;
  majority: Proportion | null;
  tone: 'in-prompt' | 'internalized';
  slim?: boolean;
}) {
  const at = (value: number) => `${100 * value}%`;
  return (
    <div className="interval" data-tone={tone} data-slim={slim || undefined} aria-hidden="true">
      {result && (
        <>
          <span
            className="interval-band"
            style={{ left: at(result.low), width: at(result.high - result.low) }}
          />
          <span className="interval-mark" style={{ left: at(result.value) }} />
        </>
      )}
      {majority && <span className="interval-majority" style={{ left: at(majority.value) }} />}
    </div>
  );
}
