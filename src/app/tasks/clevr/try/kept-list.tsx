import { placementsOf } from '../../../../scene/sampler';
import { Button } from '../../../design/controls';
import { Icon } from '../../../design/icon';
import { download } from '../../../parts/download';
import { clevrTryStore, useClevrTry } from './clevr-try-store';
import { isKept, keptScenes, keptScenesFile, MOST_KEPT, useKeptScenes } from './kept-scenes';
import './kept-list.css';

/** The scenes that are kept, to show, to take out and to save. */
export function KeptList() {
  const scenes = useKeptScenes((state) => state.scenes);
  const { scene, picture } = useClevrTry((state) => state.example);
  const { keep, drop, dropAll } = keptScenes.getState();
  const why = picture
    ? 'Nobody knows what is right about a picture of your own, so it cannot be kept.'
    : isKept(scenes, scene)
      ? 'This scene is kept. Change it, or take another, to keep more.'
      : scenes.length >= MOST_KEPT
        ? `${MOST_KEPT} scenes are kept, which is the most. A larger set can be opened as a file.`
        : null;
  return (
    <div className="kept">
      <div className="kept-tools">
        <Button isDisabled={why !== null} onPress={() => keep(scene)} data-testid="keep-scene">
          <Icon name="plus" />
          Keep this scene
        </Button>
        {scenes.length > 0 && (
          <>
            <Button
              kind="quiet"
              onPress={() => download('own_scenes.json', keptScenesFile(scenes))}
              data-testid="save-scenes"
            >
              <Icon name="download" />
              Save as a CLEVR file
            </Button>
            <Button kind="quiet" onPress={dropAll}>
              <Icon name="trash" />
              Remove all
            </Button>
          </>
        )}
        <p className="faint" role="status">
          {why ??
            'Kept scenes stay until the page is closed or loaded anew. A file of them can be opened again.'}
        </p>
      </div>
      {scenes.length > 0 && (
        <ul className="kept-list" aria-label="Kept scenes">
          {scenes.map(({ objects }, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: scenes are told apart by their place in the list.
            <li key={i}>
              <Button kind="quiet" aria-label={`Show kept scene ${i + 1}`} onPress={() => show(i)}>
                {i + 1}
                <span className="faint numeric">
                  {objects.length} {objects.length === 1 ? 'object' : 'objects'}
                </span>
              </Button>
              <Button kind="quiet" aria-label={`Remove kept scene ${i + 1}`} onPress={() => drop(i)}>
                <Icon name="cross" />
              </Button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function show(index: number): void {
  const placements = placementsOf(keptScenes.getState().scenes[index]);
  clevrTryStore.getState().dispatch({ kind: 'open scene', placements, origin: null });
}
