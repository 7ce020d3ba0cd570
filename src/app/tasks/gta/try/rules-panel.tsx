import { useState } from 'react';
import type { ToolFamily } from '../../../../sequence/tool-words';
import type { GtaPolicy } from '../../../../tasks/gta/rules/policy';
import { OCR_REVERSED, PAPER_POLICY } from '../../../../tasks/gta/rules/policy-dataset';
import { gtaPolicyText } from '../../../../tasks/gta/rules/policy-text';
import { parseGtaPolicyText } from '../../../../tasks/gta/rules/policy-text-parser';
import { ruleOf } from '../../../../tasks/gta/rules/walk';
import { Checkbox } from '../../../design/checkbox';
import { Button, Segmented } from '../../../design/controls';
import { Icon } from '../../../design/icon';
import { NumberInput } from '../../../design/number-input';
import '../../../parts/tree-editor.css';
import { MarkedText } from '../../../parts/marked-text';
import { TeachPolicy } from '../../../parts/teach-policy';
import { useTryChoice } from '../../../state/try-choice';
import { situationOf } from '../gta-view';
import './gta-try.css';
import { gtaTryStore, sameRules, useGtaTry } from './gta-try-store';
import { RuleTreeEditor } from './rule-tree-editor';

const VIEWS = [
  { value: 'tree', label: 'Trees' },
  { value: 'text', label: 'Text' },
] as const;

const KNOWN: readonly { readonly value: string; readonly label: string; readonly rules: GtaPolicy }[] = [
  { value: 'paper', label: 'The paper’s rules', rules: PAPER_POLICY },
  { value: 'reversed', label: 'OCR reversed', rules: OCR_REVERSED },
];

/** The rules: a tree for each tool, and a text of all of them. */
export function RulesPanel() {
  const { rules } = useGtaTry((state) => state.example);
  const [view, setView] = useState<'tree' | 'text'>('tree');
  const { replaceRules, freshRules } = gtaTryStore.getState();
  const known = KNOWN.find((one) => sameRules(one.rules, rules));
  return (
    <section className="panel policy-panel" aria-labelledby="rules-title">
      <div className="panel-head">
        <h2 id="rules-title">Rules</h2>
        <div className="try-tools">
          <label>
            <span className="visually-hidden">Rules to ask about</span>
            <select
              value={known?.value ?? ''}
              onChange={(event) => {
                const chosen = KNOWN.find(({ value }) => value === event.target.value);
                if (chosen) replaceRules(chosen.rules);
              }}
            >
              {!known && <option value="">Changed rules</option>}
              {KNOWN.map(({ value, label }) => (
                <option key={value} value={value}>
                  {label}
                </option>
              ))}
            </select>
          </label>
          <Button kind="quiet" onPress={freshRules}>
            <Icon name="dice" />
            Fresh rules
          </Button>
          <Segmented label="Edit as" value={view} options={VIEWS} onChange={setView} />
        </div>
      </div>
      {view === 'tree' ? <Trees /> : <RulesText rules={rules} />}
      <TeachPolicy kind="gta-policy" text={gtaPolicyText(rules)} />
    </section>
  );
}

/** The rule of one tool, with the right path where it is the tool that is needed. */
function Trees() {
  const example = useGtaTry((state) => state.example);
  const isPlayed = useTryChoice(({ mode }) => mode === 'play');
  const isHidden = useGtaTry(({ game }) => !game.revealed) && isPlayed;
  const { need, walk } = situationOf(example).turn;
  const tools = example.rules.rules.map(({ tool }) => tool);
  const needed = tools.includes(need.tool) ? need.tool : null;
  // A question that needs another tool brings it into view.
  const [wanted, setWanted] = useState<{ readonly tool: ToolFamily; readonly while: ToolFamily } | null>(
    null,
  );
  const shown = (wanted?.while === need.tool ? wanted.tool : null) ?? needed ?? tools[0];
  const rule = shown && ruleOf(example.rules, shown);
  return (
    <div className="gta-trees">
      <label className="gta-field">
        Tool
        <select
          value={shown}
          onChange={(event) => {
            const tool = tools.find((one) => one === event.target.value);
            if (tool) setWanted({ tool, while: need.tool });
          }}
        >
          {tools.map((tool) => (
            <option key={tool} value={tool}>
              {tool}
              {tool === needed ? ' (needed now)' : ''}
            </option>
          ))}
        </select>
      </label>
      {rule && (
        <RuleTreeEditor
          key={rule.tool}
          policy={example.rules}
          rule={rule}
          gold={shown === needed && !isHidden ? walk : null}
        />
      )}
      <p className="faint gta-note">
        {!needed && `${need.tool}, which is needed now, has one version for everybody. `}
        To the right: yes, down: no. Choose a place to change it.
      </p>
      <TipsForm rules={example.rules} />
    </div>
  );
}

/** The advice that holds for every user. */
function TipsForm({ rules }: { rules: GtaPolicy }) {
  const { describeFirst, closed, open } = rules.tips;
  const set = (part: Partial<GtaPolicy['tips']>) =>
    gtaTryStore.getState().editRules({ ...rules, tips: { ...rules.tips, ...part } });
  return (
    <fieldset className="gta-tips">
      <legend>Tips for every user</legend>
      <Checkbox isSelected={describeFirst} onChange={(isOn) => set({ describeFirst: isOn })}>
        Several images: describe each of them first
      </Checkbox>
      <NumberInput
        label="Search results, one answer"
        value={closed}
        min={1}
        max={10}
        isDisabled={false}
        onChange={(k) => set({ closed: k })}
      />
      <NumberInput
        label="Search results, open-ended"
        value={open}
        min={1}
        max={10}
        isDisabled={false}
        onChange={(k) => set({ open: k })}
      />
    </fieldset>
  );
}

function RulesText({ rules }: { rules: GtaPolicy }) {
  const draft = useGtaTry((state) => state.draft);
  const text = draft?.rules === rules ? draft.text : gtaPolicyText(rules);
  const result = parseGtaPolicyText(text);
  return (
    <MarkedText
      label="Rules as text"
      text={text}
      errors={result.ok ? [] : result.errors}
      whenBad="The last rules without errors are what is asked about."
      whenGood="No errors. The trees follow as you type."
      onChange={(typed) => gtaTryStore.getState().typeRules(typed)}
    />
  );
}
