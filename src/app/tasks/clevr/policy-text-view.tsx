import { Fragment } from 'react';
import type { ObjectAttributes } from '../../../scene/scene-graph';
import { policyCrops } from '../../../tasks/clevr/encode';
import { conditionPhrase, cropReference } from '../../../tasks/clevr/policy/condition-phrase';
import { shownTypes } from '../../../tasks/clevr/policy/crops';
import { policyText } from '../../../tasks/clevr/policy/policy-text';
import type { DecisionNode, Policy } from '../../../tasks/clevr/policy/policy-tree';
import { Crop } from './crop';

/** How a reference to a crop looks in a policy's text; nothing else stands in brackets there. */
const REFERENCE = /(\[[^\]]*\])/;

/** The policy in full, its crops standing in their sentences. */
export function PolicyText({ policy }: { policy: Policy }) {
  return <Pictured text={policyText(policy)} crops={policyCrops(policy)} />;
}

/** What a condition asks for: "a large object with the color of", and the crop. */
export function ConditionText({ node }: { node: Pick<DecisionNode, 'condition' | 'crops'> }) {
  const crops = shownTypes(node).flatMap((type) => node.crops?.[type] ?? []);
  return <Pictured text={conditionPhrase(node)} crops={crops} />;
}

/** A text with its references to crops drawn. */
function Pictured({ text, crops }: { text: string; crops: readonly ObjectAttributes[] }) {
  const byReference = new Map(crops.map((crop) => [cropReference(crop), crop]));
  return text.split(REFERENCE).map((part, i) => {
    const crop = byReference.get(part);
    // biome-ignore lint/suspicious/noArrayIndexKey: a part is its place in the text.
    return <Fragment key={i}>{crop ? <Crop crop={crop} /> : part}</Fragment>;
  });
}
