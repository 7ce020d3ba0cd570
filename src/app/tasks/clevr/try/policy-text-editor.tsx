import { policyCrops } from '../../../../tasks/clevr/encode';
import { cropReference } from '../../../../tasks/clevr/policy/condition-phrase';
import { policyText } from '../../../../tasks/clevr/policy/policy-text';
import { parsePolicyText } from '../../../../tasks/clevr/policy/policy-text-parser';
import type { Policy } from '../../../../tasks/clevr/policy/policy-tree';
import { MarkedText } from '../../../parts/marked-text';
import { Crop } from '../crop';
import { clevrTryStore, useClevrTry } from './clevr-try-store';

/** The policy as text; whatever can be read becomes the policy, whatever cannot is marked where it stands. */
export function PolicyTextEditor({ policy }: { policy: Policy }) {
  const draft = useClevrTry((state) => state.draft);
  const text = draft?.policy === policy ? draft.text : policyText(policy);
  const result = parsePolicyText(text);
  return (
    <>
      <MarkedText
        label="Policy as text"
        text={text}
        errors={result.ok ? [] : result.errors}
        whenBad="The last policy without errors is what is asked about."
        whenGood="No errors. The tree follows as you type. A value is shown by a picture where it is written like “an object with the color of [crop: large blue rubber cylinder]”."
        onChange={(typed) => clevrTryStore.getState().typePolicy(typed)}
      />
      <CropsOf policy={policy} />
    </>
  );
}

/** What the crops that the text names look like. */
function CropsOf({ policy }: { policy: Policy }) {
  const crops = new Map(policyCrops(policy).map((crop) => [cropReference(crop), crop]));
  if (crops.size === 0) return null;
  return (
    <ul className="text-crops" aria-label="Pictures in this text">
      {[...crops].map(([reference, crop]) => (
        <li key={reference}>
          <Crop crop={crop} size={26} decorative /> {reference}
        </li>
      ))}
    </ul>
  );
}
