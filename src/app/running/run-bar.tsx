import { useEffect, useRef, useState } from 'react';
import { METHOD_PLANS } from '../../experiment/plan/methods';
import { Checkbox } from '../design/checkbox';
import { Button, Meter } from '../design/controls';
import { Icon } from '../design/icon';
import { ShareButton } from '../links/share-button';
import { isActive, type RunView } from '../state/run-view';
import { runStore, setupStore, uiStore, useRun, useSetup, useShownRun } from '../state/stores';
import { StageRail } from './stage-rail';
import { statusSentence } from './status';
import { setSound, useWatch } from './watch-run';
import './run-bar.css';

/** Starts what is set up, live; `paused` halts before the first update. */
function startFromSetup(paused: boolean) {
  uiStore.setState({ stage: null });
  runStore.getState().start(setupStore.getState().config, paused);
}

/** The controls of a run and its stages; stays in sight. */
export function RunBar() {
  const live = useRun((state) => state.live);
  const ready = useRun((state) => state.trainer.backend !== null);
  const loading = useRun((state) => state.trainer.loading);
  const active = isActive(live);
  const paused = live?.status === 'paused';
  return (
    <section className="run-bar" aria-label="Run">
      <div className="run-bar-inner">
        <div className="transport">
          <div className="transport-buttons">
            <MainButton live={live} ready={ready} />
            {active ? (
              <Button
                onPress={() => runStore.getState().step('update')}
                isDisabled={!paused}
                data-testid="step"
                aria-label="Step: one update"
              >
                <Icon name="step" />
                Step
              </Button>
            ) : (
              <Button
                onPress={() => startFromSetup(true)}
                isDisabled={!ready}
                data-testid="step"
                aria-label="Step: start and halt before the first update"
              >
                <Icon name="step" />
                Step
              </Button>
            )}
            <PhaseButton live={live} />
            <Button
              onPress={() => runStore.getState().stop()}
              isDisabled={!active || live?.stopping}
              data-testid="stop"
              aria-label="Stop the run"
            >
              <Icon name="stop" />
              Stop
            </Button>
          </div>
          <div className="transport-status">
            <StatusLine />
            {active && <SoundChoice />}
            <ShareButton />
          </div>
        </div>
        <StageRail />
      </div>
      {loading && (
        <div className="run-loading">
          <Meter label={`Loading ${loading.what}`} fraction={loading.fraction} />
        </div>
      )}
    </section>
  );
}

/** Whoever waits elsewhere hears the end. */
function SoundChoice() {
  const withSound = useWatch((state) => state.withSound);
  return (
    <Checkbox isSelected={withSound} onChange={setSound}>
      Sound at the end
    </Checkbox>
  );
}

/** Run, Pause or Resume: whatever applies. */
function MainButton({ live, ready }: { live: RunView | null; ready: boolean }) {
  if (live?.status === 'running' || live?.status === 'starting') {
    return (
      <Button
        kind="primary"
        isDisabled={live.pausing || live.stopping}
        onPress={() => runStore.getState().pause()}
        data-testid="pause"
      >
        <Icon name="pause" />
        Pause
      </Button>
    );
  }
  if (live?.status === 'paused') {
    return (
      <Button kind="primary" onPress={() => runStore.getState().resume()} data-testid="resume">
        <Icon name="play" />
        Resume
      </Button>
    );
  }
  return (
    <Button kind="primary" onPress={() => startFromSetup(false)} isDisabled={!ready} data-testid="run">
      <Icon name="play" />
      Run
    </Button>
  );
}

/** In RL a step can go phase by phase: rollout, rewards, advantages, update. */
function PhaseButton({ live }: { live: RunView | null }) {
  const method = useSetup((state) => state.config.method);
  const shown = isActive(live) && live ? live.record.config.method : method;
  if (METHOD_PLANS[shown].rl === null) return null;
  return (
    <Button
      onPress={() => runStore.getState().step('phase')}
      isDisabled={live?.status !== 'paused' || live.progress?.stage !== 'rl'}
      data-testid="step-phase"
      aria-label="Phase: one phase of an RL step"
    >
      Phase
    </Button>
  );
}

/** At most one announcement every five seconds; the visible line changes as it likes. */
const ANNOUNCE_MS = 5000;

function StatusLine() {
  const trainer = useRun((state) => state.trainer);
  const live = useRun((state) => state.live);
  const setup = useSetup((state) => state.config);
  const shown = useShownRun();
  const own = statusSentence(trainer, live, setup);
  // The controls are those of the live run, whatever the screens show.
  const sentence = isActive(live) && shown !== live ? `${live?.record.title}: ${own}` : own;
  const [announcement, setAnnouncement] = useState({ text: '' });
  const latest = useRef(sentence);
  latest.current = sentence;
  // The next one is due that long after this one is on the page.
  // biome-ignore lint/correctness/useExhaustiveDependencies: each announcement starts the wait for the next.
  useEffect(() => {
    const timer = setTimeout(() => setAnnouncement({ text: latest.current }), ANNOUNCE_MS);
    return () => clearTimeout(timer);
  }, [announcement]);
  return (
    <>
      <p className="status numeric" data-testid="status">
        {sentence}
      </p>
      <p className="visually-hidden" role="status">
        {announcement.text}
      </p>
    </>
  );
}
