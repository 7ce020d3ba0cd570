import { tokensAtMost } from '../../large-model-tokens';
import type { PublishedData, PublishedLine, Task } from '../../task';
import { GTA_DISCLOSURES, gtaAtPaperScale } from '../paper-scale';
import type { GtaPolicy } from '../rules/policy';
import { OCR_REVERSED, PAPER_POLICY } from '../rules/policy-dataset';
import { gtaPolicyText } from '../rules/policy-text';
import { type OfficialEntry, readOfficialFiles } from './read';
import { type GtaRow, officialRows, rowFields, splitRows } from './rows';

/** Calls to choose a model by. */
const VALIDATION = 64;
/** Tokens to keep for a response beyond the longest gold one. */
const ROOM = 256;

const DISCLOSURES = [
  'Queries, images, calls and returns are GTA’s. Each query has one user, whom a seed draws; GTA has none, and the paper does not say how it drew its users.',
  'The paper has no calls to choose a model by. The validation split asks queries of the training split for other users, so that the right versions differ.',
  'All calls of a query are on one side of the split. Reasoning is the annotators’ thought, where GTA has one, then the conditions of the tool’s rule.',
  'The override split asks all test calls under the policy with the order of OCR’s versions reversed.',
  'Plots and programs for the solver are compared as texts.',
];

/**
 * GTA's own files (Wang et al., 2024, arXiv 2407.08713) as GTAPolicy at the paper's scale: 451 calls to train on, 106 to test.
 *
 * @param texts of toolmeta.json and dataset.json
 */
export function readOfficialGta(
  [toolmeta, dataset]: readonly string[],
  seed: number,
): ReturnType<NonNullable<Task['readPublished']>> {
  const read = readOfficialFiles(toolmeta, dataset);
  return read.ok ? dataOf(read.entries, seed) : read;
}

function dataOf(entries: readonly OfficialEntry[], seed: number): ReturnType<typeof readOfficialGta> {
  const { train, test } = splitRows(officialRows(entries, PAPER_POLICY, seed), seed);
  if (train.length === 0 || test.length === 0) {
    return { ok: false, message: 'There are too few calls to train on some and to test others.' };
  }
  const trained = new Set(train.map(({ id }) => id));
  const others = officialRows(
    entries.map((entry) => ({ ...entry, profile: undefined })),
    PAPER_POLICY,
    seed,
    'validation users',
  ).filter(({ id }) => trained.has(id));
  const tested = new Set(test.map(({ id }) => id));
  const reversed = officialRows(entries, OCR_REVERSED, seed).filter(({ id }) => tested.has(id));
  const splits: PublishedData['splits'] = {
    cot: train.map((row) => lineOf(row, PAPER_POLICY)),
    pool: train.map((row) => lineOf(row, PAPER_POLICY)),
    validation: spread(others, VALIDATION).map((row) => lineOf(row, PAPER_POLICY)),
    test: test.map((row) => lineOf(row, PAPER_POLICY)),
    override: reversed.map((row) => lineOf(row, OCR_REVERSED)),
  };
  const lines = Object.values(splits).flat();
  const most = (of: (line: PublishedLine) => number) => Math.max(...lines.map(of));
  const drawn = gtaAtPaperScale({});
  return {
    ok: true,
    splits,
    scale: {
      ...drawn,
      title: 'GTAPolicy from GTA’s files',
      policies: [PAPER_POLICY, OCR_REVERSED].map((policy) => ({ text: gtaPolicyText(policy), pictures: 0 })),
      question: {
        tokens: most(
          ({ fields, pictures }) => tokensAtMost(fields.question) + tokensAtMost(pictures.join('\n')),
        ),
        pictures: most(({ pictures }) => pictures.length),
      },
      responseTokens: Math.max(
        drawn.responseTokens,
        most(({ fields }) => tokensAtMost(String(fields.response))) + ROOM,
      ),
      disclosures: [...DISCLOSURES, ...GTA_DISCLOSURES],
    },
  };
}

function lineOf(row: GtaRow, policy: GtaPolicy): PublishedLine {
  return { fields: rowFields(row, policy), pictures: row.images };
}

/** At most so many of a list, evenly from all of it. */
function spread<T>(list: readonly T[], count: number): T[] {
  const step = Math.max(1, list.length / count);
  return list.filter((_, i) => Math.floor(i / step) !== Math.floor((i - 1) / step));
}
