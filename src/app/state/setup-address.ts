import { findPreset } from '../../experiment/plan/presets';
import { addressWith, hasSettings } from './address';
import { setUpAs, setupStore, uiStore } from './stores';

/** Edits come key by key; browsers refuse an address that changes too often. */
const REST_MS = 300;
const DAMAGED_POLICY = { ok: false, message: 'Its policy was cut off or changed on its way.' } as const;
let setUp: Promise<void> = Promise.resolve();
const readQuery = () => import('../../experiment/share/setup-query');

/** Sets up what the address asks for beside its preset, and keeps the address telling what is set up; returns the way to stop. */
export function followSetup(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let leave = () => {};
  const follow = () => {
    leave = setupStore.subscribe(({ config }, before) => {
      if (config === before.config) return;
      clearTimeout(timer);
      timer = setTimeout(() => void write(), REST_MS);
    });
  };
  setUp = openSetup();
  void setUp.finally(follow);
  return () => {
    clearTimeout(timer);
    leave();
  };
}

/** Until the setup is what the address asks for. */
export function addressIsSetUp(): Promise<void> {
  return setUp;
}

/** What the query of a link would say beyond its preset. */
async function openSetup(): Promise<void> {
  const query = new URLSearchParams(location.search);
  if (!hasSettings(location.search)) return;
  const { setupOfQuery, unpackedQuery } = await readQuery();
  const unpacked = await unpackedQuery(query);
  const { config } = setupStore.getState();
  const preset = findPreset(config.preset);
  if (!preset) return;
  const read = unpacked ? setupOfQuery(unpacked, preset, config) : DAMAGED_POLICY;
  if (read.ok) setUpAs(read.config);
  const said = read.ok ? read.notes : [`The setup in the address cannot be opened. ${read.message}`];
  if (said.length > 0) {
    uiStore.setState(({ notice }) => ({ notice: [notice ?? '', ...said].join(' ').trim() }));
  }
}

async function write(): Promise<void> {
  const reader = await readQuery().catch(() => null);
  const { config } = setupStore.getState();
  const preset = findPreset(config.preset);
  if (!reader || !preset) return;
  const pairs = await reader.packedQuery(reader.setupQuery(config, preset));
  if (setupStore.getState().config !== config) return;
  const address = addressWith(pairs, reader.SETUP_NAMES, location.search, location.hash);
  history.replaceState(history.state, '', address);
}
