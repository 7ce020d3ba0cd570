import { METHOD_PLANS } from '../../experiment/plan/methods';
import { type Contrast, correctedOver, pInWords, verdictInWords } from '../../experiment/results/contrasts';
import { Button } from '../design/controls';
import { WideTable } from '../parts/wide-table';
import { MethodName } from './method-name';

/** What the paper's claims rest on: differences of two methods, paired by seed. Nothing with one seed, no verdict with two. */
export function ContrastTable({
  contrasts,
  title,
  onSave,
}: {
  /** Those with an interval. */
  contrasts: readonly Contrast[];
  title: string;
  onSave: () => void;
}) {
  if (contrasts.length === 0) return null;
  const counts = new Set(contrasts.map(({ difference }) => difference.n));
  const [count] = counts;
  const over = correctedOver(contrasts);
  return (
    <div className="contrasts">
      <Button kind="quiet" onPress={onSave} aria-label="Differences as CSV">
        CSV
      </Button>
      <WideTable label="Differences by seed, table">
        <table className="method-table contrast-table numeric">
          <caption>
            Differences in accuracy, paired by seed
            <span className="visually-hidden">, {title}</span>
            <p>
              In percentage points{counts.size === 1 && `, over ${count} seeds`}; taken before rounding, so
              that they may be 0.1 off those of the printed means.
            </p>
          </caption>
          <thead>
            <tr>
              <th scope="col">Methods</th>
              {counts.size > 1 && <th scope="col">Seeds</th>}
              <th scope="col">Difference</th>
              <th scope="col">95 % interval</th>
              <th scope="col">Verdict by Holm</th>
              <th scope="col">p by Holm</th>
            </tr>
          </thead>
          <tbody>
            {contrasts.map((contrast) => (
              <ContrastRow
                key={`${contrast.a} ${contrast.b}`}
                contrast={contrast}
                hasSeeds={counts.size > 1}
              />
            ))}
          </tbody>
        </table>
      </WideTable>
      {over > 0 && (
        <p className="contrast-note">
          Each interval is for its difference alone. Verdict and p are corrected by Holm for all {over}{' '}
          {over === 1 ? 'contrast' : 'contrasts'} of this table, so a difference can be open although its own
          interval leaves zero out.
        </p>
      )}
    </div>
  );
}

function ContrastRow({ contrast, hasSeeds }: { contrast: Contrast; hasSeeds: boolean }) {
  const { a, b, difference, verdict, p } = contrast;
  const { n, mean, interval } = difference;
  return (
    <tr>
      <th scope="row">
        <MethodName label={METHOD_PLANS[a].label} />{' '}
        <span className="contrast-other">
          <span className="faint">over</span> <MethodName label={METHOD_PLANS[b].label} />
        </span>
      </th>
      {hasSeeds && <td>{n}</td>}
      <td>{points(mean)}</td>
      <td>{interval && `${points(interval.low)} to ${points(interval.high)}`}</td>
      <td data-verdict={verdict}>{verdictInWords(contrast)}</td>
      <td data-verdict={verdict}>{pInWords(p)}</td>
    </tr>
  );
}

/** A difference of two shares, in points of a hundred. */
function points(difference: number): string {
  return `${difference < 0 ? '−' : '+'}${(100 * Math.abs(difference)).toFixed(1)}`;
}
