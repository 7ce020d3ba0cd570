import { useState } from 'react';
import { conditionName } from '../../../../sequence/vocabulary';
import type { ExampleView } from '../../../../tasks/task';
import { Button } from '../../../design/controls';
import { Icon } from '../../../design/icon';
import { PictureCanvas } from '../../../parts/picture-canvas';
import { useAnswers } from '../../../state/answer-store';
import type { Contestant } from '../../../state/contestants';
import { STAGE_NAMES } from '../../../terms/words';
import { clevrOf } from '../clevr-view';
import { ConditionText } from '../policy-text-view';
import { scenePicture } from '../scene-picture';
import { walkBy } from './beat';
import { clevrTryStore, useClevrTry } from './clevr-try-store';

/** The visitor follows the policy by hand, then the model's answer is shown; right answers are counted. */
export function BeatPanel({ models, example }: { models: readonly Contestant[]; example: ExampleView }) {
  const { scene, policy, gold } = clevrOf(example);
  const game = useClevrTry((state) => state.game);
  const [wanted, setWanted] = useState<string | null>(null);
  const opponent = models.find(({ key }) => key === wanted) ?? opponentOf(models);
  const answer = useAnswers((state) => state.answers.get(opponent.key)?.given ?? null);
  const answered = answer?.example === example ? answer.response : null;
  const { here, reasoning } = walkBy(policy, game.verdicts);
  const { play, newRound } = clevrTryStore.getState();
  return (
    <section className="beat" aria-label="Your round">
      {/* Where there is one column the editor's picture is far above. */}
      <div className="beat-picture">
        <PictureCanvas picture={scenePicture(scene)} size={112} decorative />
      </div>
      <div className="beat-question" aria-live="polite">
        {here.kind === 'decision' ? (
          <>
            <p className="beat-place">
              {conditionName(here.label)}
              <span className="visually-hidden">: </span>
            </p>
            <p className="beat-asks">
              Is there <ConditionText node={here} /> in the scene?
            </p>
          </>
        ) : game.revealed ? (
          <Outcome right={gold.caseNumber} said={here.caseNumber} />
        ) : (
          <>
            <p className="beat-place">Your answer</p>
            <p className="beat-asks">Case {here.caseNumber}</p>
          </>
        )}
      </div>
      <div className="beat-buttons">
        {here.kind === 'decision' && (
          <>
            <Button
              kind="primary"
              onPress={() => play({ kind: 'verdict', verdict: true })}
              data-testid="beat-yes"
            >
              Yes
            </Button>
            <Button
              kind="primary"
              onPress={() => play({ kind: 'verdict', verdict: false })}
              data-testid="beat-no"
            >
              No
            </Button>
          </>
        )}
        {here.kind === 'response' && !game.revealed && (
          <Button
            kind="primary"
            // The button that was pressed has gone with the question.
            autoFocus
            isDisabled={answered === null}
            data-testid="beat-reveal"
            onPress={() => {
              const right = gold.caseNumber;
              const modelRight = answered?.correct === true;
              play({ kind: 'reveal', visitorRight: reasoning.caseNumber === right, modelRight });
            }}
          >
            {answered === null ? 'The model is answering …' : 'Reveal the model’s answer'}
          </Button>
        )}
        {game.revealed ? (
          <Button key="next" kind="primary" autoFocus onPress={newRound} data-testid="beat-next">
            <Icon name="dice" />
            Next scene
          </Button>
        ) : (
          <Button isDisabled={game.verdicts.length === 0} onPress={() => play({ kind: 'back' })}>
            <Icon name="back" />
            Back
          </Button>
        )}
      </div>
      <div className="beat-score">
        <label>
          Against
          <select value={opponent.key} onChange={(event) => setWanted(event.target.value)}>
            {models.map(({ key, stage, policyInPrompt }) => (
              <option key={key} value={key}>
                {STAGE_NAMES[stage]}, {policyInPrompt ? 'reading the policy' : 'from memory'}
              </option>
            ))}
          </select>
        </label>
        <p className="numeric" data-testid="beat-score">
          You <strong>{game.visitor}</strong> · Model <strong>{game.model}</strong>
          <span className="faint"> of {game.rounds === 1 ? '1 round' : `${game.rounds} rounds`}</span>
        </p>
      </div>
    </section>
  );
}

/** The last trained stage answering from memory; without one, the base. */
function opponentOf(models: readonly Contestant[]): Contestant {
  return models.findLast(({ policyInPrompt }) => !policyInPrompt) ?? models[0];
}

function Outcome({ right, said }: { right: number | null; said: number }) {
  const correct = right === said;
  return (
    <>
      <p className="beat-place">You say Case {said}</p>
      <p className="beat-asks" data-correct={correct}>
        <Icon name={correct ? 'check' : 'cross'} />
        {correct ? 'Right' : `Case ${right} was right`}
      </p>
    </>
  );
}
