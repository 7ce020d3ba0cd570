import { parsePolicyText } from '../../../../tasks/clevr/policy/policy-text-parser';
import { goldReasoning } from '../../../../tasks/clevr/policy/walk';
import type { TryUi } from '../../try-ui';
import { clevrOf, clevrView } from '../clevr-view';
import { BeatPanel } from './beat-panel';
import { clevrTryStore } from './clevr-try-store';
import { learnedPolicy, taughtPolicies } from './named';
import { samePolicy } from './policy-edit';
import { PolicyPanel } from './policy-panel';
import { ScenePanel } from './scene-panel';
import { SCENE_SETS } from './scene-sets';

/** Any scene under any policy. */
export const CLEVR_TRY: TryUi = {
  lead: 'Make a scene, choose or change a policy, and see what the models say, anew after every edit.',
  questions: clevrTryStore,
  Editors: ({ children }) => (
    <>
      <ScenePanel />
      {children}
      <PolicyPanel />
    </>
  ),
  Round: BeatPanel,
  sets: SCENE_SETS,
  title: (example) =>
    `What does ${clevrOf(example).policy.name} say about this ${clevrOf(example).picture ? 'picture' : 'scene'}?`,
  policyNames: (run) => taughtPolicies(run).map(({ name }) => name),
  asTaught(example, run) {
    const { scene, policy } = clevrOf(example);
    const learned = learnedPolicy(run, policy.name);
    if (!learned || samePolicy(learned, policy)) return learned && example;
    const { task: _, ...asked } = clevrOf(example);
    const gold = asked.picture ? asked.gold : goldReasoning(learned, scene.objects);
    return clevrView({ ...asked, policy: learned, gold });
  },
  editPolicy(text) {
    const read = parsePolicyText(text);
    if (read.ok) clevrTryStore.getState().dispatch({ kind: 'replace policy', policy: read.policy });
  },
};
