import { CLOSE_UP } from '../../../../scene/camera';
import { placementsOf } from '../../../../scene/sampler';
import type { OwnSet, OwnSets } from '../../try-ui';
import { clevrOf } from '../clevr-view';
import { clevrTryStore, useClevrTry } from './clevr-try-store';
import { KeptList } from './kept-list';
import { keptScenes, useKeptScenes } from './kept-scenes';
import { taughtPolicies } from './named';
import { fileQuestions, keptQuestions } from './set-questions';

const KEPT = 'kept';
const FILE = 'file';

/** Scenes that the visitor keeps, and those of a CLEVR file. */
export const SCENE_SETS: OwnSets = {
  things: 'scenes',
  difference: `The models have only seen scenes that this page made up: ${CLOSE_UP.minObjects} to ${CLOSE_UP.maxObjects} objects, cases dealt evenly. Yours are drawn by the same renderer, but may have other numbers of objects, other places and other cases, so compare with the commonest case.`,
  useSets,
  Gather: ({ set }) => (set === KEPT ? <KeptList /> : null),
  async ask(set, run) {
    const { file, chooseScenes } = clevrTryStore.getState();
    const policies = taughtPolicies(run);
    return set === KEPT
      ? keptQuestions(keptScenes.getState().scenes, policies)
      : fileQuestions(file, chooseScenes, policies);
  },
  open({ example, index }, { title, count, sha256 }) {
    const { scene, policy } = clevrOf(example);
    const { dispatch, file, openScene } = clevrTryStore.getState();
    dispatch({ kind: 'replace policy', policy });
    if (sha256 && file?.name === title && file.count === count) void openScene(index);
    else dispatch({ kind: 'open scene', placements: placementsOf(scene), origin: null });
  },
};

function useSets(): OwnSet[] {
  const kept = useKeptScenes(({ scenes }) => scenes.length);
  const file = useClevrTry((state) => state.file);
  const mine = { key: KEPT, title: 'My scenes', count: kept };
  return file ? [mine, { key: FILE, title: file.name, count: file.count }] : [mine];
}
