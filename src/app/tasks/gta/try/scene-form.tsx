import { useState } from 'react';
import { placementFault, placementsOf, sceneOf } from '../../../../scene/sampler';
import {
  ATTRIBUTE_TYPES,
  ATTRIBUTE_VALUES,
  type AttributeType,
  type Scene,
} from '../../../../scene/scene-graph';

/** Attributes of each object; sizes change only where there is room. */
export function SceneForm({ scene, onChange }: { scene: Scene; onChange: (scene: Scene) => void }) {
  const [fault, setFault] = useState<string | null>(null);
  const set = (object: number, type: AttributeType, value: string) => {
    const placements = placementsOf(scene).map((placement, i) =>
      i === object ? { ...placement, [type]: value } : placement,
    );
    const found = placementFault(placements);
    setFault(found ? 'There is no room for this: it would touch or hide another object.' : null);
    if (!found) onChange(sceneOf(placements));
  };
  return (
    <>
      <table className="gta-objects">
        <thead>
          <tr>
            {ATTRIBUTE_TYPES.map((type) => (
              <th key={type} scope="col">
                {type}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {scene.objects.map((object, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: objects are told apart by their place in the list.
            <tr key={i}>
              {ATTRIBUTE_TYPES.map((type) => (
                <td key={type}>
                  <select
                    aria-label={`${type} of object ${i + 1}`}
                    value={object[type]}
                    onChange={(event) => set(i, type, event.target.value)}
                  >
                    {ATTRIBUTE_VALUES[type].map((value) => (
                      <option key={value} value={value}>
                        {value}
                      </option>
                    ))}
                  </select>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <p className="gta-refusal" role="status">
        {fault}
      </p>
    </>
  );
}
