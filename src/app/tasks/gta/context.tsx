import type { Profile } from '../../../tasks/gta/profile';
import type { ExampleView } from '../../../tasks/task';
import './gta.css';
import { gtaOf, situationOf } from './gta-view';
import { jsonInWords, queryInWords } from './words';

/** What stands beside the pictures: the user's profile, and the conversation so far. */
export function Context({ example }: { example: ExampleView }) {
  const { instance } = gtaOf(example);
  return (
    <div className="gta-context">
      <ProfileCard profile={instance.profile} />
      <Chat example={example} />
    </div>
  );
}

function ProfileCard({ profile: { accountType, credits, age } }: { profile: Profile }) {
  return (
    <dl className="gta-profile numeric" aria-label="User profile">
      <div>
        <dt>Account</dt>
        <dd>{accountType}</dd>
      </div>
      <div>
        <dt>Credits</dt>
        <dd>{credits}</dd>
      </div>
      <div>
        <dt>Age</dt>
        <dd>{age}</dd>
      </div>
    </dl>
  );
}

/** The query, then each call made before with what it returned. */
function Chat({ example }: { example: ExampleView }) {
  const view = gtaOf(example);
  const { before } = situationOf(view);
  return (
    <ol className="gta-chat" aria-label="Conversation so far">
      <li data-by="user">
        <span className="visually-hidden">User: </span>
        {queryInWords(view.instance)}
      </li>
      {before.map(({ call, returned }, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: calls are a sequence, position is identity.
        <li key={i} data-by="assistant">
          <span className="visually-hidden">Call: </span>
          <code>{jsonInWords(call)}</code>
          <p>
            <span className="faint">returned</span> {returned}
          </p>
        </li>
      ))}
      <li data-by="assistant" className="gta-next">
        {before.length === 0 ? 'The first call?' : 'The next call?'}
      </li>
    </ol>
  );
}
