import { taughtRules } from '../../../../tasks/gta/own-policy';
import { parseGtaPolicyText } from '../../../../tasks/gta/rules/policy-text-parser';
import type { TryUi } from '../../try-ui';
import { gtaOf } from '../gta-view';
import { queryInWords } from '../words';
import { asTaught, gtaTryStore } from './gta-try-store';
import { PicturesPanel } from './pictures-panel';
import { QueryPanel } from './query-panel';
import { Round } from './round';
import { RulesPanel } from './rules-panel';

/** Any user with any query, under any rules. */
export const GTA_TRY: TryUi = {
  lead: 'Choose a user, a query and rules, and see which tools the models call, anew after every edit.',
  questions: gtaTryStore,
  Editors: ({ children }) => (
    <>
      <div className="gta-editors">
        <QueryPanel />
        <PicturesPanel />
      </div>
      {children}
      <RulesPanel />
    </>
  ),
  Round,
  title: (example) => `“${queryInWords(gtaOf(example).instance)}” Which call comes next?`,
  policyNames: ({ config: { dataset } }) => [taughtRules(dataset).name],
  asTaught: (example, { config: { dataset } }) => asTaught(gtaOf(example), taughtRules(dataset)),
  editPolicy(text) {
    const read = parseGtaPolicyText(text);
    if (read.ok) gtaTryStore.getState().replaceRules(read.policy);
  },
};
