import * as v from 'valibot';
import { ERROR_CLASSES } from '../../tasks/task';
import { exampleView, reading } from '../../tasks/view-schemas';
import type { ExperimentConfig } from '../plan/config';
import { configShape } from '../plan/config-schema';
import { STAGES } from '../plan/methods';
import { ownPolicyFault } from '../plan/parse-config';
import { unshowable } from '../plan/shown-config';
import { finite, jsonFault, refusal } from '../plan/untrusted';
import { measured, measuredOrNull } from './measured';
import { viewOf } from './questions';
import type { MetricPoint, RunRecord } from './run-record';

export type ParsedRecord =
  | { readonly ok: true; readonly record: RunRecord }
  /** `reason`: a sentence; `message`: the same with what it means for an import. */
  | { readonly ok: false; readonly reason: string; readonly message: string };

/** Longest file that is read, characters; records of the page's own have 0.3 to 3 million. */
export const RECORD_LIMIT = 20_000_000;
/** Most values in one file, and levels of nesting: policies of six layers lie deepest. */
const BOUNDS = { depth: 24, values: 2_000_000 };

const text = (most: number) => v.pipe(v.string(), v.maxLength(most));
const list = <S extends v.GenericSchema>(item: S, most: number) => v.pipe(v.array(item), v.maxLength(most));
const counted = (most: number) => v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(most));
/** Seconds, milliseconds, tokens: what the screens have room for. */
const positive = v.pipe(finite, v.minValue(0), v.maxValue(1e12));
const share = v.pipe(finite, v.minValue(0), v.maxValue(1));

const tokens = list(v.strictObject({ text: text(60), logp: measuredOrNull }), 1024);

const parts = v.strictObject({ tool: share, arguments: share });

const outcome = v.strictObject({
  example: exampleView,
  policyInPrompt: v.boolean(),
  response: v.strictObject({
    tokens,
    reasoning: reading,
    correct: v.boolean(),
    parts: v.exactOptional(parts),
    firstError: v.nullable(v.picklist(ERROR_CLASSES)),
  }),
});

const row = v.strictObject({
  tokens: v.pipe(text(6000), v.regex(/^(\d{1,4}( \d{1,4})*)?$/)),
  probabilities: text(1024),
  said: v.nullable(text(60)),
  accuracy: share,
  parts: v.exactOptional(parts),
  firstError: v.nullable(v.picklist(ERROR_CLASSES)),
  errors: v.exactOptional(
    v.strictObject(Object.fromEntries(ERROR_CLASSES.map((name) => [name, v.exactOptional(counted(1024))]))),
  ),
});
/** Most questions of an evaluation: ten policies of 500 images. */
const QUESTIONS = 5000;
const rows = list(row, QUESTIONS);

const question = v.strictObject({
  view: v.pipe(
    v.record(v.string(), counted(1e5)),
    v.check((view) => Object.keys(view).length <= 10, 'a question has too many parts.'),
  ),
  policy: text(60),
  right: text(60),
});

/** Views are checked as they will be put together. */
const questions = v.pipe(
  v.strictObject({
    parts: list(v.unknown(), 3 * QUESTIONS),
    asked: list(question, QUESTIONS),
    overridden: list(question, QUESTIONS),
  }),
  v.check(
    (packed) =>
      [...packed.asked, ...packed.overridden].every((one) => v.is(exampleView, viewOf(packed, one))),
    'one of its questions is none that this page asks.',
  ),
);

const proportion = v.strictObject({ value: share, low: share, high: share, n: counted(1e6) });
const partProportions = v.strictObject({ tool: proportion, arguments: proportion });
const range = v.strictObject({ low: finite, high: finite });
const withAndWithout = v.strictObject({ withPolicy: positive, withoutPolicy: positive });

const evaluation = v.strictObject({
  endTask: v.nullable(proportion),
  unshown: v.optional(v.nullable(proportion), null),
  inContext: proportion,
  override: proportion,
  parts: v.exactOptional(
    v.strictObject({
      endTask: v.nullable(partProportions),
      inContext: partProportions,
      override: v.nullable(partProportions),
    }),
  ),
  overrideMajority: v.optional(v.nullable(proportion), null),
  paperOverride: v.exactOptional(
    v.strictObject({ accuracy: proportion, parts: v.nullable(partProportions) }),
  ),
  referral: v.nullable(
    v.strictObject({
      score: v.pipe(positive, v.maxValue(10)),
      exact: share,
      recall: positive,
      perception: positive,
      branching: positive,
      tool: v.exactOptional(positive),
      argument: v.exactOptional(positive),
    }),
  ),
  branchingError: v.nullable(positive),
  blind: v.optional(
    v.nullable(v.strictObject({ referral: v.pipe(positive, v.maxValue(10)), branchingError: positive })),
    null,
  ),
  baseSkills: v.pipe(
    v.objectWithRest({ kl: measuredOrNull }, share),
    v.check((skills) => Object.keys(skills).length <= 20, 'it has too many skills.'),
  ),
  majority: proportion,
  baselines: v.exactOptional(
    v.strictObject({ chance: proportion, majorityTool: proportion, randomVersion: proportion }),
  ),
  efficiency: v.strictObject({
    promptTokens: withAndWithout,
    prefillMs: withAndWithout,
    prefillSpread: v.exactOptional(
      v.strictObject({ rounds: counted(1e4), withPolicy: range, withoutPolicy: range, saved: range }),
    ),
  }),
  examples: list(outcome, 200),
  answers: v.exactOptional(
    v.strictObject({ withoutPolicy: v.nullable(rows), withPolicy: rows, override: rows }),
  ),
});

/** Where a metric became NaN or infinite, the point has no value. */
const metric = v.pipe(
  v.objectWithRest({ step: counted(1e7) }, measuredOrNull),
  v.transform(
    (point) =>
      Object.fromEntries(Object.entries(point).filter(([, value]) => Number.isFinite(value))) as MetricPoint,
  ),
);

const stage = v.strictObject({
  stage: v.picklist(STAGES),
  curve: list(metric, 20_000),
  evaluation: v.nullable(evaluation),
  seconds: positive,
  endedEarly: v.optional(text(400)),
  collapse: v.optional(text(1000)),
});

const rolloutResponse = v.strictObject({
  source: v.picklist(['no-policy', 'policy-aware']),
  tokens,
  accuracy: share,
  unfaithful: v.exactOptional(
    v.strictObject({
      kind: v.picklist(['quote', 'jump']),
      said: text(300),
      policy: text(600),
      accuracy: share,
    }),
  ),
  format: share,
  parts: v.exactOptional(parts),
  reward: measuredOrNull,
  advantage: measuredOrNull,
  logp: v.nullable(measured),
  logpWithPolicy: v.nullable(measured),
});

const rolloutStep = v.strictObject({
  step: counted(1e7),
  groups: list(
    v.strictObject({
      example: exampleView,
      responses: list(rolloutResponse, 64),
      gate: v.exactOptional(v.strictObject({ own: share, aware: v.nullable(share) })),
      leftOut: v.exactOptional(list(rolloutResponse, 64)),
      dropped: v.nullable(v.picklist(['all correct', 'all wrong', 'each source alike'])),
    }),
    1024,
  ),
  sampled: v.exactOptional(counted(1e5)),
  updates: v.optional(
    list(
      v.strictObject({
        groups: counted(1e4),
        tokens: counted(1e7),
        responses: v.optional(counted(1e5)),
        maxLength: v.optional(counted(1e5)),
      }),
      8,
    ),
  ),
});

const recordSchema = v.strictObject({
  version: v.literal(1),
  id: text(200),
  title: text(200),
  config: v.pipe(
    configShape,
    v.rawCheck<ExperimentConfig>(({ dataset, addIssue }) => {
      const reason = dataset.typed && (unshowable(dataset.value) ?? ownPolicyFault(dataset.value.dataset));
      if (reason) addIssue({ message: reason });
    }),
  ),
  provenance: v.strictObject({
    build: text(100),
    date: v.pipe(
      text(40),
      v.check((date) => !Number.isNaN(Date.parse(date)), 'it is no date.'),
    ),
    backend: v.picklist(['webgpu', 'wasm', 'cpu']),
    device: text(300),
  }),
  stages: v.pipe(list(stage, 5), v.minLength(1)),
  questions: v.exactOptional(questions),
  rollouts: list(rolloutStep, 2000),
  stoppedEarly: v.nullable(text(1000)),
}) satisfies v.GenericSchema<unknown, RunRecord>;

/**
 * Reads parsed JSON as a run. Strict: what this page did not write is refused, with a sentence that names the place.
 * Settings stay as they were run, also beyond what the screens allow today.
 */
export function parseRunRecord(json: unknown): ParsedRecord {
  const fault = jsonFault(json, BOUNDS);
  if (fault) {
    return refuse(fault);
  }
  const version = (json as { version?: unknown } | null)?.version;
  if (typeof version === 'number' && version !== 1) {
    return refuse(`It is of version ${version}, and this page reads version 1.`);
  }
  const parsed = v.safeParse(recordSchema, json, { abortEarly: true });
  return parsed.success ? { ok: true, record: parsed.output } : refuse(refusal(parsed.issues));
}

/** Reads a file that holds a run as JSON. Never throws. */
export function parseRunRecordFile(content: string): ParsedRecord {
  if (content.length > RECORD_LIMIT) {
    return refuse(
      `It has ${(content.length / 1e6).toFixed(1)} million characters; at most ${RECORD_LIMIT / 1e6} are read.`,
    );
  }
  let json: unknown;
  try {
    json = JSON.parse(content);
  } catch {
    return refuse('It is not JSON, or part of it is missing.');
  }
  return parseRunRecord(json);
}

function refuse(reason: string): ParsedRecord {
  return { ok: false, reason, message: `This is not a run of this page. ${reason} Nothing was imported.` };
}
