import * as v from 'valibot';
import { policyProblems } from '../../tasks/clevr/policy/policy-problems';
import type { DecisionNode, PolicyNode, ResponseNode } from '../../tasks/clevr/policy/policy-tree';
import { parseScene } from '../../tasks/clevr/scene/clevr-json';
import { ATTRIBUTE_TYPES, ATTRIBUTE_VALUES, type Scene } from '../../tasks/clevr/scene/scene-graph';
import { configShape } from '../plan/config-schema';
import { finite, jsonFault, refusal } from '../plan/untrusted';
import type { MetricPoint, RunRecord } from './run-record';

export type ParsedRecord =
  | { readonly ok: true; readonly record: RunRecord }
  | { readonly ok: false; readonly message: string };

/** Longest file that is read, characters; records of the page's own have 0.3 to 3 million. */
export const RECORD_LIMIT = 20_000_000;
/** Most values in one file, and levels of nesting: policies of six layers lie deepest. */
const BOUNDS = { depth: 24, values: 2_000_000 };

const MAX_LAYERS = 6;
const MAX_CASE = 63;

const text = (most: number) => v.pipe(v.string(), v.maxLength(most));
const list = <S extends v.GenericSchema>(item: S, most: number) => v.pipe(v.array(item), v.maxLength(most));
const counted = (most: number) => v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(most));
const positive = v.pipe(finite, v.minValue(0));
const share = v.pipe(finite, v.minValue(0), v.maxValue(1));

const scene = v.pipe(
  v.unknown(),
  v.rawTransform<unknown, Scene>(({ dataset, addIssue, NEVER }) => {
    const parsed = parseScene(dataset.value);
    if (parsed.ok) {
      return parsed.scene;
    }
    addIssue({ message: parsed.message });
    return NEVER;
  }),
);

const attributes = v.strictObject({
  size: v.optional(v.picklist(ATTRIBUTE_VALUES.size)),
  color: v.optional(v.picklist(ATTRIBUTE_VALUES.color)),
  material: v.optional(v.picklist(ATTRIBUTE_VALUES.material)),
  shape: v.optional(v.picklist(ATTRIBUTE_VALUES.shape)),
});

const response: v.GenericSchema<unknown, ResponseNode> = v.strictObject({
  kind: v.literal('response'),
  caseNumber: counted(MAX_CASE),
});

function decision(layers: number): v.GenericSchema<unknown, DecisionNode> {
  const child: v.GenericSchema<unknown, PolicyNode> =
    layers === 1 ? response : v.union([response, decision(layers - 1)]);
  return v.strictObject({
    kind: v.literal('decision'),
    label: counted(MAX_CASE),
    condition: attributes,
    asks: v.picklist(ATTRIBUTE_TYPES),
    whenTrue: child,
    whenFalse: child,
  });
}

const policy = v.pipe(
  v.strictObject({ name: text(20), layers: counted(MAX_LAYERS), root: decision(MAX_LAYERS) }),
  v.check((value) => policyProblems(value).length === 0, 'it breaks the rules of a policy.'),
);

const reasoning = v.strictObject({
  steps: list(v.strictObject({ label: counted(MAX_CASE), condition: attributes, verdict: v.boolean() }), 200),
  caseNumber: v.nullable(counted(MAX_CASE)),
});

const example = v.strictObject({ scene, policy, gold: reasoning });
const tokens = list(v.strictObject({ text: text(60), logp: finite }), 1024);

const outcome = v.strictObject({
  example,
  policyInPrompt: v.boolean(),
  response: v.strictObject({
    tokens,
    reasoning,
    correct: v.boolean(),
    firstError: v.nullable(v.picklist(['recall', 'perception', 'branching'])),
  }),
});

const proportion = v.strictObject({ value: share, low: share, high: share, n: counted(1e6) });
const withAndWithout = v.strictObject({ withPolicy: positive, withoutPolicy: positive });

const evaluation = v.strictObject({
  endTask: v.nullable(proportion),
  unshown: v.optional(v.nullable(proportion), null),
  inContext: proportion,
  override: proportion,
  overrideMajority: v.optional(v.nullable(proportion), null),
  referral: v.nullable(
    v.strictObject({
      score: v.pipe(positive, v.maxValue(10)),
      exact: share,
      recall: positive,
      perception: positive,
      branching: positive,
    }),
  ),
  branchingError: v.nullable(positive),
  blind: v.optional(
    v.nullable(v.strictObject({ referral: v.pipe(positive, v.maxValue(10)), branchingError: positive })),
    null,
  ),
  baseSkills: v.strictObject({
    exist: share,
    query: share,
    textWalk: share,
    freshInContext: share,
    kl: finite,
  }),
  majority: proportion,
  efficiency: v.strictObject({ promptTokens: withAndWithout, prefillMs: withAndWithout }),
  examples: list(outcome, 200),
});

/** JSON writes a metric that became NaN or infinite as null: such a point has no value there. */
const metric = v.pipe(
  v.objectWithRest({ step: counted(1e7) }, v.nullable(finite)),
  v.transform(
    (point) => Object.fromEntries(Object.entries(point).filter(([, value]) => value !== null)) as MetricPoint,
  ),
);

const stage = v.strictObject({
  stage: v.picklist(['base', 'direct-sft', 'vm-cpt', 'cot-sft', 'rl']),
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
  format: share,
  reward: finite,
  advantage: finite,
  logp: v.nullable(finite),
  logpWithPolicy: v.nullable(finite),
});

const rolloutStep = v.strictObject({
  step: counted(1e7),
  groups: list(
    v.strictObject({
      example,
      responses: list(rolloutResponse, 64),
      dropped: v.nullable(v.picklist(['all correct', 'all wrong', 'each source alike'])),
    }),
    256,
  ),
  updates: v.optional(
    list(
      v.strictObject({ groups: counted(1e4), tokens: counted(1e7), maxLength: v.optional(counted(1e5)) }),
      8,
    ),
  ),
});

const recordSchema = v.strictObject({
  version: v.literal(1),
  id: text(200),
  title: text(200),
  config: configShape,
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
  return { ok: false, message: `This is not a run of this page. ${reason} Nothing was imported.` };
}
