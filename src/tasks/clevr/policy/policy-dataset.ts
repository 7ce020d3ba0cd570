import n1 from '../../../../datasets/clevr-policy/policies-n1.json';
import n2 from '../../../../datasets/clevr-policy/policies-n2.json';
import n3 from '../../../../datasets/clevr-policy/policies-n3.json';
import n4 from '../../../../datasets/clevr-policy/policies-n4.json';
import n5 from '../../../../datasets/clevr-policy/policies-n5.json';
import n6 from '../../../../datasets/clevr-policy/policies-n6.json';
import m1 from '../../../../datasets/clevr-policy-m/policies-n1.json';
import m2 from '../../../../datasets/clevr-policy-m/policies-n2.json';
import m3 from '../../../../datasets/clevr-policy-m/policies-n3.json';
import m4 from '../../../../datasets/clevr-policy-m/policies-n4.json';
import m5 from '../../../../datasets/clevr-policy-m/policies-n5.json';
import m6 from '../../../../datasets/clevr-policy-m/policies-n6.json';
import type { DatasetConfig } from '../../dataset';
import { parsePolicyJson } from './policy-json';
import type { Policy } from './policy-tree';

type Files = readonly (readonly unknown[])[];

function loader(files: Files): (layers: number) => readonly Policy[] {
  const loaded = new Map<number, readonly Policy[]>();
  return (layers) => {
    const known = loaded.get(layers);
    if (known) return known;
    const file = files[layers - 1];
    if (!file)
      throw new RangeError(`There are named policies of 1 to ${files.length} layers, not of ${layers}.`);
    const policies = file.map(parsePolicyJson);
    loaded.set(layers, policies);
    return policies;
  };
}

/** The ten named policies with N = 1..6 layers, from `datasets/clevr-policy/`; checked when first read. */
export const loadNamedPolicies = loader([n1, n2, n3, n4, n5, n6]);

/** The same policies with crops, from `datasets/clevr-policy-m/`. */
export const loadPicturePolicies = loader([m1, m2, m3, m4, m5, m6]);

/** The ten policies that an experiment may draw from. */
export function namedPolicies({ kind, layers }: DatasetConfig): readonly Policy[] {
  return (kind === 'clevr-policy-m' ? loadPicturePolicies : loadNamedPolicies)(layers);
}
