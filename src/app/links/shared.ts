import type { ExperimentConfig } from '../../experiment/plan/config';
import { isImportedBase } from '../../experiment/plan/imported-base';
import type { RunRecord } from '../../experiment/record/run-record';
import { encodeLink, linkResults } from '../../experiment/share/share-link';

/** A link, or why there is none. */
export type Shared =
  | { readonly ok: true; readonly address: string }
  | { readonly ok: false; readonly message: string };

/** What can be shared of a config, and of the run that it was. */
export interface Sharing {
  readonly config: ExperimentConfig;
  /** The run whose results go with it; null for an experiment only. */
  readonly record: RunRecord | null;
}

/**
 * The address that opens an experiment.
 *
 * @param page address of the page without query and fragment
 * @param build of this page
 */
export async function shareAddress(
  { config, record }: Sharing,
  page: string,
  build: string,
): Promise<Shared> {
  if (isImportedBase(config.base)) {
    const message =
      'This experiment starts from a model that you imported, and a link cannot carry a model. Send the run as a JSON file and the model as a safetensors file.';
    return { ok: false, message };
  }
  const made = record?.provenance.build ?? build;
  try {
    const fragment = await encodeLink({
      config,
      // A run that has not finished does not know its build yet: it is this page's.
      build: /^[\w.+-]{1,64}$/.test(made) ? made : build,
      results: record ? linkResults(record.stages) : [],
    });
    return { ok: true, address: page + fragment };
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) };
  }
}

/** Whether two experiments are the same in everything; the order of their fields does not count. */
export function sameConfig(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => key in b && sameConfig(a[key as never], b[key as never]))
  );
}
