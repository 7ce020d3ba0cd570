import { Fragment } from 'react';
import { policyCrops } from '../../../tasks/clevr/encode';
import { cropReference } from '../../../tasks/clevr/policy/condition-phrase';
import { policyText } from '../../../tasks/clevr/policy/policy-text';
import type { Policy } from '../../../tasks/clevr/policy/policy-tree';
import { Crop } from './crop';

/** How a reference to a crop looks in a policy's text; no other words stand in brackets. */
const REFERENCE = /(\[[^\]]*\])/;

/** The policy in full, its crops standing in their sentences. */
export function PolicyText({ policy }: { policy: Policy }) {
  const crops = new Map(policyCrops(policy).map((crop) => [cropReference(crop), crop]));
  return policyText(policy)
    .split(REFERENCE)
    .map((part, i) => {
      const crop = crops.get(part);
      // biome-ignore lint/suspicious/noArrayIndexKey: a part is its place in the text.
      return <Fragment key={i}>{crop ? <Crop crop={crop} /> : part}</Fragment>;
    });
}
