import { useEffect, useState } from 'react';
import { ToggleButton } from 'react-aria-components';
import { Button } from '../design/controls';
import { Icon } from '../design/icon';
import { lazyPiece } from '../pieces/lazy-piece';
import { copyText } from '../reach/copy-text';
import { pageReach, type Reach } from '../reach/reach';
import { setTeacher, useLearn } from './learn-store';
import { linkToStep } from './use-step';

const StepQr = lazyPiece('The QR code', async () => (await import('./step-qr')).StepQr);

/** Teacher mode, and the link to what is on the wall. */
export function LessonTools({ step }: { step: number }) {
  const teacher = useLearn(({ progress }) => progress.teacher);
  const [said, setSaid] = useState('');
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was said is about the step before.
  useEffect(() => setSaid(''), [step]);
  const [shownOnWall, showOnWall] = useState<Reach | null>(null);
  const copy = async () => {
    const { page, note } = await pageReach();
    if (await copyText(linkToStep(step, page))) setSaid(note ? `Link copied. ${note}` : 'Link copied.');
    else setSaid('This browser does not let the page copy. The address bar holds the link.');
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
        {teacher && (
          <Button kind="quiet" onPress={() => void pageReach().then(showOnWall)} data-testid="step-qr">
            <Icon name="qr" />
            <span className="lesson-tool">QR code</span>
          </Button>
        )}
        <ToggleButton className="button lesson-teacher" isSelected={teacher} onChange={setTeacher}>
          <Icon name="projector" />
          <span className="lesson-tool">Teacher mode</span>
        </ToggleButton>
      </div>
      {shownOnWall && <StepQr step={step} reach={shownOnWall} onClose={() => showOnWall(null)} />}
    </>
  );
}
