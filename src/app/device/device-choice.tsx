import { useEffect, useRef, useState } from 'react';
import { measureDevice, type Speed } from '../../worker/device-client';
import { Button, Meter, Segmented } from '../design/controls';
import { shortNumber } from '../design/format';
import { isActive } from '../state/run-view';
import { chooseDevice, preferredDevice, useRun } from '../state/stores';

type Choice = 'auto' | 'webgpu' | 'wasm';

const OPTIONS: readonly { readonly value: Choice; readonly label: string }[] = [
  { value: 'auto', label: 'The faster one' },
  { value: 'webgpu', label: 'WebGPU' },
  { value: 'wasm', label: 'WebAssembly' },
];

type Measurement =
  | { readonly at: 'rest'; readonly speeds: readonly Speed[] | null; readonly failure: string | null }
  | { readonly at: 'work'; readonly fraction: number; readonly what: string };

/** What to train on, with both measured on request. */
export function DeviceChoice() {
  const backend = useRun((state) => state.trainer.backend);
  const isBusy = useRun((state) => isActive(state.live));
  const [choice, setChoice] = useState<Choice>(() => preferredDevice() ?? 'auto');
  const [state, setState] = useState<Measurement>({ at: 'rest', speeds: null, failure: null });
  const stop = useRef(() => {});
  useEffect(() => () => stop.current(), []);
  const measure = () => {
    setState({ at: 'work', fraction: 0, what: 'Loading' });
    stop.current = measureDevice({ kind: 'speeds' }, (event) => {
      if (event.kind === 'progress') setState({ ...event, at: 'work' });
      else if (event.kind === 'speeds') setState({ at: 'rest', speeds: event.speeds, failure: null });
      else if (event.kind === 'failed') setState({ at: 'rest', speeds: null, failure: event.message });
    });
  };
  return (
    <section className="device-choice" aria-label="What to train on" data-testid="device-choice">
      <h3>Train on</h3>
      <Segmented<Choice>
        label="Train on"
        value={choice}
        options={OPTIONS}
        isDisabled={isBusy || !backend}
        onChange={(next) => {
          setChoice(next);
          chooseDevice(next === 'auto' ? null : next);
        }}
      />
      <p>
        WebGPU is the faster one where a graphics chip is behind it; on a graphics adapter that is itself a
        program on the processor, WebAssembly is. On one device, the same seed gives the same run.
      </p>
      {state.at === 'work' ? (
        <div className="device-work">
          <Meter label="Speed" fraction={state.fraction} />
          <p role="status">{state.what} …</p>
          <Button
            onPress={() => {
              stop.current();
              setState({ at: 'rest', speeds: null, failure: null });
            }}
          >
            Stop
          </Button>
        </div>
      ) : (
        <Button isDisabled={isBusy} onPress={measure}>
          Measure both
        </Button>
      )}
      {state.at === 'rest' && state.failure && <p role="alert">{state.failure}</p>}
      {state.at === 'rest' && state.speeds && <Speeds speeds={state.speeds} />}
      {isBusy && <p role="note">A run is in progress and stays on its device to its end.</p>}
    </section>
  );
}

function Speeds({ speeds }: { speeds: readonly Speed[] }) {
  const known = speeds.flatMap(({ flopsPerSecond }) => flopsPerSecond ?? []);
  const fastest = Math.max(...known);
  return (
    <ul className="device-speeds numeric" data-testid="device-speeds">
      {speeds.map(({ backend, device, flopsPerSecond, fault }) => (
        <li key={backend}>
          <strong>{backend === 'webgpu' ? 'WebGPU' : 'WebAssembly'}</strong>{' '}
          {flopsPerSecond === null ? (
            `cannot train here: ${fault ?? 'it did not say why.'}`
          ) : (
            <>
              trains at {shortNumber(flopsPerSecond / 1e9)} GFLOP/s
              {flopsPerSecond < fastest && `, ${shortNumber(fastest / flopsPerSecond)} times slower`} (
              {device})
            </>
          )}
        </li>
      ))}
    </ul>
  );
}
