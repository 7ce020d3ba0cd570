import { type GenericSchema, lazy } from 'valibot';
import { clevrReading, clevrView, clevrViewM } from './clevr/view-schema';
import type { ExampleView, Reading } from './task';

/** How views and readings of every task are read from files. Apart from the registry, because only readers of files need it. */

export const exampleView: GenericSchema<unknown, ExampleView> = lazy((input) =>
  (input as ExampleView | null)?.task === 'clevr-policy-m' ? clevrViewM : clevrView,
);
export const reading: GenericSchema<unknown, Reading> = clevrReading;
