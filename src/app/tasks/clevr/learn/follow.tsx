import { type ReactNode, useMemo, useRef, useState } from 'react';
import { findPreset, PRESETS, presetConfig } from '../../../../experiment/plan/presets';
import { RandomStream } from '../../../../random/stream';
import type { Scene } from '../../../../scene/scene-graph';
import { type ClevrView, experimentPolicies } from '../../../../tasks/clevr/clevr-policy-t';
import { balancedExamples } from '../../../../tasks/clevr/example';
import { sectionText } from '../../../../tasks/clevr/policy/policy-text';
import type { ExampleView } from '../../../../tasks/task';
import { Button } from '../../../design/controls';
import { Icon } from '../../../design/icon';
import { PredictionFrame } from '../../../parts/prediction-frame';
import { goToScreen } from '../../../state/screen';
import { setupStore } from '../../../state/stores';
import { PolicyTreeView } from '../policy-tree-view';
import { sceneInWords } from '../scene-picture';
import { walkBy } from '../try/beat';
import { usePicture } from '../use-picture';
import { caseInWords } from '../words';
import { walkInWords } from './walk-in-words';

/** A scene of the first policy of the recommended experiment whose way to its case has both a yes and a no. */
function followExample(): ClevrView {
  const preset = findPreset('quick') ?? PRESETS[0];
  const [policy] = experimentPolicies(presetConfig(preset, 'in-context', 1));
  const examples = balancedExamples(policy, 2 ** policy.layers, RandomStream.of(1, 'learn/follow'));
  const varied = examples.find(
    ({ gold: { steps } }) => steps.length === policy.layers && new Set(steps.map((s) => s.verdict)).size > 1,
  );
  const { scene, gold } = varied ?? examples[0];
  return { scene, policy, gold };
}

/** Opens the Lab, set up for an experiment; nothing is started. */
function SetUpLink({ preset: name, children }: { preset: string; children: ReactNode }) {
  return (
    <a
      href={`?preset=${name}`}
      onClick={(event) => {
        // The page stays, and with it whatever runs in it.
        event.preventDefault();
        const preset = findPreset(name);
        const { config, choosePreset } = setupStore.getState();
        if (preset) choosePreset(presetConfig(preset, config.method, config.seed));
        goToScreen('lab');
      }}
    >
      {children}
    </a>
  );
}

/** The visitor walks down a real policy; then the right way is shown. */
export function Follow({
  committed,
  onCommit,
  onAgain,
  onTry,
}: {
  /** The verdicts given on the way down; absent before they are final. */
  committed: readonly boolean[] | undefined;
  onCommit: (verdicts: boolean[]) => void;
  /** Takes them back. */
  onAgain: () => void;
  /** Goes on with the example in Try it. */
  onTry: (example: ExampleView) => void;
}) {
  const example = useMemo(followExample, []);
  const { policy, scene, gold } = example;
  const [draft, setDraft] = useState<readonly boolean[]>([]);
  const verdicts = committed ?? draft;
  const { here, reasoning } = walkBy(policy, verdicts);
  const revealed = committed !== undefined;
  return (
    <PredictionFrame
      id="follow"
      lead={
        <>
          An assistant at work has a <strong>policy</strong>: rules that say what to do in which case. This
          one is called <span className="policy-name">{policy.name}</span>. It asks about the picture, one
          question at a time, until it names a case. Be the assistant.
        </>
      }
      show={
        <div className="follow-show">
          <Picture scene={scene} />
          <div className="follow-tree">
            <PolicyTreeView
              policy={policy}
              gold={revealed ? gold : null}
              model={reasoning}
              who="you"
              here={revealed ? undefined : here}
            />
            <p className="faint path-key">
              <span>upper branch: yes, lower: no</span>
              {revealed && (
                <span>
                  <span className="key-gold" /> right way
                </span>
              )}
              <span>
                <span className="key-model" /> yours
              </span>
            </p>
          </div>
        </div>
      }
      question={
        here.kind === 'decision' ? (
          <span className="follow-section" aria-live="polite">
            {sectionText(here)
              .split('\n')
              .map((line) => (
                <span key={line}>{line}</span>
              ))}
          </span>
        ) : (
          <>Your way ends at Case {here.caseNumber}. Is that what the policy says?</>
        )
      }
      guess={
        <div className="follow-buttons">
          {here.kind === 'decision' && (
            <>
              <Button kind="primary" onPress={() => setDraft([...draft, true])} data-testid="follow-yes">
                Yes, there is
              </Button>
              <Button kind="primary" onPress={() => setDraft([...draft, false])} data-testid="follow-no">
                No, there is none
              </Button>
            </>
          )}
          <Button kind="quiet" isDisabled={draft.length === 0} onPress={() => setDraft(draft.slice(0, -1))}>
            <Icon name="undo" />
            <span className="lesson-tool">Take back</span>
          </Button>
        </div>
      }
      onReveal={here.kind === 'response' ? () => onCommit([...draft]) : null}
      onAgain={onAgain}
      revealed={revealed}
      outcome={
        <>
          <dl className="verdicts">
            <div>
              <dt>You</dt>
              <dd>{caseInWords(reasoning)}</dd>
            </div>
            <div data-tone="gold">
              <dt>{policy.name}</dt>
              <dd>{caseInWords(gold)}</dd>
            </div>
          </dl>
          <p className="step-why">{walkInWords(example, reasoning)}</p>
          <p className="step-more">
            A model usually gets the whole policy as text in its prompt, and reads it again for each question.
            To <em>internalize</em> it is to train until the prompt no longer needs it.
          </p>
        </>
      }
      differs={
        <>
          The paper’s policies have up to six layers and, in one variant,{' '}
          <SetUpLink preset="m-quick">pictures among the rules</SetUpLink>. In another they say{' '}
          <SetUpLink preset="gta-quick">which version of which tool a user gets</SetUpLink>. This one has{' '}
          {policy.layers} layers of text, made by this project after the paper’s description.
        </>
      }
      action={{
        label: 'Do it in Try it',
        sentence: `Opens “Try it” with this scene and ${policy.name}: answer before the model does.`,
        onPress: () => onTry(example),
      }}
    />
  );
}

function Picture({ scene }: { scene: Scene }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  usePicture(canvas, scene);
  return <canvas ref={canvas} className="scene follow-picture" role="img" aria-label={sceneInWords(scene)} />;
}
