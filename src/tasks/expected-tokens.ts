import { clevrExpectedTokens, picturedExpectedTokens } from './clevr/expected-tokens';
import type { DatasetConfig, TaskKind } from './dataset';
import { gtaExpectedTokens } from './gta/expected-tokens';
import type { SequenceTokens } from './task';

const EXPECTED: { readonly [K in TaskKind]: (dataset: DatasetConfig) => SequenceTokens } = {
  'clevr-policy-t': clevrExpectedTokens,
  'clevr-policy-m': picturedExpectedTokens,
  'gta-policy': gtaExpectedTokens,
};

/**
 * Mean tokens of a policy, a prompt and a gold response, for estimates before anything is drawn. Apart from the registry,
 * because the page estimates costs at once and needs nothing else of a task for that.
 */
export function expectedTokens(dataset: DatasetConfig): SequenceTokens {
  return EXPECTED[dataset.kind](dataset);
}
