import type { RolloutResponse } from '../../experiment/record/run-record';
import './marks.css';
import { signed } from './numbers';

type Source = RolloutResponse['source'];

/** Where a response was sampled from: a ring for no policy, a filled square for policy-aware. */
export function SourceMark({ source }: { source: Source }) {
  return (
    <svg className="source-mark" data-source={source} viewBox="0 0 12 12" aria-hidden="true">
      {source === 'no-policy' ? (
        <circle cx="6" cy="6" r="4" />
      ) : (
        <rect x="1.5" y="1.5" width="9" height="9" rx="1.5" />
      )}
    </svg>
  );
}

/** An advantage as a bar from the middle, right for above the group, and as a number. */
export function AdvantageBar({ value, largest }: { value: number; largest: number }) {
  const share = largest === 0 ? 0 : Math.min(1, Math.abs(value) / largest);
  return (
    <span className="advantage numeric" data-sign={Math.sign(value)}>
      <span className="advantage-bar" aria-hidden="true">
        <span style={{ width: `${50 * share}%` }} />
      </span>
      {signed(value)}
    </span>
  );
}
