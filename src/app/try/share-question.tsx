import { useEffect, useState } from 'react';
import { encodeQuestion } from '../../experiment/share/question-link';
import type { ExampleView } from '../../tasks/task';
import { Button } from '../design/controls';
import { Dialog } from '../design/dialog';
import { Icon } from '../design/icon';
import { LinkField } from '../links/link-field';
import { useTryChoice } from '../state/try-choice';
import { taskUiOf } from '../tasks/registry';
import type { QuestionStore } from '../tasks/try-ui';

/** Makes a link of the question as the editors leave it. */
export function ShareQuestion({ questions }: { questions: QuestionStore }) {
  const [example, setExample] = useState<ExampleView | null>(null);
  return (
    <>
      <Button
        kind="quiet"
        data-testid="share-question"
        onPress={() => setExample(questions.getState().example)}
      >
        <Icon name="share" />
        Share
      </Button>
      {example && (
        <Dialog title="Share this question" isOpen onClose={() => setExample(null)}>
          {taskUiOf(example).hasRightAnswer(example) ? (
            <QuestionLink example={example} />
          ) : (
            <p>A picture of your own is too large for a link. Share a drawn scene instead.</p>
          )}
        </Dialog>
      )}
    </>
  );
}

function QuestionLink({ example }: { example: ExampleView }) {
  const withPolicyToo = useTryChoice((choice) => choice.withPolicyToo);
  const [address, setAddress] = useState<string | null>(null);
  useEffect(() => {
    let current = true;
    void encodeQuestion({ example, withPolicyToo }).then((fragment) => {
      if (current) setAddress(location.origin + location.pathname + fragment);
    });
    return () => {
      current = false;
    };
  }, [example, withPolicyToo]);
  return (
    <>
      <p>
        The link holds the question and the policy that it is asked under. Whoever opens it asks the base at
        once, and models that they have trained.
      </p>
      {address && (
        <LinkField
          address={address}
          file="trimpi-question.txt"
          label="Link to the question"
          whenLong="Save it as a file: whoever gets it pastes the address into their browser."
        />
      )}
    </>
  );
}
