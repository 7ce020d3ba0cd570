import { IMAGE_SIZE } from '../../../../sequence/image';
import type { OwnPicture } from '../../../../tasks/clevr/own-picture';
import { Button } from '../../../design/controls';
import { Icon } from '../../../design/icon';
import { PictureCanvas } from '../../../parts/picture-canvas';
import { ownPictureShown } from '../own-picture';
import { clevrTryStore } from './clevr-try-store';
import { ModelView } from './model-view';

/** A picture of the visitor's in place of the scene, and what the model gets of it. */
export function OwnPictureStage({ picture }: { picture: OwnPicture }) {
  const shown = ownPictureShown(picture);
  if (!shown) return null;
  return (
    <div className="own-picture" data-testid="own-picture">
      <div className="own-picture-views">
        <figure>
          <PictureCanvas picture={shown} size={224} />
          <figcaption className="faint">Yours, its middle cut square</figcaption>
        </figure>
        <figure>
          <ModelView picture={picture} />
          <figcaption className="faint">
            What the model sees: {IMAGE_SIZE} × {IMAGE_SIZE} pixels
          </figcaption>
        </figure>
      </div>
      <p>
        The models have only ever seen drawings of scenes like those of this page, so expect guesses. Nobody
        has told this page what is right here: it shows what the models say and cannot score it. The picture
        stays in this tab.
      </p>
      <Button onPress={() => clevrTryStore.getState().dispatch({ kind: 'leave picture' })}>
        <Icon name="back" />
        Back to the scene
      </Button>
    </div>
  );
}
