import { useEffect, useRef, useState } from 'react';
import { type DeviceReport, measureDevice } from '../../worker/device-client';
import { Button, Meter } from '../design/controls';
import { Dialog } from '../design/dialog';
import { percent, shortNumber } from '../design/format';
import { download } from '../parts/download';
import { copyText } from '../reach/copy-text';
import { isActive } from '../state/run-view';
import { useRun } from '../state/stores';
import './device.css';
import { DeviceChoice } from './device-choice';
import { resultJson, times } from './device-result';
import { RetryGpu } from './retry-gpu';

type Measurement =
  | { readonly at: 'rest'; readonly failure: string | null }
  | { readonly at: 'work'; readonly fraction: number; readonly what: string }
  | { readonly at: 'end'; readonly report: DeviceReport; readonly date: string };

/** What the model runs on, and how fast that is: measured here, on request. Closing stops the measurement. */
export function DeviceDialog({ onClose }: { onClose: () => void }) {
  const backend = useRun((state) => state.trainer.backend);
  const training = useRun((state) => isActive(state.live));
  const [state, setState] = useState<Measurement>({ at: 'rest', failure: null });
  const stop = useRef(() => {});
  useEffect(() => () => stop.current(), []);
  const on = backend?.name === 'webgpu' ? 'webgpu' : 'wasm';
  const start = () => {
    setState({ at: 'work', fraction: 0, what: 'Loading the benchmark' });
    stop.current = measureDevice({ kind: 'bench', backend: on }, (event) => {
      if (event.kind === 'progress') setState({ ...event, at: 'work' });
      else if (event.kind === 'failed') setState({ at: 'rest', failure: event.message });
      else if (event.kind === 'done')
        setState({ at: 'end', report: event.report, date: new Date().toISOString() });
    });
  };
  return (
    <Dialog title="Device" isOpen onClose={onClose}>
      {backend && (
        <p>
          The playground runs on {backend.name === 'webgpu' && 'WebGPU: '}
          {backend.device}. {backend.note}
        </p>
      )}
      <RetryGpu />
      <DeviceChoice />
      <h3>Against stock TensorFlow.js</h3>
      <p>
        Times the engine against the same work in stock TensorFlow.js, in turns, in about a minute on a GPU
        and up to three without one. It runs in a worker of its own; the page stays usable, and nothing leaves
        it.
      </p>
      {state.at === 'work' ? (
        <div className="device-work">
          <Meter label="Measurement" fraction={state.fraction} />
          <p role="status">{state.what} …</p>
          <Button
            onPress={() => {
              stop.current();
              setState({ at: 'rest', failure: null });
            }}
          >
            Stop
          </Button>
        </div>
      ) : (
        <div className="device-actions">
          <Button kind={state.at === 'end' ? 'plain' : 'primary'} isDisabled={training} onPress={start}>
            {state.at === 'end' ? 'Measure again' : 'Measure this device'}
          </Button>
          {state.at === 'end' && <CopyResult report={state.report} date={state.date} />}
        </div>
      )}
      {training && state.at !== 'work' && (
        <p role="note">A run is in progress and would share the device: wait for its end, or stop it.</p>
      )}
      {state.at === 'rest' && state.failure && <p role="alert">{state.failure}</p>}
      {state.at === 'end' && <Result report={state.report} />}
    </Dialog>
  );
}

function Result({ report: { device, ceiling, rows } }: { report: DeviceReport }) {
  const step = rows.find(({ unit }) => unit === 'ms');
  return (
    <section className="device-result" aria-label="Result" data-testid="device-result">
      <table>
        <caption>Medians on {device}. The ratio says how many times faster ours is.</caption>
        <thead>
          <tr>
            <th scope="col">Work</th>
            <th scope="col">Ours</th>
            <th scope="col">Other</th>
            <th scope="col">Ratio</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.name}>
              <th scope="row">
                {row.name}
                <small>
                  {row.unit}, against {row.peer}
                </small>
              </th>
              <td>{shortNumber(row.ours)}</td>
              <td>{shortNumber(row.theirs)}</td>
              <td className="device-ratio">{times(row.ratio)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p>
        At most, this device does {shortNumber(ceiling)} GFLOP/s (multiply-adds in registers and nothing
        else).
        {step?.gigaflops && (
          <>
            {' '}
            The training step of ours does {shortNumber(step.gigaflops)} GFLOP/s,{' '}
            {percent(step.gigaflops / ceiling)} of that.
          </>
        )}
      </p>
    </section>
  );
}

function CopyResult({ report, date }: { report: DeviceReport; date: string }) {
  const [said, setSaid] = useState('');
  const text = resultJson(report, __BUILD__, date);
  const copy = async () => {
    if (await copyText(text)) {
      setSaid('Copied.');
    } else {
      download('device.json', text);
      setSaid('The browser does not let this page copy. The result was saved as device.json.');
    }
  };
  return (
    <>
      <Button kind="primary" onPress={() => void copy()}>
        Copy result
      </Button>
      <p role="status" className="faint">
        {said}
      </p>
    </>
  );
}
