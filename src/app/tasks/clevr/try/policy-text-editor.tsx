import { policyText } from '../../../../tasks/clevr/policy/policy-text';
import { parsePolicyText } from '../../../../tasks/clevr/policy/policy-text-parser';
import type { Policy } from '../../../../tasks/clevr/policy/policy-tree';
import { MarkedText } from '../../../parts/marked-text';
import { clevrTryStore, useClevrTry } from './clevr-try-store';

/** The policy as text; whatever can be read becomes the policy, whatever cannot is marked where it stands. */
export function PolicyTextEditor({ policy }: { policy: Policy }) {
  const draft = useClevrTry((state) => state.draft);
  const text = draft?.policy === policy ? draft.text : policyText(policy);
  const result = parsePolicyText(text);
  return (
    <MarkedText
      label="Policy as text"
      text={text}
      errors={result.ok ? [] : result.errors}
      whenBad="The last policy without errors is what is asked about."
      whenGood="No errors. The tree follows as you type."
      onChange={(typed) => clevrTryStore.getState().typePolicy(typed)}
    />
  );
}
