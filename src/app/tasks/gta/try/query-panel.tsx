import { useState } from 'react';
import { ACCOUNT_TYPES } from '../../../../sequence/tool-words';
import { turnsOf } from '../../../../tasks/gta/instance';
import { PLAN_NAMES, PLANS, type PlanName } from '../../../../tasks/gta/plans/plans';
import { MAX_AGE, MAX_CREDITS, MIN_AGE, type Profile } from '../../../../tasks/gta/profile';
import { Button, Segmented } from '../../../design/controls';
import { Icon } from '../../../design/icon';
import { NumberInput } from '../../../design/number-input';
import { Context } from '../context';
import { queryInWords } from '../words';
import './gta-try.css';
import { gtaTryStore, useGtaTry } from './gta-try-store';
import { otherWords, slotChoices, withInstance, withPlan } from './question';

/** Who asks, what, and how many calls have been made. */
export function QueryPanel() {
  const example = useGtaTry((state) => state.example);
  const refusal = useGtaTry((state) => state.refusal);
  const { change, newRound } = gtaTryStore.getState();
  return (
    <section className="panel gta-query" aria-labelledby="query-title">
      <div className="panel-head">
        <h2 id="query-title">User and query</h2>
        <div className="try-tools">
          <Button kind="quiet" onPress={newRound}>
            <Icon name="dice" />
            Another question
          </Button>
        </div>
      </div>
      <ProfileForm profile={example.instance.profile} />
      <QueryForm />
      <div className="gta-row">
        <StepPicker />
        <Button kind="quiet" onPress={() => change(otherWords)}>
          <Icon name="dice" />
          Other words
        </Button>
      </div>
      <p className="gta-refusal" role="status">
        {refusal}
      </p>
      <Context example={example} />
    </section>
  );
}

function ProfileForm({ profile }: { profile: Profile }) {
  const set = (part: Partial<Profile>, gesture?: string) =>
    gtaTryStore
      .getState()
      .change(
        (question) => withInstance(question, { profile: { ...question.instance.profile, ...part } }),
        gesture,
      );
  return (
    <div className="gta-profile-form">
      <div className="gta-row">
        <span className="gta-label" aria-hidden="true">
          Account type
        </span>
        <Segmented
          label="Account type"
          value={profile.accountType}
          options={ACCOUNT_TYPES.map((type) => ({ value: type, label: type }))}
          onChange={(accountType) => set({ accountType })}
        />
      </div>
      <Amount
        label="Credits"
        value={profile.credits}
        min={0}
        max={MAX_CREDITS}
        onChange={(credits, gesture) => set({ credits }, gesture)}
      />
      <Amount
        label="Age"
        value={profile.age}
        min={MIN_AGE}
        max={MAX_AGE}
        onChange={(age, gesture) => set({ age }, gesture)}
      />
    </div>
  );
}

/** A slider, and the same number to be typed. */
function Amount({
  label,
  value,
  min,
  max,
  onChange,
}: {
  label: string;
  value: number;
  min: number;
  max: number;
  onChange: (value: number, gesture?: string) => void;
}) {
  // A drag is one step to undo.
  const [drag, setDrag] = useState(0);
  return (
    <div className="gta-amount">
      <NumberInput label={label} value={value} min={min} max={max} isDisabled={false} onChange={onChange} />
      <input
        type="range"
        aria-label={`${label} as a slider`}
        min={min}
        max={max}
        value={value}
        onPointerDown={() => setDrag(drag + 1)}
        onChange={(event) => onChange(Number(event.target.value), `${label} ${drag}`)}
      />
    </div>
  );
}

/** What each plan is about, in words for a list. */
function planInWords(plan: PlanName): string {
  const [phrase] = PLANS[plan].phrases;
  const words = phrase
    .replace(/\{image2?\}/g, 'the image')
    .replace(/\{(\w+)\}/g, '…')
    .replace(/ \?/g, '?');
  return words[0].toUpperCase() + words.slice(1);
}

/** The plan, its wording, and the words in its gaps. */
function QueryForm() {
  const { plan, phrase, slots, pictures } = useGtaTry((state) => state.example.instance);
  const { change } = gtaTryStore.getState();
  const gaps = Object.keys(slots);
  return (
    <div className="gta-query-form">
      <label>
        Kind of query
        <select
          value={plan}
          onChange={(event) => {
            const chosen = PLAN_NAMES.find((name) => name === event.target.value);
            if (chosen) change((question, random) => withPlan(question, chosen, random));
          }}
        >
          {PLAN_NAMES.map((name) => (
            <option key={name} value={name}>
              {planInWords(name)}
            </option>
          ))}
        </select>
      </label>
      <label>
        Wording
        <select
          value={phrase}
          onChange={(event) =>
            change((question) => withInstance(question, { phrase: Number(event.target.value) }))
          }
        >
          {PLANS[plan].phrases.map((each, i) => (
            <option key={each} value={i}>
              {queryInWords({ plan, phrase: i, slots, pictures })}
            </option>
          ))}
        </select>
      </label>
      {gaps.map((gap) => {
        const choices = slotChoices(plan, gap);
        return (
          <label key={gap}>
            {gap[0].toUpperCase() + gap.slice(1)}
            <select
              value={slots[gap]}
              onChange={(event) =>
                change((question) =>
                  withInstance(question, {
                    slots: { ...question.instance.slots, [gap]: event.target.value },
                  }),
                )
              }
            >
              {(choices.includes(slots[gap]) ? choices : [slots[gap], ...choices]).map((word) => (
                <option key={word} value={word}>
                  {word}
                </option>
              ))}
            </select>
          </label>
        );
      })}
    </div>
  );
}

/** Which call of the plan is asked for; those before it have been made. */
function StepPicker() {
  const { instance, rules } = useGtaTry((state) => state.example);
  const calls = turnsOf(instance, rules);
  const at = Math.min(instance.step, calls.length - 1);
  return (
    <Segmented
      label="Call that is asked for"
      value={String(at)}
      options={calls.map(({ need }, i) => ({ value: String(i), label: `${i + 1} ${need.verb}` }))}
      onChange={(step) =>
        gtaTryStore.getState().change((question) => withInstance(question, { step: Number(step) }))
      }
    />
  );
}
