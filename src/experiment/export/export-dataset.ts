import { describeCondition } from '../../tasks/clevr/policy/describe';
import { conditionName } from '../../tasks/clevr/policy/names';
import { policyText } from '../../tasks/clevr/policy/policy-text';
import type { Reasoning } from '../../tasks/clevr/policy/policy-tree';
import { sceneToJson } from '../../tasks/clevr/scene/clevr-json';
import { renderScene } from '../../tasks/clevr/scene/renderer';
import type { Scene } from '../../tasks/clevr/scene/scene-graph';
import type { ExampleView } from '../record/run-record';
import { encodePng } from './png';

/**
 * Examples as JSON lines: the scene in CLEVR's own format, policy, question, gold reasoning and answer as text, so that
 * other programs need nothing of ours. The recipes' `prepare_data.py` reads these files.
 *
 * @param imageSize side of a PNG put into each line as a data address, pixels; null for none (448 suits Qwen2.5-VL and
 *   takes some 65 ms each, so ask for it in a worker)
 */
export async function datasetJsonl(
  examples: readonly ExampleView[],
  imageSize: number | null,
): Promise<string> {
  const lines: string[] = [];
  for await (const line of datasetLines(examples, imageSize)) lines.push(line);
  return lines.join('');
}

/** The lines of {@link datasetJsonl} one after the other, each with its line break. */
export async function* datasetLines(
  examples: readonly ExampleView[],
  imageSize: number | null,
): AsyncGenerator<string> {
  for (const [i, { scene, policy, gold }] of examples.entries()) {
    const line = {
      id: `${policy.name}-${String(i).padStart(6, '0')}`,
      policy_name: policy.name,
      layers: policy.layers,
      policy_text: policyText(policy),
      question: questionText(policy.name),
      reasoning: reasoningText(gold),
      answer: answerText(gold),
      response: `<think>\n${reasoningText(gold)}\n</think>\n\\boxed{${answerText(gold)}}`,
      scene: sceneToJson(scene),
      ...(imageSize === null ? {} : { image: await imageAddress(scene, imageSize) }),
    };
    yield `${JSON.stringify(line)}\n`;
  }
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

async function imageAddress(scene: Scene, size: number): Promise<string> {
  const png = await encodePng(renderScene(scene, { width: size, height: size }), size, size);
  const binary = Array.from(png, (byte) => String.fromCharCode(byte)).join('');
  return `data:image/png;base64,${btoa(binary)}`;
}
