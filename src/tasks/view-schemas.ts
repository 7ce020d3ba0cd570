import { type GenericSchema, lazy } from 'valibot';
import { clevrReading, clevrView, clevrViewM } from './clevr/view-schema';
import { gtaReading, gtaView } from './gta/view-schema';
import type { ExampleView, Reading } from './task';

/** How views and readings of every task are read from files. Apart from the registry, because only readers of files need it. */

const has = (input: unknown, key: string): input is Record<string, unknown> =>
  typeof input === 'object' && input !== null && key in input;

export const exampleView: GenericSchema<unknown, ExampleView> = lazy((input) => {
  const task = has(input, 'task') ? input.task : null;
  if (task === 'gta-policy') return gtaView;
  return task === 'clevr-policy-m' ? clevrViewM : clevrView;
});
/** Readings do not name their task; only those of tools have a call. */
export const reading: GenericSchema<unknown, Reading> = lazy((input) =>
  has(input, 'call') ? gtaReading : clevrReading,
);
