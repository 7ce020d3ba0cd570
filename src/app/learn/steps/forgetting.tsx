import { useState } from 'react';
import { Radio, RadioGroup } from 'react-aria-components';
import type { BaseSkills, RunRecord } from '../../../experiment/run-record';
import { percent, shortNumber } from '../../design/format';
import { STAGE_NAMES } from '../../lab/words';
import { openLab } from '../actions';
import { largestDrop, replays, skillsByStage, withReplaySwitched } from '../facts';
import { commit, useLearn } from '../learn-store';
import { SKILLS, type Skill } from '../lesson';
import { Lacking, StepFrame } from '../step-frame';
import { useOtherRecords } from '../use-other-records';

const NAMES: { readonly [S in Skill]: string } = {
  exist: 'Seeing: is there such an object?',
  query: 'Seeing: which colour, shape, size?',
  textWalk: 'Reading: a new policy about a scene in words',
  freshInContext: 'Following: a new policy in the prompt, about a picture',
};

/** Step 8: the base's skills after each stage, with and without replay as far as there are records. */
export function ForgettingStep({ record }: { record: RunRecord }) {
  const committed = useLearn(({ progress }) => progress.predictions.forgetting);
  const [draft, setDraft] = useState<Skill | null>(null);
  const stages = skillsByStage(record);
  const drop = largestDrop(record);
  const replay = replays(record);
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
              {NAMES[skill]}
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
                <dd>{NAMES[committed]}</dd>
              </div>
              <div data-tone="gold">
                <dt>Recorded</dt>
                <dd>
                  {drop.points > 0
                    ? `${NAMES[drop.skill]}: ${Math.round(drop.points)} points lost`
                    : 'none of them fell'}
                </dd>
              </div>
            </dl>
            <p className="step-why">
              {replay
                ? 'This run replays old skills: every update also sees sequences from before, so that the old skills stay part of what is trained.'
                : 'This run replays nothing: every update is about the policies alone.'}{' '}
              KL says how far the model has moved from the base on these questions: in the end{' '}
              {shortNumber(stages[stages.length - 1].value.kl)} nats per token. Each skill is measured on
              little more than a hundred questions, so a few points may be chance.
            </p>
            <OtherReplay record={record} />
          </>
        ) : (
          <Lacking what="the skills of more than one stage" />
        )
      }
      differs={`The paper measures forgetting on MMMU-Pro, MMLU-Pro and WildGuardTest, and replays nothing. Here the skills are the base’s own${replay ? ', and replay is our addition' : ''}.`}
      action={{
        sentence: replay
          ? 'Opens the Lab set up without replay, as in the paper: run it and compare.'
          : 'Opens the Lab set up with replay: run it and compare.',
        onPress: () =>
          openLab(record, 'rl', {
            preset: replay ? 'quick-faithful' : 'quick',
            method: record.config.method,
          }),
      }}
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
              {NAMES[skill]}
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
  const change = Math.round(100 * (value[skill] - base[skill]));
  return (
    <span className="skill">
      <span className="skill-bar" aria-hidden="true">
        <span className="skill-base" style={{ height: `${100 * base[skill]}%` }} />
        <span className="skill-now" style={{ height: `${100 * value[skill]}%` }} />
      </span>
      {percent(value[skill])}
      <small>
        {value === base ? 'before' : change === 0 ? '±0' : change > 0 ? `+${change}` : `−${-change}`}
      </small>
    </span>
  );
}

/** The run with replay switched, where it is recorded; else that there is none. */
function OtherReplay({ record }: { record: RunRecord }) {
  const others = useOtherRecords();
  const other = withReplaySwitched(record, others);
  const drop = other && largestDrop(other);
  if (!other || !drop) {
    return (
      <p className="step-more">
        {replays(record)
          ? 'What happens without replay is not on this page yet: no such run has been recorded.'
          : 'What happens with replay is not on this page yet: no such run has been recorded.'}
      </p>
    );
  }
  const how = replays(other) ? 'With' : 'Without';
  return (
    <p className="step-more numeric">
      {how} replay ({other.title}):{' '}
      {drop.points > 0
        ? `${NAMES[drop.skill]} loses ${Math.round(drop.points)} points.`
        : 'none of the skills falls.'}
    </p>
  );
}
