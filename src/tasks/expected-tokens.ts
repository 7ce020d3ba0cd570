import { clevrExpectedTokens, picturedExpectedTokens } from './clevr/expected-tokens';
import type { DatasetConfig, TaskKind } from './dataset';
import { gtaExpectedTokens } from './gta/expected-tokens';
import type { SequenceTokens } from './task';

const EXPECTED: { readonly [K in TaskKind]: (dataset: DatasetConfig) => SequenceTokens } = {
  'clevr-policy-t': clevrExpectedTokens,
  'clevr-policy-m': picturedExpectedTokens,
  'gta-policy': gtaExpectedTokens,
};

/** Groups that DAPO's dynamic sampling draws for each that trains. */
export interface ExpectedResampling {
  readonly plain: number;
  /** With policy-aware responses in the group, and with the gate on them. */
  readonly aware: number;
  readonly gated: number;
}

/** Of runs of quick and m-quick on record: 3.1 to 7.8, 1.8 to 5.2 and 5.4 to 9.3. */
const CLEVR_RESAMPLING = { plain: 4.5, aware: 3, gated: 6 };
/** Of First run: 1.8 with policy-aware responses. What policies of one or two layers take without them was not measured. */
const SHALLOW_RESAMPLING = { plain: 2.5, aware: 1.8, gated: 2.5 };
const SHALLOW_LAYERS = 2;
/** Of the runs of gta-quick on record: 1.6 to 2 and 1.4 to 1.5. */
const GTA_RESAMPLING = { plain: 1.8, aware: 1.4, gated: 1.4 };

export function expectedResampling({ kind, layers }: DatasetConfig): ExpectedResampling {
  if (kind === 'gta-policy') return GTA_RESAMPLING;
  return layers <= SHALLOW_LAYERS ? SHALLOW_RESAMPLING : CLEVR_RESAMPLING;
}

/**
 * Mean tokens of a policy, a prompt and a gold response, for estimates before anything is drawn. Apart from the registry,
 * because the page estimates costs at once and needs nothing else of a task for that.
 */
export function expectedTokens(dataset: DatasetConfig): SequenceTokens {
  return EXPECTED[dataset.kind](dataset);
}
