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

/** Of the runs of quick, m-quick and gta-quick on record: 3.1 to 7.8, 1.8 to 5 and about 2.7; 1.6 to 2, 1.4 to 1.5. */
const CLEVR_RESAMPLING = { plain: 4.5, aware: 3, gated: 2.7 };
const RESAMPLING: { readonly [K in TaskKind]: ExpectedResampling } = {
  'clevr-policy-t': CLEVR_RESAMPLING,
  'clevr-policy-m': CLEVR_RESAMPLING,
  'gta-policy': { plain: 1.8, aware: 1.4, gated: 1.4 },
};

export const expectedResampling = (kind: TaskKind): ExpectedResampling => RESAMPLING[kind];

/**
 * Mean tokens of a policy, a prompt and a gold response, for estimates before anything is drawn. Apart from the registry,
 * because the page estimates costs at once and needs nothing else of a task for that.
 */
export function expectedTokens(dataset: DatasetConfig): SequenceTokens {
  return EXPECTED[dataset.kind](dataset);
}
