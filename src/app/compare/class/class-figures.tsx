import { percent } from '../../design/format';
import { type ClassSummary, intervalInWords } from './summary';

/** Mean, spread, interval and count of a class, in numbers large enough to be read across a table or a room. */
export function ClassFigures({ summary: { now, places } }: { summary: ClassSummary }) {
  return (
    <dl className="class-figures numeric" data-testid="class-figures">
      <div>
        <dt>Results</dt>
        <dd>
          {now?.n ?? 0} <small>of {places}</small>
        </dd>
      </div>
      <div>
        <dt>Mean</dt>
        <dd data-strong>{now ? percent(now.mean) : '–'}</dd>
      </div>
      <div>
        <dt>95 % interval of the mean</dt>
        <dd>{now?.interval ? intervalInWords(now.interval) : '–'}</dd>
      </div>
      <div>
        <dt>Spread between laptops</dt>
        <dd>{now?.sd === null || now?.sd === undefined ? '–' : `± ${percent(now.sd)}`}</dd>
      </div>
    </dl>
  );
}
