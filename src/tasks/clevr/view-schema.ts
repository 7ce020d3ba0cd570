import * as v from 'valibot';
import { parseScene } from '../../scene/clevr-json';
import { ATTRIBUTE_TYPES, ATTRIBUTE_VALUES, type Scene } from '../../scene/scene-graph';
import type { ClevrView } from './clevr-policy-t';
import { policyProblems } from './policy/policy-problems';
import type { Crops, DecisionNode, PolicyNode, Reasoning, ResponseNode } from './policy/policy-tree';

/** What strangers' files may say of an example, and of a response to it. */

const MAX_LAYERS = 6;
const MAX_CASE = 63;

const text = (most: number) => v.pipe(v.string(), v.maxLength(most));
const counted = (most: number) => v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(most));

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

const crop = v.strictObject({
  size: v.picklist(ATTRIBUTE_VALUES.size),
  color: v.picklist(ATTRIBUTE_VALUES.color),
  material: v.picklist(ATTRIBUTE_VALUES.material),
  shape: v.picklist(ATTRIBUTE_VALUES.shape),
});
type CropsSchema = v.GenericSchema<unknown, Crops>;

const someCrop = v.optional(crop);

/** What a condition has in ClevrPolicy-M beside what it has in ClevrPolicy-T. */
const CROPS = v.strictObject({ size: someCrop, color: someCrop, material: someCrop, shape: someCrop });

function decision(layers: number, crops: CropsSchema): v.GenericSchema<unknown, DecisionNode> {
  const child: v.GenericSchema<unknown, PolicyNode> =
    layers === 1 ? response : v.union([response, decision(layers - 1, crops)]);
  return v.strictObject({
    kind: v.literal('decision'),
    label: counted(MAX_CASE),
    condition: attributes,
    asks: v.picklist(ATTRIBUTE_TYPES),
    crops: v.optional(crops),
    whenTrue: child,
    whenFalse: child,
  });
}

const policy = (crops: CropsSchema) =>
  v.pipe(
    v.strictObject({
      name: text(20),
      layers: v.pipe(counted(MAX_LAYERS), v.minValue(1)),
      root: decision(MAX_LAYERS, crops),
    }),
    v.check((value) => policyProblems(value).length === 0, 'it breaks the rules of a policy.'),
  );

export const clevrReading: v.GenericSchema<unknown, Reasoning> = v.strictObject({
  steps: v.pipe(
    v.array(v.strictObject({ label: counted(MAX_CASE), condition: attributes, verdict: v.boolean() })),
    v.maxLength(200),
  ),
  caseNumber: v.nullable(counted(MAX_CASE)),
});

export const clevrView: v.GenericSchema<unknown, ClevrView> = v.strictObject({
  scene,
  policy: policy(v.never()),
  gold: clevrReading,
});

/** Views of ClevrPolicy-M say so, and may hold crops. */
export const clevrViewM: v.GenericSchema<unknown, ClevrView> = v.strictObject({
  task: v.literal('clevr-policy-m'),
  scene,
  policy: policy(CROPS),
  gold: clevrReading,
});
