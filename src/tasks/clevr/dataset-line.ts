import type { RandomStream } from '../../random/stream';
import { sceneToJson } from '../../scene/clevr-json';
import { renderCrop } from '../../scene/crop';
import { renderScene } from '../../scene/renderer';
import { sceneQuestion } from '../../scene/scene-question';
import { conditionName } from '../../sequence/vocabulary';
import type { DatasetLine, PolicyPicture } from '../task';
import type { ClevrView } from './clevr-policy-t';
import { policyCrops } from './encode';
import { cropReference } from './policy/condition-phrase';
import { hasCrops } from './policy/crops';
import { describeCondition } from './policy/describe';
import { policyText } from './policy/policy-text';
import type { Policy, Reasoning } from './policy/policy-tree';

/** An example in words: the scene in CLEVR's own format, policy, question, gold reasoning and answer as text; crops by reference. */
export function datasetLine({ scene, policy, gold }: ClevrView): DatasetLine {
  return {
    id: policy.name,
    fields: {
      policy_name: policy.name,
      layers: policy.layers,
      policy_text: policyText(policy),
      question: questionText(policy.name),
      reasoning: reasoningText(gold),
      answer: answerText(gold),
      response: `<think>\n${reasoningText(gold)}\n</think>\n\\boxed{${answerText(gold)}}`,
      scene: sceneToJson(scene),
    },
    draw: (size) => renderScene(scene, { width: size, height: size }),
    ...(hasCrops(policy) && { policyPictures: policyPictures(policy) }),
  };
}

/** The scene with a question that no policy is about. */
export function forgettingLine(
  { scene, policy }: ClevrView,
  index: number,
  random: RandomStream,
): DatasetLine {
  return {
    id: policy.name,
    fields: { ...sceneQuestion(scene, index, random), scene: sceneToJson(scene) },
    draw: (size) => renderScene(scene, { width: size, height: size }),
  };
}

function policyPictures(policy: Policy): PolicyPicture[] {
  const crops = new Map(policyCrops(policy).map((crop) => [cropReference(crop), crop]));
  return [...crops].map(([reference, crop]) => ({ reference, draw: (size) => renderCrop(crop, size) }));
}

function questionText(policyName: string): string {
  return `What does policy ${policyName} say about this image?`;
}

/** "Condition 1: is there a cyan object in the image? No.", a line per step. */
function reasoningText({ steps }: Reasoning): string {
  return steps
    .map(
      ({ label, condition, verdict }) =>
        `${conditionName(label)}: is there a ${describeCondition(condition)} in the image? ${verdict ? 'Yes' : 'No'}.`,
    )
    .join('\n');
}

/** "Case 5"; empty for a response that named none. */
function answerText({ caseNumber }: Reasoning): string {
  return caseNumber === null ? '' : `Case ${caseNumber}`;
}
