import { useEffect, useRef, useState } from 'react';
import { LIMITS, settingOf } from '../../experiment/plan/config-schema';
import { METHOD_PLANS, type Method, OFFERED_METHODS } from '../../experiment/plan/methods';
import { experimentTitle } from '../../experiment/plan/presets';
import {
  MOST_RUNS,
  placeOf,
  readValues,
  runsOfSweep,
  seedsFrom,
  settingAt,
  sweepable,
} from '../../experiment/plan/sweep';
import { Checkbox } from '../design/checkbox';
import { ChoiceInput } from '../design/choice-input';
import { Button } from '../design/controls';
import { byteSize, roughDuration } from '../design/format';
import { NumberInput } from '../design/number-input';
import { useRun, useSetup } from '../state/stores';
import { queueStore } from '../state/the-queue';
import { secondsOf } from './words';

const NOTHING = 'nothing';

/** The grid: methods, seeds, and the values of one setting, around what is set up. */
export function SweepForm({ onDone }: { onDone: () => void }) {
  const config = useSetup((state) => state.config);
  const flopsPerSecond = useRun((state) => state.trainer.flopsPerSecond);
  const budget = useRun((state) => state.own.budget);
  const [methods, setMethods] = useState<readonly Method[]>([config.method]);
  const [first, setFirst] = useState(config.seed);
  const [count, setCount] = useState(3);
  const [place, setPlace] = useState(NOTHING);
  const [text, setText] = useState('');
  const settings = sweepable(config, methods);
  const isSwept = settings.some((setting) => placeOf(setting) === place);
  const values = isSwept ? readValues(text) : [];
  const chosen = OFFERED_METHODS.filter((method) => methods.includes(method));
  const sweep = runsOfSweep(config, {
    methods: chosen,
    seeds: seedsFrom(first, count),
    swept: isSwept ? { place, values: values ?? [] } : null,
  });
  const refusal =
    values === null
      ? 'The values are numbers with commas between them, like 0.0001, 0.0003.'
      : sweep.ok
        ? null
        : sweep.message;
  const seconds = sweep.ok ? secondsOf(sweep.configs, flopsPerSecond) : null;
  const choose = (next: string) => {
    setPlace(next);
    const setting = settingAt(config, next);
    if (setting) setText(String(settingOf(config, setting)));
  };
  const form = useRef<HTMLFieldSetElement>(null);
  useEffect(() => {
    // The panel is at the foot of the window, or below it.
    form.current?.closest('.panel')?.scrollIntoView({ block: 'start' });
    form.current?.focus({ preventScroll: true });
  }, []);
  return (
    <div className="sweep" data-testid="sweep">
      <p className="faint">Around what is set up: {experimentTitle(config)}.</p>
      <fieldset ref={form} className="sweep-methods" tabIndex={-1}>
        <legend>Methods</legend>
        {OFFERED_METHODS.map((method) => (
          <Checkbox
            key={method}
            isSelected={methods.includes(method)}
            onChange={(isOn) =>
              setMethods(isOn ? [...methods, method] : methods.filter((one) => one !== method))
            }
          >
            {METHOD_PLANS[method].label}
          </Checkbox>
        ))}
      </fieldset>
      <fieldset className="sweep-numbers">
        <legend>Seeds and one setting</legend>
        <NumberInput
          label="First seed"
          value={first}
          min={LIMITS.seed.min}
          max={LIMITS.seed.max}
          isDisabled={false}
          onChange={setFirst}
        />
        <NumberInput
          label="Seeds"
          value={count}
          min={1}
          max={MOST_RUNS}
          isDisabled={false}
          onChange={setCount}
        />
        <ChoiceInput
          label="Sweep"
          value={isSwept ? place : NOTHING}
          options={[
            { value: NOTHING, title: 'nothing else' },
            ...settings.map((setting) => ({ value: placeOf(setting), title: setting.name })),
          ]}
          isDisabled={false}
          onChange={choose}
        />
        {isSwept && (
          <label className="sweep-values">
            Values, with commas between them
            <input
              type="text"
              value={text}
              aria-invalid={values === null || undefined}
              onChange={(event) => setText(event.target.value)}
            />
          </label>
        )}
      </fieldset>
      <div className="sweep-end">
        <Button
          kind="primary"
          isDisabled={refusal !== null}
          onPress={() => {
            if (!sweep.ok) return;
            void queueStore.getState().add(sweep.configs);
            onDone();
          }}
          data-testid="queue-add"
        >
          Add to the queue
        </Button>
        <p role="status" data-testid="sweep-total">
          {refusal ?? totalWords(sweep.ok ? sweep.configs.length : 0, seconds)}
          {sweep.ok && sweep.notes.length > 0 && ` ${sweep.notes.join(' ')}`}
        </p>
      </div>
      <p className="faint">
        Every run comes onto the list with its record; its models stay
        {budget > 0 && ` within ${byteSize(budget)} for all`}, and the oldest without a star make room. A run
        that fails is named, and the queue goes on; after two failures in a row it waits.
      </p>
    </div>
  );
}

function totalWords(count: number, seconds: number | null): string {
  const runs = count === 1 ? 'One run' : `${count} runs, one after the other`;
  return seconds === null
    ? `${runs}. How long they take is said once this device is measured.`
    : `${runs}: ${roughDuration(seconds)} here.`;
}
