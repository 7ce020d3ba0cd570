import { Label, Radio, RadioGroup } from 'react-aria-components';
import { METHOD_PLANS, type Method, OFFERED_METHODS } from '../../experiment/plan/methods';
import { Explained } from '../design/explained';
import { setupStore } from '../state/stores';
import { GLOSSARY } from '../terms/glossary';
import { METHOD_MEANINGS } from '../terms/words';

/** Parts that a method may be composed of: the columns of the picker. */
const PARTS = ['SFT', 'CPT', 'CoT', 'RL', 'PoRo'] as const;

const PART_MEANINGS: { readonly [P in (typeof PARTS)[number]]: string } = {
  SFT: `Direct SFT. ${GLOSSARY['Direct SFT']}`,
  CPT: `VM-CPT. ${GLOSSARY['VM-CPT']}`,
  CoT: `CoT SFT. ${GLOSSARY['CoT SFT']}`,
  RL: GLOSSARY.RL,
  PoRo: GLOSSARY.PoRo,
};

function hasPart(method: Method, part: (typeof PARTS)[number]): boolean {
  const { supervised, rl } = METHOD_PLANS[method];
  switch (part) {
    case 'SFT':
      return supervised.includes('direct-sft');
    case 'CPT':
      return supervised.includes('vm-cpt');
    case 'CoT':
      return supervised.includes('cot-sft');
    case 'RL':
      return rl !== null;
    case 'PoRo':
      return rl?.policyRollout ?? false;
  }
}

/** The rows of the paper's main table and those beside them, each with the parts that compose it. */
export function MethodPicker({ method, isDisabled }: { method: Method; isDisabled: boolean }) {
  return (
    <RadioGroup
      className="methods"
      value={method}
      isDisabled={isDisabled}
      onChange={(value) => {
        const chosen = OFFERED_METHODS.find((candidate) => candidate === value);
        if (chosen) setupStore.getState().chooseMethod(chosen);
      }}
    >
      <div className="methods-head">
        <Label className="setup-label">Method</Label>
        {PARTS.map((part) => (
          <Explained key={part} text={PART_MEANINGS[part]}>
            {part}
          </Explained>
        ))}
      </div>
      {OFFERED_METHODS.map((candidate) => (
        <Radio key={candidate} value={candidate} className="method">
          <span className="method-label">{METHOD_PLANS[candidate].label}</span>
          <span className="visually-hidden">. {METHOD_MEANINGS[candidate]}</span>
          {PARTS.map((part) => (
            <span
              key={part}
              className="method-part"
              data-part={part}
              data-has={hasPart(candidate, part) || undefined}
              aria-hidden="true"
            />
          ))}
        </Radio>
      ))}
    </RadioGroup>
  );
}
