import { Button } from '../design/controls';
import { Icon } from '../design/icon';
import { runStore, setUpAs, useRun, useShownRun } from '../state/stores';

/** Says why a model cannot be asked; where a recording is shown, offers to run the same experiment here. */
export function NoModel({ reason }: { reason: string }) {
  const ready = useRun((state) => state.trainer.backend !== null);
  const shown = useShownRun();
  return (
    <div className="no-model">
      <p>{reason}</p>
      {shown?.run === 0 && (
        <Button
          isDisabled={!ready}
          onPress={() => {
            setUpAs(shown.record.config);
            runStore.getState().start(shown.record.config, false);
          }}
        >
          <Icon name="play" />
          Run it yourself
        </Button>
      )}
    </div>
  );
}
