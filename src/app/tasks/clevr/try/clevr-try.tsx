import { experimentPolicies } from '../../../../tasks/clevr/clevr-policy-t';
import { goldReasoning } from '../../../../tasks/clevr/policy/walk';
import type { TryUi } from '../../try-ui';
import { clevrOf } from '../clevr-view';
import { BeatPanel } from './beat-panel';
import { clevrTryStore } from './clevr-try-store';
import { learnedPolicy } from './named';
import { samePolicy } from './policy-edit';
import { PolicyPanel } from './policy-panel';
import { ScenePanel } from './scene-panel';

/** Any scene under any policy. */
export const CLEVR_TRY: TryUi = {
  lead: 'Make a scene, choose or change a policy, and see what the models say, token by token. Everything is asked again as you edit.',
  questions: clevrTryStore,
  Editors: () => (
    <>
      <ScenePanel />
      <PolicyPanel />
    </>
  ),
  Round: BeatPanel,
  title: (example) => `What does ${clevrOf(example).policy.name} say about this scene?`,
  policyNames: (config) => experimentPolicies(config).map(({ name }) => name),
  asTaught(example, config) {
    const { scene, policy } = clevrOf(example);
    const learned = learnedPolicy(config, policy.name);
    if (!learned || samePolicy(learned, policy)) return learned && example;
    return { ...clevrOf(example), policy: learned, gold: goldReasoning(learned, scene.objects) };
  },
};
