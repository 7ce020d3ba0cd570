import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { keyOf } from '../../experiment/plan/key-of';
import { findPreset, type Preset, presetConfig } from '../../experiment/plan/presets';
import { parseRunRecordFile } from '../../experiment/record/record-schema';
import { createRunStorage } from '../../experiment/record/run-store-db';
import { setupOfQuery } from '../../experiment/share/setup-query';
import { ownRunOf } from './own-run-of';

const read = parseRunRecordFile(readFileSync('public/runs/quick-trimpi-poro-dapo-1.json', 'utf8'));
if (!read.ok) throw new Error(read.message);
const preset = findPreset('quick') as Preset;
const usual = presetConfig(preset, 'trimpi-poro-dapo', 1);

describe('the runs of this browser', () => {
  it('are found by their experiment, the newest first, whatever their names and the order of their fields', async () => {
    const rows = new Map<string, unknown>();
    const storage = createRunStorage(async () => ({
      all: async () => [...rows.values()],
      get: async (id) => rows.get(id),
      put: async (run) => rows.set(run.id, run),
      change: async (id, next) => rows.set(id, next(rows.get(id))),
      remove: async (id) => rows.delete(id),
    }));
    const store = (id: string, date: string, config: object) =>
      rows.set(id, {
        ...{ id, source: 'live', name: `mine, ${id}`, starred: false, hidden: false },
        record: { ...read.record, id, config, provenance: { ...read.record.provenance, date } },
      });
    store('old', '2026-01-01T00:00:00Z', usual);
    store('new', '2026-01-02T00:00:00Z', Object.fromEntries(Object.entries(usual).reverse()));
    store('another seed', '2026-01-03T00:00:00Z', { ...usual, seed: 2 });
    store('another setting', '2026-01-04T00:00:00Z', { ...usual, rl: { ...usual.rl, steps: 60 } });
    const loop: Record<string, unknown> = { ...usual };
    loop.rl = loop;
    store('damaged', '2026-01-05T00:00:00Z', loop);
    const own = ((await storage.own()) ?? []).map((mark) => ({ ...mark, stages: [], bytes: 0 }));
    expect(own).toHaveLength(5);
    expect(ownRunOf(usual, own)?.id).toBe('new');
    const address = setupOfQuery(new URLSearchParams('?preset=quick&rl.steps=60'), preset, usual);
    expect(address.ok && ownRunOf(address.config, own)?.id).toBe('another setting');
    expect(ownRunOf({ ...usual, seed: 3 }, own)).toBeUndefined();
  });

  it('share their experiment with the recording of the preset', () => {
    expect(keyOf(read.record.config)).toBe(keyOf(usual));
  });
});
