import * as v from 'valibot';
import {
  ATTRIBUTE_TYPES,
  ATTRIBUTE_VALUES,
  type Attributes,
  type ObjectAttributes,
} from '../../../scene/scene-graph';
import { MAX_LAYERS } from '../../../sequence/vocabulary';
import { describeCondition, typeOfValue } from './describe';
import { policyProblems } from './policy-problems';
import type { Crops, DecisionNode, Policy, PolicyNode } from './policy-tree';
import { OBJECT_KINDS } from './walk';

/**
 * A tree in JSON: a number is a response (its case); [label, value, whenTrue, whenFalse] is a decision node, where `value` is
 * the one attribute value that the node adds to the last condition answered yes. A fifth entry is the object of the crop that shows
 * the value, like "small red metal cube".
 */
export type NodeJson =
  | number
  | readonly [label: number, value: string, whenTrue: NodeJson, whenFalse: NodeJson, crop?: string];

export interface PolicyJson {
  readonly name: string;
  readonly layers: number;
  readonly root: NodeJson;
}

/** The object of every crop by its name. */
const CROPS = new Map(OBJECT_KINDS.map((kind) => [describeCondition(kind), kind]));

const VALUES = ATTRIBUTE_TYPES.flatMap((type): readonly string[] => ATTRIBUTE_VALUES[type]);

/** A schema for trees of at most so many layers: its depth is bounded, so that no input can exhaust the stack. */
function nodeSchema(layers: number): v.GenericSchema<unknown, NodeJson> {
  if (layers === 0) return v.number();
  const child = nodeSchema(layers - 1);
  const crop = v.optional(v.picklist([...CROPS.keys()]));
  return v.union([v.number(), v.strictTuple([v.number(), v.picklist(VALUES), child, child, crop])]);
}

const PolicySchema = v.strictObject({
  name: v.string(),
  layers: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MAX_LAYERS)),
  root: nodeSchema(MAX_LAYERS),
});

function ownCrop({ crops, asks }: DecisionNode): [crop?: string] {
  const crop = crops?.[asks];
  return crop ? [describeCondition(crop)] : [];
}

/** The JSON form of a policy. */
export function policyJson(policy: Policy): PolicyJson {
  const write = (node: PolicyNode): NodeJson =>
    node.kind === 'response'
      ? node.caseNumber
      : [
          node.label,
          String(node.condition[node.asks]),
          write(node.whenTrue),
          write(node.whenFalse),
          ...ownCrop(node),
        ];
  return { name: policy.name, layers: policy.layers, root: write(policy.root) };
}

/** Reads the JSON form of a policy. Throws an Error that says what is wrong, for anything that is not a valid policy. */
export function parsePolicyJson(json: unknown): Policy {
  const parsed = v.safeParse(PolicySchema, json);
  if (!parsed.success) throw new Error(`This is not a policy: ${v.summarize(parsed.issues)}`);
  const { name, layers, root } = parsed.output;
  const read = (node: NodeJson, above: Attributes, cropsAbove: Crops): PolicyNode => {
    if (typeof node === 'number') return { kind: 'response', caseNumber: node };
    const [label, value, whenTrue, whenFalse, crop] = node;
    const asks = typeOfValue(value);
    if (!asks) throw new Error(`"${value}" is not an attribute value.`);
    const condition = { ...above, [asks]: value } as Attributes;
    const own = crop === undefined ? {} : { [asks]: CROPS.get(crop) as ObjectAttributes };
    const crops: Crops = { ...cropsAbove, ...own };
    return {
      kind: 'decision',
      label,
      condition,
      asks,
      ...(Object.keys(crops).length > 0 && { crops }),
      whenTrue: read(whenTrue, condition, crops),
      whenFalse: read(whenFalse, above, cropsAbove),
    };
  };
  const tree = read(root, {}, {});
  if (tree.kind === 'response') throw new Error('This is not a policy: its root is a response.');
  const policy: Policy = { name, layers, root: tree satisfies DecisionNode };
  const problems = policyProblems(policy);
  if (problems.length > 0)
    throw new Error(`This is not a policy: ${problems.map((p) => p.message).join(' ')}`);
  return policy;
}
