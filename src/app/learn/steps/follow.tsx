import { Follow } from '../../tasks/lesson';
import { openTry } from '../actions';
import { commit, retract, useLearn } from '../learn-store';

/** Step 1: a policy of the lesson's task is followed by hand. */
export function FollowStep() {
  const committed = useLearn(({ progress }) => progress.predictions.follow);
  return (
    <Follow
      committed={committed}
      onCommit={(verdicts) => commit('follow', verdicts)}
      onAgain={() => retract('follow')}
      onTry={(example) => void openTry(example, 'play')}
    />
  );
}
