import { useEffect, useState } from 'react';
import {
  type ClassRecipe,
  type ClassResult,
  inWords,
  readResult,
} from '../../experiment/results/class-result';
import { Button } from '../design/controls';
import { percent } from '../design/format';
import { isActive } from '../state/run-view';
import { setUpAs, useRun, useSetup } from '../state/stores';
import { keptResult, recipeOfLink } from './class-seat';
import { LinkField } from './link-field';
import { type Seat, takeSeat } from './seat-store';
import { sameConfig } from './shared';

/** A pupil's place in a class: what to run, and once it has finished the link to hand in. */
export function SeatNotice({ seat }: { seat: Seat }) {
  const recipe = useRecipe(seat.link);
  const result = useResult(seat, recipe);
  useKeptResult(seat);
  if (!recipe) return null;
  return (
    <section className="panel link-card seat" aria-labelledby="seat-title" data-testid="seat">
      {result ? <HandIn result={result} /> : <ToRun recipe={recipe} seed={seat.seed} />}
      <div className="link-actions">
        <Button kind="quiet" onPress={() => takeSeat(null)}>
          Leave the class
        </Button>
      </div>
    </section>
  );
}

function ToRun({ recipe, seed }: { recipe: ClassRecipe; seed: number }) {
  const setup = useSetup((state) => state.config);
  const busy = useRun((state) => isActive(state.live));
  const mine = { ...recipe.config, seed };
  const isSetUp = sameConfig(setup, mine);
  return (
    <>
      <h2 id="seat-title">Your class: this laptop has seed {seed}</h2>
      <p>
        {inWords(recipe.config)}.{' '}
        {busy
          ? 'The run is going on. When it has finished, the link to hand in is here.'
          : isSetUp
            ? 'Press Run. When the run has finished, the link to hand in is here.'
            : 'The setup of the Lab is another one.'}
      </p>
      {!isSetUp && !busy && (
        <div className="link-actions">
          <Button kind="primary" onPress={() => setUpAs(mine)}>
            Set it up again
          </Button>
        </div>
      )}
    </>
  );
}

function HandIn({ result }: { result: ClassResult }) {
  const { seed, accuracy, interval, marks, link } = result;
  return (
    <>
      <h2 id="seat-title">Your class: hand in your result</h2>
      <p role="status">
        Seed {seed}: <strong>{percent(accuracy)}</strong> of the answers are right
        {interval && `, 95 % interval ${percent(interval.low)} to ${percent(interval.high)}`}. Give this link
        to your teacher, who adds it to the others.
      </p>
      <LinkField
        address={location.origin + location.pathname + link}
        file={`trimpi-seed-${seed}.txt`}
        label="Result link"
      />
      {marks.length > 0 && (
        <>
          <p>It does not fit the class in everything, and your teacher’s page will mark it:</p>
          <ul className="link-changes">
            {marks.map((mark) => (
              <li key={mark}>{mark}</li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

/** Finds the result of a run that has finished when nobody looked. */
function useKeptResult(seat: Seat): void {
  useEffect(() => {
    if (seat.result !== null) return;
    let current = true;
    // Without the browser's storage there is no such run.
    void keptResult(seat)
      .catch(() => null)
      .then((link) => current && link && takeSeat({ ...seat, result: link }));
    return () => {
      current = false;
    };
  }, [seat]);
}

function useRecipe(link: string): ClassRecipe | null {
  const [recipe, setRecipe] = useState<ClassRecipe | null>(null);
  useEffect(() => {
    let current = true;
    void recipeOfLink(link).then((read) => {
      if (!current) return;
      setRecipe(read);
      // A link of a preset that this page no longer has: there is nothing to go on with.
      if (!read) takeSeat(null);
    });
    return () => {
      current = false;
    };
  }, [link]);
  return recipe;
}

function useResult({ result: link }: Seat, recipe: ClassRecipe | null): ClassResult | null {
  const [result, setResult] = useState<ClassResult | null>(null);
  useEffect(() => {
    let current = true;
    setResult(null);
    if (link && recipe)
      void readResult(link, recipe).then((read) => current && setResult(read.ok ? read.result : null));
    return () => {
      current = false;
    };
  }, [link, recipe]);
  return result;
}
