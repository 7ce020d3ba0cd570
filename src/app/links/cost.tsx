import type { ExperimentConfig } from '../../experiment/plan/config';
import { estimateCost } from '../../experiment/plan/estimate';
import { compactFlops, roughDuration } from '../design/format';
import { useRun } from '../state/stores';

/** What a shared experiment costs on this device. */
export function Cost({ config }: { config: ExperimentConfig }) {
  const flopsPerSecond = useRun((state) => state.trainer.flopsPerSecond);
  const { flops, evaluationFlops } = estimateCost(config);
  if (flops === 0) return <p>Nothing is trained; the base model is measured.</p>;
  return (
    <p className="numeric">
      {compactFlops(flops)}
      {flopsPerSecond
        ? `, ${roughDuration((flops + evaluationFlops) / flopsPerSecond)} on this device.`
        : '. This device’s speed is not known yet.'}
    </p>
  );
}
