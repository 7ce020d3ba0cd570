import { percent } from '../../design/format';
import { ChartFrame } from '../chart-frame';
import { GrowthPlot } from './growth-plot';
import { type ClassSummary, intervalInWords } from './summary';

const HEIGHT = 260;

/** How the mean of the class and its interval grow with every result. */
export function GrowthChart({
  summary,
  tone,
}: {
  summary: ClassSummary;
  tone: 'in-prompt' | 'internalized';
}) {
  const { steps, now } = summary;
  const said =
    now === null
      ? 'No result is in yet.'
      : `After ${now.n} ${now.n === 1 ? 'result' : 'results'} the mean is ${percent(now.mean)}${now.interval ? `, its 95 % interval ${intervalInWords(now.interval)}` : ''}.`;
  return (
    <ChartFrame
      title="Mean of the class, as results come in"
      legend={[
        { label: 'a laptop’s result', mark: 'mark-dot' },
        { label: 'mean so far', mark: `mark-mean-${tone}` },
        { label: '95 % interval of the mean', mark: `mark-band-${tone}` },
      ]}
      summary={said}
      table={
        <table className="numeric">
          <thead>
            <tr>
              <th scope="col">Results</th>
              <th scope="col">Seed</th>
              <th scope="col">Its result</th>
              <th scope="col">Mean</th>
              <th scope="col">Spread</th>
              <th scope="col">95 % interval</th>
            </tr>
          </thead>
          <tbody>
            {steps.map(({ result, estimate: { n, mean, sd, interval } }) => (
              <tr key={n}>
                <th scope="row">{n}</th>
                <td>{result.seed}</td>
                <td>{percent(result.accuracy)}</td>
                <td>{percent(mean)}</td>
                <td>{sd === null ? '–' : `± ${percent(sd)}`}</td>
                <td>{interval ? intervalInWords(interval) : '–'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      }
    >
      <GrowthPlot summary={summary} tone={tone} height={HEIGHT} />
    </ChartFrame>
  );
}
