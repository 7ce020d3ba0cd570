import { useEffect, useRef } from 'react';
import type { ExperimentConfig } from '../../experiment/plan/config';
import { estimateCost } from '../../experiment/plan/estimate';
import { beside, untaught } from '../../experiment/plan/teach';
import { readOwnPolicy } from '../../tasks/own-policy';
import { Button, Segmented } from '../design/controls';
import { roughDuration } from '../design/format';
import { Icon } from '../design/icon';
import { withPiece } from '../pieces/lost-store';
import { isActive } from '../state/run-view';
import { goToScreen } from '../state/screen';
import { setupStore, useRun, useSetup } from '../state/stores';
import { taughtStore } from '../state/taught-policy';
import { tryChoice } from '../state/try-choice';
import { loadTryUi } from '../tasks/try-registry';
import './own-policy-card.css';

/** The policy of the visitor's own that is set up: alone or beside named ones, what it costs, its text. */
export function OwnPolicyCard({ config, isDisabled }: { config: ExperimentConfig; isDisabled: boolean }) {
  const { own, policies } = config.dataset;
  const read = readOwnPolicy(config.dataset);
  const heading = useNewcomer();
  if (own === undefined || !read?.ok) return null;
  const { name, answers, notes } = read.policy;
  const isTree = config.dataset.kind !== 'gta-policy';
  const others = beside(config) - 1;
  return (
    <section className="own-policy" aria-labelledby="own-policy-title" data-testid="own-policy">
      <h3 id="own-policy-title" className="setup-label" tabIndex={-1} ref={heading}>
        Your policy: {name}
      </h3>
      <p className="numeric">
        {isTree ? `${answers} cases` : `${answers} versions of tools`}. <Minutes config={config} />
      </p>
      {notes.map((note) => (
        <p key={note}>{note}</p>
      ))}
      {isTree && (
        <Segmented
          label="Which policies are taught"
          value={policies > 1 ? 'beside' : 'alone'}
          options={[
            { value: 'alone', label: 'Alone' },
            { value: 'beside', label: `Beside ${others} named ${others === 1 ? 'one' : 'ones'}` },
          ]}
          isDisabled={isDisabled}
          onChange={(chosen) => count(chosen === 'alone' ? 1 : others + 1)}
        />
      )}
      <details>
        <summary>Its text</summary>
        <pre>{own}</pre>
      </details>
      <div className="own-policy-tools">
        <Button kind="quiet" onPress={() => edit(config, own)}>
          <Icon name="pencil" />
          Edit in Try it
        </Button>
        <Button
          kind="quiet"
          isDisabled={isDisabled}
          onPress={() => setupStore.getState().edit(untaught)}
          data-testid="untaught"
        >
          <Icon name="cross" />
          Leave it out
        </Button>
      </div>
    </section>
  );
}

/** The same of the setup as it is, for a screen that shows it outside of the setup. */
export function SetUpOwnPolicy() {
  const config = useSetup((state) => state.config);
  const isDisabled = useRun((state) => isActive(state.live));
  return <OwnPolicyCard config={config} isDisabled={isDisabled} />;
}

/** Whoever has just taught a policy is led to it. */
function useNewcomer() {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (!taughtStore.getState().isNew) return;
    taughtStore.setState({ isNew: false });
    heading.current?.focus();
  }, []);
  return heading;
}

function count(policies: number): void {
  setupStore.getState().edit((now) => ({ ...now, dataset: { ...now.dataset, policies } }));
}

function edit({ dataset: { kind } }: ExperimentConfig, text: string): void {
  void withPiece(
    'The policy’s editor',
    () => loadTryUi(kind),
    ({ editPolicy }) => {
      editPolicy(text);
      tryChoice.setState({ kind });
      goToScreen('try');
    },
  );
}

/** What the experiment takes on this device. */
function Minutes({ config }: { config: ExperimentConfig }) {
  const flopsPerSecond = useRun((state) => state.trainer.flopsPerSecond);
  const { flops, evaluationFlops } = estimateCost(config);
  if (!flopsPerSecond) return 'How long it takes is said once this device is measured.';
  return <>Teaching it takes {roughDuration((flops + evaluationFlops) / flopsPerSecond)} here.</>;
}
