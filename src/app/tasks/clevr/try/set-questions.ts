import type { Scene } from '../../../../scene/scene-graph';
import type { Policy } from '../../../../tasks/clevr/policy/policy-tree';
import { goldReasoning } from '../../../../tasks/clevr/policy/walk';
import type { SetQuestion, SetQuestions } from '../../try-ui';
import { clevrView } from '../clevr-view';
import type { OpenFile } from './clevr-try-store';
import type { FileReading } from './file-reading';

/** So many questions are asked of each model, shared out evenly over the policies of the run. */
export const MOST_QUESTIONS = 256;
/** Looking through so many scenes takes half a minute. */
export const MOST_SCENES = 20_000;

/** Every kept scene under every policy, as far as there is room for. */
export function keptQuestions(scenes: readonly Scene[], policies: readonly Policy[]): SetQuestions {
  if (scenes.length === 0) {
    return {
      ok: false,
      message: 'No scene is kept yet. Make one above and press “Keep this scene”, or open a CLEVR file.',
    };
  }
  const asked = scenes.slice(0, perPolicy(policies));
  const questions = policies.flatMap((policy) =>
    asked.map((scene, index) => question(`My scene ${index + 1}`, index, scene, policy)),
  );
  const left = scenes.length - asked.length;
  return {
    ok: true,
    questions,
    source: { title: 'My scenes', count: scenes.length },
    note:
      left > 0
        ? `The last ${left} are not asked: there is room for ${asked.length} scenes with each of the ${policies.length} policies.`
        : '',
  };
}

/** As many scenes of the file as there is room for, with cases as even as the file allows. */
export async function fileQuestions(
  file: OpenFile | null,
  choose: FileReading['choose'],
  policies: readonly Policy[],
): Promise<SetQuestions> {
  if (!file) return { ok: false, message: 'No file of scenes is open.' };
  const { name, count } = file;
  if (count > MOST_SCENES) {
    return {
      ok: false,
      message: `${name} has ${count.toLocaleString('en')} scenes; an evaluation looks through ${MOST_SCENES.toLocaleString('en')} at most. Open a smaller file, or a part of this one.`,
    };
  }
  const chosen = await choose(policies, perPolicy(policies));
  if (!chosen.ok) return { ok: false, message: `${name}: ${chosen.message}` };
  const questions = chosen.questions.map((one) =>
    question(one.name, one.index, one.scene, policies[one.policy]),
  );
  return {
    ok: true,
    questions,
    source: { title: name, count, sha256: chosen.sha256 },
    note: count > perPolicy(policies) ? `${chosen.note} Asked: ${limit(policies)}` : chosen.note,
  };
}

function perPolicy(policies: readonly Policy[]): number {
  return Math.max(1, Math.floor(MOST_QUESTIONS / policies.length));
}

function limit(policies: readonly Policy[]): string {
  const most = perPolicy(policies);
  return policies.length === 1
    ? `${most} scenes at most, the cases as even as the scenes allow.`
    : `${most} scenes at most for each of the ${policies.length} policies, the cases as even as the scenes allow.`;
}

function question(name: string, index: number, scene: Scene, policy: Policy): SetQuestion {
  const gold = goldReasoning(policy, scene.objects);
  const example = clevrView({ scene, policy, gold });
  return { name, index, example, policy: policy.name, right: String(gold.caseNumber) };
}
