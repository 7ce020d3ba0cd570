import type { ExperimentConfig } from '../../experiment/plan/config';
import { settingOf } from '../../experiment/plan/config-schema';
import { estimateCost } from '../../experiment/plan/estimate';
import { METHOD_PLANS } from '../../experiment/plan/methods';
import { experimentTitle } from '../../experiment/plan/presets';
import { settingAt, sweptPlace, usesSetting } from '../../experiment/plan/sweep';
import { roughDuration } from '../design/format';
import { isOpen, type Queue, type QueuedState, runningRun } from '../state/queue';
import type { RunView } from '../state/run-view';

export const STATE_WORDS: { readonly [S in QueuedState]: string } = {
  waiting: 'waits',
  running: 'runs now',
  interrupted: 'interrupted',
  done: 'done',
  failed: 'failed',
  stopped: 'stopped',
};

/** Seconds that runs take one after the other; null while the device is not measured. */
export function secondsOf(
  configs: readonly ExperimentConfig[],
  flopsPerSecond: number | undefined,
): number | null {
  if (!flopsPerSecond) return null;
  return configs.reduce((sum, config) => {
    const { flops, evaluationFlops } = estimateCost(config);
    return sum + (flops + evaluationFlops) / flopsPerSecond;
  }, 0);
}

/** A run of the queue in a line: "CoT SFT, Quick, seed 2, RL learning rate 0.0003". */
export function runWords(config: ExperimentConfig, all: readonly ExperimentConfig[]): string {
  const place = sweptPlace(all);
  const setting = place ? settingAt(config, place) : undefined;
  const { method, seed } = config;
  return [
    METHOD_PLANS[method].label,
    experimentTitle(config),
    `seed ${seed}`,
    ...(setting && usesSetting(method, setting) ? [`${setting.name} ${settingOf(config, setting)}`] : []),
  ].join(', ');
}

/** How the queue stands, in a sentence or two. */
export function queueWords(
  queue: Queue,
  live: RunView | null,
  flopsPerSecond: number | undefined,
  isElsewhere: boolean,
): string {
  const { runs, isHeld, why } = queue;
  if (runs.length === 0) return 'Nothing is in the queue.';
  const open = runs.filter(isOpen);
  const over = runs.length - open.length;
  if (open.length === 0) return `${runs.length === 1 ? 'The run is' : `All ${runs.length} runs are`} over.`;
  const current = runningRun(queue);
  const left = leftOf(queue, live, flopsPerSecond);
  const time = left === null ? '' : `, ${roughDuration(left)} left for all`;
  if (current && live?.anomaly) {
    return 'The run in progress went wrong and waits for your decision above; the queue waits with it.';
  }
  const count = `${over} of ${runs.length} runs are over${time}.`;
  if (isElsewhere) return `${count} Another tab of this browser works on the queue: hold it there.`;
  if (current && live?.status === 'paused')
    return `${count} The run in progress is paused, and the queue with it.`;
  if (current && isHeld) return `${count} After the run in progress the queue waits.`;
  if (isHeld) return `${count} ${why ?? 'Nothing starts before you start the queue.'}`;
  return count;
}

/** Seconds until the queue is through, by what the run in progress says of itself; null while that is not known. */
function leftOf({ runs }: Queue, live: RunView | null, flopsPerSecond: number | undefined): number | null {
  const waiting = runs.filter((run) => isOpen(run) && run.state !== 'running');
  const current = runs.find(({ state }) => state === 'running');
  const later = secondsOf(
    waiting.map(({ config }) => config),
    flopsPerSecond,
  );
  if (later === null || !current) return later;
  const own =
    live?.evaluating?.runEta ?? live?.progress?.runEta ?? secondsOf([current.config], flopsPerSecond);
  return own === null ? null : later + own;
}
