import { useEffect, useReducer } from 'react';
import { cropPicture, renderCrop } from '../../../scene/crop';
import type { ObjectAttributes } from '../../../scene/scene-graph';
import { policyCrops } from '../../../tasks/clevr/encode';
import { describeCondition } from '../../../tasks/clevr/policy/describe';
import type { Policy } from '../../../tasks/clevr/policy/policy-tree';
import { whenIdle } from '../../parts/idle-queue';
import { imageOf, PictureCanvas, type ShownPicture } from '../../parts/picture-canvas';
import './crop.css';

/** There are 96 crops. */
const shown = new Map<string, ShownPicture>();

/** A crop for people; the same object for the same crop. */
export function cropShown(crop: ObjectAttributes): ShownPicture {
  const object = describeCondition(crop);
  const picture = shown.get(object) ?? {
    words: `picture of a ${object}`,
    draw: (pixels) => renderCrop(crop, pixels),
    forModel: () => cropPicture(crop),
  };
  shown.set(object, picture);
  return picture;
}

const ofPolicy = new WeakMap<Policy, readonly ShownPicture[]>();

/** The crops of a policy in the order in which the model reads them. */
export function policyPictures(policy: Policy): readonly ShownPicture[] {
  const pictures = ofPolicy.get(policy) ?? policyCrops(policy).map(cropShown);
  ofPolicy.set(policy, pictures);
  return pictures;
}

/** A crop in a line of text, `size` sixteenths of a rem square. */
export function Crop({
  crop,
  size = 22,
  decorative = false,
}: {
  crop: ObjectAttributes;
  size?: number;
  /** True where words beside it say what it shows. */
  decorative?: boolean;
}) {
  return (
    <span className="crop" title={decorative ? undefined : cropShown(crop).words}>
      <PictureCanvas picture={cropShown(crop)} size={size} decorative={decorative} />
    </span>
  );
}

/** Sharp where a tree is drawn larger than its units, and on fine screens. */
const ADDRESS_PIXELS = 48;
const addresses = new Map<ShownPicture, string>();

/** The address of a crop's picture, for drawings that have no place for a canvas; null until it is drawn. */
export function useCropAddress(crop: ObjectAttributes | undefined): string | null {
  const picture = crop && cropShown(crop);
  const [, drawn] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    if (!picture || addresses.has(picture)) return;
    return whenIdle(() => {
      addresses.set(picture, addressOf(picture));
      drawn();
    });
  }, [picture]);
  return (picture && addresses.get(picture)) ?? null;
}

function addressOf(picture: ShownPicture): string {
  const canvas = document.createElement('canvas');
  canvas.width = ADDRESS_PIXELS;
  canvas.height = ADDRESS_PIXELS;
  canvas.getContext('2d')?.putImageData(imageOf(picture.draw(ADDRESS_PIXELS), ADDRESS_PIXELS), 0, 0);
  return canvas.toDataURL();
}
