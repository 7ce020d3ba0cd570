import { RandomStream } from '../../random/stream';
import { labelOf, tokenText, VOCABULARY } from '../../sequence/vocabulary';
import type { DatasetConfig, Split } from '../dataset';
import type { ExampleView, Task } from '../task';
import { GTA_SKILLS } from './base-skills';
import { chance, majorityTool, randomVersion } from './baselines';
import { blindResponse } from './blind';
import { continuations } from './continuations';
import { gtaDatasetLine, gtaForgettingLine } from './dataset-line';
import { departureFrom } from './departure';
import { type GtaExample, gtaExample, sampleExamples } from './example';
import type { Instance } from './instance';
import { judgeResponse } from './judge';
import { readOfficialGta } from './official/published';
import { taughtRules } from './own-policy';
import { gtaAtPaperScale } from './paper-scale';
import { readResponse } from './read-response';
import { overrideGtaPolicy } from './rules/override';
import type { GtaPolicy } from './rules/policy';
import { OCR_REVERSED } from './rules/policy-dataset';
import { type CallScore, scoreCall } from './score';
import { shareOfSplit } from './splits';

/** An example as records carry it. */
export interface GtaView extends ExampleView {
  readonly task: 'gta-policy';
  readonly instance: Instance;
  readonly rules: GtaPolicy;
}

function exampleOf(view: ExampleView): GtaExample {
  const { instance, rules } = view as GtaView;
  return gtaExample(instance, rules);
}

function examplesOf(dataset: DatasetConfig, split: Split, count: number, seed: number): GtaExample[] {
  const share = shareOfSplit(split);
  const random = RandomStream.of(seed, 'data').fork(`gta-policy/${share}`);
  return sampleExamples(taughtRules(dataset), count, random, { share });
}

/** The same questions under other rules; left out are those whose call stays the same. */
function under(examples: readonly GtaExample[], changed: (rules: GtaPolicy) => GtaPolicy): GtaExample[] {
  const replaced = new Map<GtaPolicy, GtaPolicy>();
  return examples.flatMap((example) => {
    const rules = replaced.get(example.rules) ?? changed(example.rules);
    replaced.set(example.rules, rules);
    const asked = gtaExample(example.instance, rules);
    return asked.turn.call.name === example.turn.call.name ? [] : [asked];
  });
}

/** What the paper's override asks: the same questions, the order of OCR's versions reversed. */
export function ocrReversed(examples: readonly GtaExample[]): GtaExample[] {
  return under(examples, () => OCR_REVERSED);
}

/** GTAPolicy (method 5.2): which version of which tool, with which arguments, for this user. There is one policy. */
export const GTA_POLICY: Task<GtaExample> = {
  kind: 'gta-policy',
  examples: examplesOf,
  tokenText(id) {
    const label = labelOf(id);
    return label === null ? tokenText(id) : `Condition ${label}`;
  },
  read: (response) => readResponse(response).reading,
  answerClass: (response) => readResponse(response).reading.call?.name ?? null,
  answers: (response) => readResponse(response).reading.call !== null,
  score({ turn }, response) {
    const { reading, format } = readResponse(response);
    const { accuracy, tool, arguments: given } = scoreCall(turn.call, reading.call);
    return { accuracy, format, parts: { tool, arguments: given } };
  },
  continuations: ({ rules, instance, prompt }, beginning) =>
    continuations(rules, instance, prompt.tokens, beginning),
  judge: ({ rules, instance, turn }, response) =>
    judgeResponse(rules, instance, turn, readResponse(response).reading),
  departure: ({ rules }, response) => departureFrom(rules, readResponse(response).reading),
  blindResponse,
  override: (examples, random) =>
    under(examples, (rules) => overrideGtaPolicy(rules, random.fork(rules.name))),
  paperOverride: ocrReversed,
  baselines(examples, random) {
    const accuracies = (of: typeof chance) => of(examples, random).map(({ accuracy }: CallScore) => accuracy);
    return {
      chance: accuracies(chance),
      majorityTool: accuracies(majorityTool),
      randomVersion: accuracies(randomVersion),
    };
  },
  baseSkills: GTA_SKILLS,
  view: ({ instance, rules }): GtaView => ({ task: 'gta-policy', instance, rules }),
  example: exampleOf,
  unfit: ({ vocabulary }) =>
    vocabulary >= VOCABULARY
      ? null
      : 'This base was made before there were tools, so it knows none of their words. Choose a newer base.',
  datasetLine: (view) => gtaDatasetLine(exampleOf(view)),
  forgettingLine: (view, index, random) => gtaForgettingLine(exampleOf(view), index, random),
  paperScale: gtaAtPaperScale,
  readPublished: readOfficialGta,
};
