import { useState } from 'react';
import { Radio, RadioGroup } from 'react-aria-components';
import { stagesOf } from '../../../experiment/plan/methods';
import { presetConfig } from '../../../experiment/plan/presets';
import type { BaseSkills, RunRecord } from '../../../experiment/record/run-record';
import { percent, pointsBetween, shortNumber } from '../../design/format';
import { useTablesOnRecord } from '../../state/on-record';
import { STAGE_NAMES } from '../../terms/words';
import { openLab, useSetupSentence } from '../actions';
import { presetsByReplay, replayedStages, replays, skillsByStage } from '../facts';
import { commit, useLearn } from '../learn-store';
import { SKILL_NAMES, SKILLS, type Skill } from '../lesson';
import { mostLost } from '../seeds';
import { Lacking, StepFrame } from '../step-frame';
import { replayWhy } from '../why';
import { ReplayOnRecord } from './replay-on-record';

/** Step 9: the base's skills after each stage, with and without replay as far as there are records. */
export function ForgettingStep({ record }: { record: RunRecord }) {
  const committed = useLearn(({ progress }) => progress.predictions.forgetting);
  const [draft, setDraft] = useState<Skill | null>(null);
  const stages = skillsByStage(record);
  const drop = mostLost(useTablesOnRecord() ?? [], record);
  const replay = replays(record);
  const { switched } = presetsByReplay(record);
  const { method } = record.config;
  const setupSentence = useSetupSentence(
    replay
      ? 'Opens the Lab set up without replay, as in the paper: run it and compare.'
      : 'Opens the Lab set up with replay: run it and compare.',
  );
  return (
    <StepFrame
      id="forgetting"
      lead="A model has only so many weights. What it learns about its policies may overwrite what it could do before. After every stage the old skills are measured again, on the same questions."
      show={
        stages.length > 0 ? (
          <Skills stages={stages} revealed={committed !== undefined} said={committed ?? null} />
        ) : (
          <Lacking what="any measurement of old skills" />
        )
      }
      question="Which old skill suffers most from internalizing the policies?"
      guess={
        <RadioGroup
          className="guess-choice"
          aria-label="Skill that suffers most"
          value={draft}
          onChange={(value) => setDraft(SKILLS.find((skill) => skill === value) ?? null)}
        >
          {SKILLS.map((skill) => (
            <Radio key={skill} value={skill} className="guess-option">
              <span className="guess-radio" aria-hidden="true" />
              {SKILL_NAMES[skill]}
            </Radio>
          ))}
        </RadioGroup>
      }
      onReveal={draft ? () => commit('forgetting', draft) : null}
      revealed={committed !== undefined}
      outcome={
        drop && committed ? (
          <>
            <dl className="verdicts">
              <div>
                <dt>You</dt>
                <dd>{SKILL_NAMES[committed]}</dd>
              </div>
              <div data-tone="gold">
                <dt>{drop.seeds ? `Mean of ${drop.seeds} seeds` : 'Recorded'}</dt>
                <dd>
                  {drop.points > 0
                    ? `${SKILL_NAMES[drop.skill]}: ${Math.round(drop.points)} points lost`
                    : 'none of them fell'}
                </dd>
              </div>
            </dl>
            <p className="step-why">
              {replayWhy(
                replayedStages(record),
                stagesOf(method).filter((stage) => stage !== 'base'),
              )}{' '}
              KL says how far the model has moved from the base on such questions: in the end{' '}
              {shortNumber(stages[stages.length - 1].value.kl)} nats per token. A few points up or down may be
              chance.
            </p>
            <ReplayOnRecord record={record} />
          </>
        ) : (
          <Lacking what="the skills of more than one stage" />
        )
      }
      differs={`The paper measures forgetting on MMMU-Pro, MMLU-Pro and WildGuardTest, and replays nothing. Here the skills are the base’s own${replay ? ', and replay is our addition' : ''}.`}
      action={
        switched
          ? {
              label: 'Do it in the Lab',
              sentence: setupSentence,
              onPress: () => openLab(record, 'rl', presetConfig(switched, method, 1)),
            }
          : {
              label: 'See it in the Lab',
              sentence: 'Opens the Lab after the last stage: what is left of the old skills.',
              onPress: () => openLab(record, 'rl'),
            }
      }
    />
  );
}

/** Skills by stage; before the reveal the base's alone. */
function Skills({
  stages,
  revealed,
  said,
}: {
  stages: ReturnType<typeof skillsByStage>;
  revealed: boolean;
  said: Skill | null;
}) {
  const shown = revealed ? stages : stages.slice(0, 1);
  return (
    <table className="skills numeric">
      <caption className="visually-hidden">Accuracy in the skills of the base, by stage</caption>
      <thead>
        <tr>
          <th scope="col">
            Old skill <span className="skills-key">(line: before)</span>
          </th>
          {stages.map(({ stage }) => (
            <th key={stage} scope="col">
              {STAGE_NAMES[stage]}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {SKILLS.map((skill) => (
          <tr key={skill} data-said={skill === said || undefined}>
            <th scope="row">
              {SKILL_NAMES[skill]}
              {skill === said && <span className="skills-you">you</span>}
            </th>
            {stages.map(({ stage, value }, i) => (
              <td key={stage}>
                {i < shown.length ? <SkillCell base={stages[0].value} value={value} skill={skill} /> : '?'}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function SkillCell({ base, value, skill }: { base: BaseSkills; value: BaseSkills; skill: Skill }) {
  return (
    <span className="skill">
      <span className="skill-bar" aria-hidden="true">
        <span className="skill-base" style={{ height: `${100 * base[skill]}%` }} />
        <span className="skill-now" style={{ height: `${100 * value[skill]}%` }} />
      </span>
      {percent(value[skill])}
      <small>{value === base ? 'before' : pointsBetween(base[skill], value[skill])}</small>
    </span>
  );
}
