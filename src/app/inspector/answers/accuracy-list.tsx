import { percent } from '../../design/format';
import type { Share } from './all-answers';

/** Accuracy of groups of answers, as bars that lead to them. */
export function AccuracyList({
  title,
  shares,
  name,
  chosen,
  onChoose,
}: {
  title: string;
  shares: readonly Share[];
  name: (share: string) => string;
  chosen: string | null;
  onChoose: (share: string | null) => void;
}) {
  return (
    <div className="accuracy-list">
      <h4>{title}</h4>
      <ul>
        {shares.map(({ name: share, accuracy, answers }) => (
          <li key={share}>
            <button
              type="button"
              aria-pressed={chosen === share}
              onClick={() => onChoose(chosen === share ? null : share)}
            >
              <span className="accuracy-name">{name(share)}</span>
              <span className="accuracy-bar" aria-hidden="true">
                <span style={{ width: `${100 * accuracy}%` }} />
              </span>
              <span className="numeric">
                {percent(accuracy)} <span className="faint">of {answers}</span>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
