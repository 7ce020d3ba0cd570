import { useEffect, useState } from 'react';
import { ToggleButton } from 'react-aria-components';
import { Button } from '../design/controls';
import { Icon } from '../design/icon';
import { setTeacher, useLearn } from './learn-store';
import { linkToStep } from './use-step';

/** Teacher mode, and the link to what is on the wall. */
export function LessonTools({ step }: { step: number }) {
  const teacher = useLearn(({ progress }) => progress.teacher);
  const [said, setSaid] = useState('');
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was said is about the step before.
  useEffect(() => setSaid(''), [step]);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(linkToStep(step));
      setSaid('Link copied.');
    } catch {
      setSaid('This browser does not let the page copy. The address bar holds the link.');
    }
  };
  return (
    <>
      <p className="lesson-said" role="status">
        {said}
      </p>
      <div className="lesson-tools">
        <Button kind="quiet" onPress={() => void copy()} data-testid="copy-step">
          <Icon name="share" />
          <span className="lesson-tool">Copy link to this step</span>
        </Button>
        <ToggleButton className="button lesson-teacher" isSelected={teacher} onChange={setTeacher}>
          <Icon name="projector" />
          <span className="lesson-tool">Teacher mode</span>
        </ToggleButton>
      </div>
    </>
  );
}
