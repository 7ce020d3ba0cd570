import type { GenericSchema } from 'valibot';
import { clevrReading, clevrView } from './clevr/view-schema';
import type { ExampleView, Reading } from './task';

/** How views and readings of every task are read from files. Apart from the registry, because only readers of files need it. */

export const exampleView: GenericSchema<unknown, ExampleView> = clevrView;
export const reading: GenericSchema<unknown, Reading> = clevrReading;
