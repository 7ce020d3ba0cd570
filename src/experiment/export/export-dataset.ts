import { RandomStream } from '../../random/stream';
import { describeCondition } from '../../tasks/clevr/policy/describe';
import { conditionName } from '../../tasks/clevr/policy/names';
import { policyText } from '../../tasks/clevr/policy/policy-text';
import type { Reasoning } from '../../tasks/clevr/policy/policy-tree';
import { sceneToJson } from '../../tasks/clevr/scene/clevr-json';
import { renderScene } from '../../tasks/clevr/scene/renderer';
import type { Scene } from '../../tasks/clevr/scene/scene-graph';
import type { ExampleView } from '../record/run-record';
import { forgettingQuestion } from './forgetting-question';
import { encodePng } from './png';

/** One line of a dataset file, and the picture it is about. */
export interface DatasetRow {
  readonly id: string;
  readonly scene: Scene;
  /** @param image the picture as a data address or as a path; null for none */
  line(image: string | null): string;
}

/**
 * Examples as rows of JSON lines: the scene in CLEVR's own format, policy, question, gold reasoning and answer as text, so
 * that other programs need nothing of ours. The recipes' `prepare_data.py` reads these files.
 */
export function* datasetRows(examples: Iterable<ExampleView>): Generator<DatasetRow> {
  let i = 0;
  for (const { scene, policy, gold } of examples) {
    const id = `${policy.name}-${String(i++).padStart(6, '0')}`;
    yield row(id, scene, {
      policy_name: policy.name,
      layers: policy.layers,
      policy_text: policyText(policy),
      question: questionText(policy.name),
      reasoning: reasoningText(gold),
      answer: answerText(gold),
      response: `<think>\n${reasoningText(gold)}\n</think>\n\\boxed{${answerText(gold)}}`,
    });
  }
}

/** The pictures of examples, each with a question that no policy is about: what a model must not forget. */
export function* forgettingRows(examples: Iterable<ExampleView>, seed: number): Generator<DatasetRow> {
  const random = RandomStream.of(seed, 'forgetting questions');
  let i = 0;
  for (const { scene, policy } of examples) {
    const id = `${policy.name}-${String(i).padStart(6, '0')}`;
    yield row(id, scene, forgettingQuestion(scene, i++, random));
  }
}

/** {@link datasetRows} as lines with pictures inside. @param imageSize side of the pictures, pixels; null for none */
export async function* datasetLines(
  rows: Iterable<DatasetRow>,
  imageSize: number | null,
): AsyncGenerator<string> {
  for (const { scene, line } of rows) {
    yield line(imageSize === null ? null : await imageAddress(scene, imageSize));
  }
}

/** A picture of a scene as a PNG file; 448 pixels suit Qwen2.5-VL and take some 65 ms, so ask for it in a worker. */
export function scenePng(scene: Scene, size: number): Promise<Uint8Array<ArrayBuffer>> {
  return encodePng(renderScene(scene, { width: size, height: size }), size, size);
}

function row(id: string, scene: Scene, fields: object): DatasetRow {
  return {
    id,
    scene,
    line: (image) =>
      `${JSON.stringify({ id, ...fields, scene: sceneToJson(scene), ...(image === null ? {} : { image }) })}\n`,
  };
}

/** What a model is asked about an example, as text; with the policy in front of it or without. */
export function promptText({ policy }: Pick<ExampleView, 'policy'>, withPolicy: boolean): string {
  return `${withPolicy ? `${policyText(policy)}\n` : ''}<image>${questionText(policy.name)}`;
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
  const png = await scenePng(scene, size);
  const binary = Array.from(png, (byte) => String.fromCharCode(byte)).join('');
  return `data:image/png;base64,${btoa(binary)}`;
}
