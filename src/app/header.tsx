import { useState } from 'react';
import { Button as AriaButton } from 'react-aria-components';
import { Segmented } from './design/controls';
import { Icon } from './design/icon';
import { storeTheme, type Theme } from './design/theme';
import { Navigation } from './navigation';
import { lazyPiece } from './pieces/lazy-piece';
import { uiStore, useRun, useUi } from './state/stores';

const DeviceDialog = lazyPiece(
  'The measurement',
  async () => (await import('./device/device-dialog')).DeviceDialog,
);

const THEME_OPTIONS: readonly { value: Theme; label: React.ReactNode }[] = [
  {
    value: 'light',
    label: (
      <>
        <Icon name="sun" />
        <span className="theme-name">Light</span>
      </>
    ),
  },
  {
    value: 'dark',
    label: (
      <>
        <Icon name="moon" />
        <span className="theme-name">Dark</span>
      </>
    ),
  },
  {
    value: 'projector',
    label: (
      <>
        <Icon name="projector" />
        <span className="theme-name">Projector</span>
      </>
    ),
  },
];

export function Header() {
  const theme = useUi((state) => state.theme);
  return (
    <header className="header">
      <div className="header-name">
        <h1>TriMPI Playground</h1>
        <p>Teach a small vision-language model a policy until it no longer needs it in the prompt.</p>
      </div>
      <Navigation />
      <BackendChip />
      <Segmented
        label="Theme"
        value={theme}
        options={THEME_OPTIONS}
        onChange={(chosen) => {
          storeTheme(chosen);
          uiStore.setState({ theme: chosen });
        }}
      />
    </header>
  );
}

/** What the model runs on, by name; pressed, it opens a dialog that measures it. */
function BackendChip() {
  const [isOpen, setOpen] = useState(false);
  const trainer = useRun((state) => state.trainer);
  const { backend } = trainer;
  const tone = trainer.failure && !backend ? 'failure' : backend?.name === 'webgpu' ? 'good' : 'plain';
  return (
    <>
      <AriaButton
        className="backend-chip"
        data-testid="backend-chip"
        data-tone={tone}
        onPress={() => setOpen(true)}
      >
        <span className="backend-dot" aria-hidden="true" />
        {backend ? describe(backend) : trainer.failure ? 'No trainer' : 'Looking for a GPU …'}
        <span className="visually-hidden">: choose and measure the device</span>
        <Icon name="chevron" />
      </AriaButton>
      {isOpen && <DeviceDialog onClose={() => setOpen(false)} />}
    </>
  );
}

function describe({ name, device, note }: { name: string; device: string; note: string | null }): string {
  if (name === 'webgpu') return `WebGPU · ${device}`;
  return note ? 'processor, WebAssembly' : `${name} · ${device}`;
}
