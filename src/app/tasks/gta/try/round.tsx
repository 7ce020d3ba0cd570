import { useState } from 'react';
import { versionNames } from '../../../../sequence/tool-words';
import { isVersioned, PLAIN_TOOLS } from '../../../../tasks/gta/rules/policy';
import type { ExampleView } from '../../../../tasks/task';
import { Button } from '../../../design/controls';
import { Icon } from '../../../design/icon';
import { useAnswers } from '../../../state/answer-store';
import type { Contestant } from '../../../state/contestants';
import { STAGE_NAMES } from '../../../terms/words';
import { gtaOf, readingOf, situationOf } from '../gta-view';
import './gta-try.css';
import { gtaTryStore, useGtaTry } from './gta-try-store';

/** The visitor chooses the tool's version by hand, then the model's call is shown; right names are counted. */
export function Round({ models, example }: { models: readonly Contestant[]; example: ExampleView }) {
  const { turn } = situationOf(gtaOf(example));
  const { need, call } = turn;
  const game = useGtaTry((state) => state.game);
  const [wanted, setWanted] = useState<string | null>(null);
  const opponent = models.find(({ key }) => key === wanted) ?? opponentOf(models);
  const answer = useAnswers((state) => state.answers.get(opponent.key)?.given ?? null);
  const answered = answer?.example === example ? answer.response : null;
  const { play, newRound } = gtaTryStore.getState();
  const names = isVersioned(need.tool)
    ? [...versionNames(need.tool), ...(need.tool === 'OCR' ? ['MathOCR'] : [])]
    : PLAIN_TOOLS;
  return (
    <section className="gta-round" aria-label="Your round">
      <div aria-live="polite">
        <p className="gta-round-asks">
          {game.revealed
            ? game.chosen === call.name
              ? `Right: ${call.name}`
              : `You say ${game.chosen}, ${call.name} was right`
            : isVersioned(need.tool)
              ? `To ${need.verb}, the user needs ${need.tool}. Which version does this user get?`
              : 'Which tool comes next?'}
        </p>
      </div>
      {!game.revealed && (
        <fieldset className="gta-names" aria-label="Tools">
          {names.map((name) => (
            <Button
              key={name}
              kind={game.chosen === name ? 'primary' : 'plain'}
              aria-pressed={game.chosen === name}
              onPress={() => play({ kind: 'choose', name })}
            >
              {name}
            </Button>
          ))}
        </fieldset>
      )}
      <div className="gta-row">
        {game.revealed ? (
          <Button key="next" kind="primary" autoFocus onPress={newRound} data-testid="beat-next">
            <Icon name="dice" />
            Next question
          </Button>
        ) : (
          <Button
            kind="primary"
            isDisabled={answered === null || game.chosen === null}
            data-testid="beat-reveal"
            onPress={() =>
              play({
                kind: 'reveal',
                visitorRight: game.chosen === call.name,
                modelRight: answered !== null && readingOf(answered.reasoning).call?.name === call.name,
              })
            }
          >
            {answered === null ? 'The model is answering …' : 'Reveal the model’s call'}
          </Button>
        )}
        <label>
          Against{' '}
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
          <span className="faint">
            {' '}
            of {game.rounds === 1 ? '1 round' : `${game.rounds} rounds`}, by name
          </span>
        </p>
      </div>
    </section>
  );
}

/** The last trained stage answering from memory; without one, the base. */
function opponentOf(models: readonly Contestant[]): Contestant {
  return models.findLast(({ policyInPrompt }) => !policyInPrompt) ?? models[0];
}
