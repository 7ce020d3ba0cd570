import { useState } from 'react';
import { Notices } from '../lab/notices';
import { RunBar } from '../lab/run-bar';
import { useShownRun } from '../state/stores';
import { EmptyRollouts } from './empty-rollouts';
import './rollouts.css';
import { StepSlider } from './step-slider';

/** What reinforcement learning saw: the responses of each step, their rewards and what each token weighed. */
export function RolloutsScreen() {
  const shown = useShownRun();
  const [chosen, setChosen] = useState<number | null>(null);
  const records = shown?.record.rollouts ?? [];
  const record = records.find(({ step }) => step === chosen) ?? records.at(-1);
  return (
    <>
      <RunBar />
      <Notices />
      {shown && record ? (
        <div className="rollouts">
          <section className="panel" aria-label="Step">
            <StepSlider
              steps={records.map(({ step }) => step)}
              chosen={record.step}
              planned={shown.record.config.rl.steps}
              onChoose={setChosen}
            />
          </section>
          {record.groups.map((group, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: groups of a step have no other name.
            <section className="panel" key={i} aria-label={`Group ${i + 1}`}>
              <h3>
                {group.example.policy.name}, gold Case {group.example.gold.caseNumber}
              </h3>
              <ol>
                {group.responses.map((response, r) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: position is identity.
                  <li key={r}>
                    {response.source}, reward {response.reward}, advantage {response.advantage}
                  </li>
                ))}
              </ol>
            </section>
          ))}
        </div>
      ) : (
        <EmptyRollouts />
      )}
    </>
  );
}
