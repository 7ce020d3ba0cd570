import { METHOD_PLANS } from '../../experiment/plan/methods';
import { findPreset } from '../../experiment/plan/presets';
import { recipeOf } from '../../experiment/results/class-result';
import { describeDifference } from '../../experiment/results/describe-difference';
import type { LinkResult } from '../../experiment/share/share-link';
import { TASK_NAMES } from '../../tasks/dataset';
import { Button } from '../design/controls';
import { percent } from '../design/format';
import { isActive } from '../state/run-view';
import { useScreen } from '../state/screen';
import { useRun } from '../state/stores';
import { STAGE_NAMES } from '../terms/words';
import { ClassCard } from './class-card';
import { Cost } from './cost';
import { dismissLink, type LinkState, setUpLink, useLink } from './link-store';
import './links.css';
import { ReproductionNote } from './reproduction-note';
import { SeatNotice } from './seat-notice';
import { useSeat } from './seat-store';

/** What a link in the address has to say: the experiment it carries, why it cannot be opened, how a run of it came out. */
export function LinkArea() {
  const { opened, fault } = useLink((state) => state);
  const seat = useSeat();
  const screen = useScreen();
  const recipe = opened && recipeOf(opened.payload);
  return (
    <aside className="link-area" aria-label="Shared experiment">
      {fault && (
        <div className="notice" data-tone="failure" role="alert">
          <p>{fault}</p>
          <Button kind="quiet" onPress={dismissLink}>
            Dismiss
          </Button>
        </div>
      )}
      {recipe ? (
        <ClassCard key={JSON.stringify(recipe)} recipe={recipe} notes={opened.notes} />
      ) : (
        opened && <LinkCard opened={opened} />
      )}
      {seat && !opened && screen === 'lab' && <SeatNotice key={seat.link} seat={seat} />}
      <ReproductionNote />
    </aside>
  );
}

function LinkCard({ opened }: { opened: NonNullable<LinkState['opened']> }) {
  const busy = useRun((state) => isActive(state.live));
  const { config, build, results } = opened.payload;
  const preset = findPreset(config.preset);
  const changes = preset ? describeDifference(config, preset) : [];
  return (
    <section className="panel link-card" aria-labelledby="link-title" data-testid="link-card">
      <h2 id="link-title">Somebody shared an experiment with you</h2>
      <p className="link-what">
        <strong>{METHOD_PLANS[config.method].label}</strong> on {TASK_NAMES[config.dataset.kind]}, preset{' '}
        <strong>{preset?.title ?? config.preset}</strong>, seed {config.seed}. Nothing has been started.
      </p>
      <div className="link-parts">
        <div>
          <h3>What it changes of the preset</h3>
          {changes.length > 0 ? (
            <ul className="link-changes" data-testid="link-changes">
              {changes.map((change) => (
                <li key={change}>{change}</li>
              ))}
            </ul>
          ) : (
            <p>Nothing: the preset as it is.</p>
          )}
          {config.dataset.own !== undefined && (
            <details className="link-policy">
              <summary>The text of its own policy</summary>
              <pre>{config.dataset.own}</pre>
            </details>
          )}
          <h3>What it costs</h3>
          <Cost config={config} />
        </div>
        <div>
          <h3>Recorded results</h3>
          {results.length > 0 ? <Results results={results} /> : <p>None came with the link.</p>}
          <p className="faint">
            {build === __BUILD__
              ? 'Made by this very version of the page.'
              : `Made by another version of the page (${build}): small deviations are possible.`}
          </p>
        </div>
      </div>
      {opened.notes.length > 0 && (
        <ul className="link-notes">
          {opened.notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
      <div className="link-actions">
        <Button kind="primary" isDisabled={busy} onPress={() => setUpLink(opened)}>
          Set it up
        </Button>
        <Button onPress={dismissLink}>Dismiss</Button>
        <p className="faint">
          {busy
            ? 'A run is going on. Stop it, or let it finish, before you set this up.'
            : 'Sets the Lab up as the sender had it. You start the run.'}
        </p>
      </div>
    </section>
  );
}

function Results({ results }: { results: readonly LinkResult[] }) {
  return (
    <table className="link-results numeric">
      <thead>
        <tr>
          <th scope="col">After</th>
          <th scope="col">Internalized</th>
          <th scope="col">95 % interval</th>
          <th scope="col">Policy in the prompt</th>
        </tr>
      </thead>
      <tbody>
        {results.map(({ stage, accuracy, low, high, inContext }) => (
          <tr key={stage}>
            <th scope="row">{STAGE_NAMES[stage]}</th>
            <td>{accuracy === null ? '–' : percent(accuracy)}</td>
            <td>{low === null || high === null ? '–' : `${percent(low)} to ${percent(high)}`}</td>
            <td>{percent(inContext)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
