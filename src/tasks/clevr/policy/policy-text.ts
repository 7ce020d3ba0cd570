import type { ObjectAttributes } from '../../../scene/scene-graph';
import { conditionName } from '../../../sequence/vocabulary';
import { conditionPhrase, cropReference } from './condition-phrase';
import type { DecisionNode, Policy, PolicyNode } from './policy-tree';
import { decisionNodes } from './walk';

type CropText = (crop: ObjectAttributes) => string;

/** What every policy says before its sections (paper: the general instruction). */
const GENERAL_INSTRUCTION =
  'Look at the image and start at Condition 1. Each section asks whether some object in the image fits a description: ' +
  'do what its first sentence says if there is one, and what its second sentence says if there is none. Go on until a ' +
  'sentence names a case, and respond with that case.';

/**
 * The text of a policy for people to read and edit; {@link parsePolicyText} reads it back. Sections stand in the order of the
 * tree, so "Condition 1.1.1" follows "Condition 1.1".
 *
 * @param cropText how a crop is written; only {@link cropReference} can be read back
 */
export function policyText(policy: Policy, cropText: CropText = cropReference): string {
  const sections = decisionNodes(policy).map((node) => sectionText(node, cropText));
  return `${[`Policy ${policy.name}`, GENERAL_INSTRUCTION, ...sections].join('\n\n')}\n`;
}

/** One section: heading, what to do if some object fits, what to do otherwise. */
export function sectionText(node: DecisionNode, cropText: CropText = cropReference): string {
  return [
    `# ${conditionName(node.label)}`,
    edgeText(node, true, cropText),
    edgeText(node, false, cropText),
  ].join('\n');
}

/** What a section says for one verdict: its first or its second sentence. */
export function edgeText(node: DecisionNode, verdict: boolean, cropText: CropText = cropReference): string {
  return verdict
    ? `If there is ${conditionPhrase(node, cropText)} in the image, ${targetText(node.whenTrue)}.`
    : `Otherwise, ${targetText(node.whenFalse)}.`;
}

function targetText(node: PolicyNode): string {
  return node.kind === 'response'
    ? `respond with Case ${node.caseNumber}`
    : `go to ${conditionName(node.label)}`;
}
