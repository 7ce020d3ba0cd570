import { useState } from 'react';
import { findPreset } from '../../experiment/plan/presets';
import { type ClassRecipe, classLink, inWords } from '../../experiment/results/class-result';
import { describeDifference } from '../../experiment/results/describe-difference';
import { Button } from '../design/controls';
import { Icon } from '../design/icon';
import { NumberInput } from '../design/number-input';
import { isActive } from '../state/run-view';
import { useRun } from '../state/stores';
import { drawnSeed } from './class-seat';
import { Cost } from './cost';
import { dismissLink, setUpExperiment } from './link-store';
import { takeSeat, useSeat } from './seat-store';

/** A class link that was opened: what the class trains, and which seed this laptop takes. Nothing has been started. */
export function ClassCard({ recipe, notes }: { recipe: ClassRecipe; notes: readonly string[] }) {
  const busy = useRun((state) => isActive(state.live));
  const seat = useSeat();
  const { config, seeds, build } = recipe;
  const { first, last } = seeds;
  const [seed, setSeed] = useState(() => drawnSeed(seeds));
  const preset = findPreset(config.preset);
  const changes = preset ? describeDifference(config, preset) : [];
  const take = async () => {
    takeSeat({ link: await classLink(recipe), seed, result: null });
    setUpExperiment({ ...config, seed });
  };
  return (
    <section className="panel link-card" aria-labelledby="class-title" data-testid="class-card">
      <h2 id="class-title">Your class trains together</h2>
      <p className="link-what">
        Every laptop trains <strong>{inWords(config)}</strong>, each with a seed of its own: other policies,
        other pictures, other samples. Together the results say how much of a single one is chance. Nothing
        has been started.
      </p>
      <div className="link-parts">
        <div>
          <h3>Your seed</h3>
          <div className="class-seed">
            <NumberInput
              label={`Seed, ${first} to ${last}`}
              value={seed}
              min={first}
              max={last}
              isDisabled={false}
              onChange={setSeed}
            />
            <Button kind="quiet" onPress={() => setSeed(drawnSeed(seeds))}>
              <Icon name="dice" />
              Draw
            </Button>
          </div>
          <p className="faint">
            Drawn by chance. If your class counts off around the room, enter your number: two laptops with the
            same seed count once.
          </p>
          {seat && <p>This laptop has had seed {seat.seed} of a class. A new seed takes its place.</p>}
        </div>
        <div>
          <h3>What it changes of the preset</h3>
          {changes.length > 0 ? (
            <ul className="link-changes">
              {changes.map((change) => (
                <li key={change}>{change}</li>
              ))}
            </ul>
          ) : (
            <p>Nothing: the preset as it is.</p>
          )}
          <h3>What it costs</h3>
          <Cost config={config} />
          {build !== __BUILD__ && (
            <p>
              Your teacher’s page is of another version ({build}). Reload this page with a network; otherwise
              your result will be marked.
            </p>
          )}
        </div>
      </div>
      {notes.length > 0 && (
        <ul className="link-notes">
          {notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
      <div className="link-actions">
        <Button kind="primary" isDisabled={busy} onPress={() => void take()}>
          Take seed {seed}
        </Button>
        <Button onPress={dismissLink}>Dismiss</Button>
        <p className="faint">
          {busy
            ? 'A run is going on. Stop it, or let it finish, before you take a seed.'
            : 'Sets the Lab up with this seed. You start the run.'}
        </p>
      </div>
    </section>
  );
}
