import type { RolloutResponse } from '../../experiment/record/run-record';
import { SourceMark } from '../groups/marks';
import { fixed } from '../groups/numbers';
import type { Shown } from '../groups/selection';
import { SOURCE_LABELS } from '../groups/words';

/** The rewards of a group, a row per source, against the one mean that both are measured by. */
export function RewardStrip({ shown, mean }: { shown: Shown; mean: number }) {
  const { group, responseAt } = shown;
  const rewards = group.responses.map(({ reward }) => reward);
  const [low, high] = [Math.min(0, ...rewards), Math.max(1, ...rewards)];
  const x = (reward: number) => `${(100 * (reward - low)) / (high - low)}%`;
  const sources = (['no-policy', 'policy-aware'] as const).filter((source) =>
    group.responses.some((response) => response.source === source),
  );
  const equals = (source: RolloutResponse['source'], reward: number, end: number) =>
    group.responses.slice(0, end).filter((other) => other.source === source && other.reward === reward)
      .length;
  const highest = (source: RolloutResponse['source']) =>
    Math.max(...rewards.map((reward) => equals(source, reward, rewards.length)));
  const inWords = sources.map((source) => {
    const own = group.responses.filter((response) => response.source === source);
    return `${SOURCE_LABELS[source]} ${own.map(({ reward }) => fixed(reward)).join(', ')}`;
  });
  return (
    <figure
      className="reward-strip"
      role="img"
      aria-label={`Rewards: ${inWords.join('; ')}; group mean ${fixed(mean)}.`}
    >
      <span className="reward-area" aria-hidden="true">
        {sources.map((source) => (
          <span key={source} className="reward-row" style={{ height: `${0.8 * highest(source) + 0.4}rem` }}>
            {group.responses.map((response, i) => {
              if (response.source !== source) return null;
              // Equal rewards stand on each other.
              const before = equals(source, response.reward, i);
              return (
                <span
                  // biome-ignore lint/suspicious/noArrayIndexKey: the place in the group is the response's name.
                  key={i}
                  className="reward-mark"
                  data-chosen={i === responseAt || undefined}
                  style={{ left: x(response.reward), bottom: `${before * 0.8}rem` }}
                >
                  <SourceMark source={source} />
                </span>
              );
            })}
          </span>
        ))}
        <span className="reward-mean" style={{ left: x(mean) }} />
      </span>
      <span className="clip-caption faint" aria-hidden="true">
        rewards of the group; line: its mean {fixed(mean)}
      </span>
      <span className="clip-axis" aria-hidden="true">
        <span>{fixed(low, 1)}</span>
        <span>{fixed(high, 1)}</span>
      </span>
    </figure>
  );
}
