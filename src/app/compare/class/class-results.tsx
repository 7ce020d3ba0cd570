import type { ClassBoard } from '../../../experiment/results/class-board';
import type { ClassResult } from '../../../experiment/results/class-result';
import { IntervalBar } from '../../charts/interval-bar';
import { Button } from '../../design/controls';
import { percent } from '../../design/format';
import { Icon } from '../../design/icon';
import { theClass } from './the-class';

/** The results by seed: what each laptop came to, and in what it does not fit the class. */
export function ClassResults({
  board: { results },
  counts,
  tone,
}: {
  board: ClassBoard;
  /** Those that are in the mean. */
  counts: readonly ClassResult[];
  tone: 'in-prompt' | 'internalized';
}) {
  if (results.length === 0) return null;
  const bySeed = [...results].sort((a, b) => a.seed - b.seed);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard.
    <section className="class-results" tabIndex={0} aria-label="Results of the class">
      <table className="numeric">
        <thead>
          <tr>
            <th scope="col">Seed</th>
            <th scope="col">Result</th>
            <th scope="col" className="class-bar">
              95 % interval over its pictures
            </th>
            <th scope="col">Fits the class</th>
            <th scope="col">
              <span className="visually-hidden">Remove</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {bySeed.map((result) => (
            <tr
              key={result.link}
              data-out={counts.includes(result) ? undefined : true}
              data-testid="class-result"
            >
              <th scope="row">{result.seed}</th>
              <td className={`tone-${tone}`}>{percent(result.accuracy)}</td>
              <td className="class-bar">
                <IntervalBar result={proportionOf(result)} majority={null} tone={tone} slim />
              </td>
              <td>
                <Fit result={result} isCounted={counts.includes(result)} />
              </td>
              <td>
                <Button
                  kind="quiet"
                  aria-label={`Remove the result of seed ${result.seed}`}
                  onPress={() => theClass.getState().remove(result)}
                >
                  <Icon name="trash" />
                </Button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Fit({ result: { marks }, isCounted }: { result: ClassResult; isCounted: boolean }) {
  if (marks.length === 0) {
    return (
      <span className="class-fit">
        <Icon name="check" /> yes
      </span>
    );
  }
  return (
    <span className="class-fit" data-marked>
      <Icon name="cross" /> {isCounted ? 'counted all the same' : 'not counted'}: {marks.join(' ')}
    </span>
  );
}

/** Links do not say over how many pictures: the bar draws the interval alone. */
function proportionOf({ accuracy, interval }: ClassResult) {
  return { value: accuracy, low: interval?.low ?? accuracy, high: interval?.high ?? accuracy, n: 0 };
}
