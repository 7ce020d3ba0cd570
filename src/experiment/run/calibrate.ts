import { median } from '../../evaluate/median';
import { rotaryTable } from '../../kernels/attention/rotary';
import { withinTime } from '../../kernels/backend/time-limit';
import { modelConfig } from '../../model/config';
import type { Model } from '../../model/forward';
import { Parameters } from '../../model/parameters';
import { RandomStream } from '../../random/stream';
import { taskOf } from '../../tasks/registry';
import { SupervisedTrainer } from '../../train/supervised';
import { estimateCost } from '../plan/estimate';
import { findPreset, presetConfig } from '../plan/presets';

const EXAMPLES = 8;
const TIMED_UPDATES = 5;
/** The first compiles every pipeline, on a software adapter for a minute and more; a device that takes longer does not train. */
const LONGEST_UPDATE_MS = 240_000;

/**
 * How fast this device trains: the median of a few CoT SFT updates of a small untrained model, after one that compiles and warms up.
 *
 * @returns floating-point operations per second in the counting of {@link estimateCost}, so that cost / speed is seconds
 * @throws TookTooLong when an update does not end
 */
export async function measureSpeed(): Promise<number> {
  const shape = modelConfig('small');
  const random = RandomStream.of(0, 'calibration');
  const model: Model = {
    config: shape,
    parameters: Parameters.initial(shape, random),
    rotary: rotaryTable(shape.maxPositions, shape.width / shape.heads, shape.rotaryBase),
  };
  const options = { steps: TIMED_UPDATES + 1, batch: EXAMPLES, learningRate: 1e-3, replay: 0 };
  const preset = findPreset('micro');
  if (!preset) {
    throw new Error('The micro preset is missing.');
  }
  const config = presetConfig(preset, 'cot-sft', 0);
  const dataset = { ...config.dataset, layers: 3, policies: 1 };
  const task = taskOf(dataset.kind);
  const examples = [...task.examples(dataset, 'cot', EXAMPLES, config.seed)];
  const counted = { ...config, cotSft: options, dataset };
  const perUpdate = estimateCost(counted).flops / options.steps;
  const stage = new SupervisedTrainer(model, task, examples, { ...options, kind: 'cot-sft' }, random);
  try {
    await withinTime(stage.update(0), LONGEST_UPDATE_MS);
    const times: number[] = [];
    for (let step = 1; step <= TIMED_UPDATES; step++) {
      const start = performance.now();
      await withinTime(stage.update(step), LONGEST_UPDATE_MS);
      times.push(performance.now() - start);
    }
    return (perUpdate * 1000) / median(times);
  } finally {
    stage.dispose();
    model.parameters.dispose();
    model.rotary.dispose();
  }
}
