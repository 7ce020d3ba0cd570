import type { ReactNode } from 'react';
import type { Aggregation } from '../../experiment/inspect/objective-terms';
import type { ExperimentConfig, StopRules } from '../../experiment/plan/config';
import {
  AGGREGATION_NAMES,
  aggregationOf,
  clampConfig,
  LIMITS,
  type Limit,
  limitsOf,
  PUBLISHED_BASES,
  type StageSection,
  TRAINED_PART_NAMES,
  type TrainedPart,
  usualPart,
} from '../../experiment/plan/config-schema';
import { isImportedBase } from '../../experiment/plan/imported-base';
import { METHOD_PLANS, type SupervisedStage } from '../../experiment/plan/methods';
import { objectiveOf } from '../../experiment/plan/rl-options';
import { Checkbox } from '../design/checkbox';
import { ChoiceInput } from '../design/choice-input';
import { NumberInput } from '../design/number-input';
import { setupStore, useSetup } from '../state/stores';
import { TASK_TERMS } from '../terms/task-terms';
import { STAGE_NAMES } from '../terms/words';
import { CHOICE_HELP, HELP } from './help';
import { settingsStore, useSettings } from './settings-store';

const CONFIG_KEYS: { readonly [S in SupervisedStage]: 'directSft' | 'vmCpt' | 'cotSft' } = {
  'direct-sft': 'directSft',
  'vm-cpt': 'vmCpt',
  'cot-sft': 'cotSft',
};

/** What a stop rule says when it is switched on. */
const STOP_DEFAULTS: Required<StopRules> = { minutes: 5, accuracy: 0.9 };

/** The bases for its task that come with the page, and the setup's own if it is another. */
function baseChoices({ base: own, dataset }: ExperimentConfig): { value: string; title: string }[] {
  const published = PUBLISHED_BASES[dataset.kind].map((base) => ({ value: base, title: base }));
  if (published.some(({ value }) => value === own)) return published;
  return [
    ...published,
    { value: own, title: `${own}, ${isImportedBase(own) ? 'imported' : 'not published'}` },
  ];
}

/** Who tries settings out does so on the validation split, and reports on the test split, which no choice has seen. */
const SPLITS = ['test', 'validation'] as const;

const TRAINED_PART_OPTIONS = (Object.keys(TRAINED_PART_NAMES) as TrainedPart[]).map((value) => ({
  value,
  title: TRAINED_PART_NAMES[value],
}));

const AGGREGATION_OPTIONS = (Object.keys(AGGREGATION_NAMES) as Aggregation[]).map((value) => ({
  value,
  title: AGGREGATION_NAMES[value],
}));

/** RL's settings with an aggregation; the usual one is not written down. */
function withAggregation({ aggregation: _, ...others }: ExperimentConfig['rl'], chosen: Aggregation) {
  return chosen === aggregationOf(others) ? others : { ...others, aggregation: chosen };
}

/** A stage's settings that train a part of the model; what it trains anyway is not written down. */
function withPart<S extends { readonly trains?: TrainedPart }>(
  settings: S,
  section: StageSection,
  part: TrainedPart,
) {
  const { trains: _, ...others } = settings;
  return part === usualPart(section) ? others : { ...others, trains: part };
}

/** Changes the setup; numbers that depend on each other are moved together. */
function edit(change: (now: ExperimentConfig) => ExperimentConfig) {
  setupStore.getState().edit((now) => {
    const { config, notes } = clampConfig(change(now));
    settingsStore.setState({ notes });
    return config;
  });
}

/** The numbers of the experiment; only those of the method's own stages. */
export function HyperParameters({ config, isDisabled }: { config: ExperimentConfig; isDisabled: boolean }) {
  const { supervised, rl, distills } = METHOD_PLANS[config.method];
  const limits = withOwnLayers(limitsOf(config.dataset.kind), config.dataset);
  const { counted } = TASK_TERMS[config.dataset.kind];
  const preset = useSetup((state) => state.preset);
  const parts = [
    { part: 'dataset', title: 'Data' },
    ...supervised.map((stage) => ({ part: CONFIG_KEYS[stage], title: STAGE_NAMES[stage] })),
    ...(rl ? [{ part: 'rl', title: `RL (${rl.algorithm.toUpperCase()})` } as const] : []),
    ...(distills ? [{ part: 'rl', title: 'Context distillation, with RL’s numbers' } as const] : []),
  ] as const;
  const notes = useSettings((state) => state.notes);
  return (
    <div className="hyper">
      {notes.length > 0 && (
        <p className="hyper-notes" role="status">
          {notes.join(' ')}
        </p>
      )}
      <Group
        title="Run"
        values={{ seed: config.seed, perPolicy: config.evaluation.perPolicy }}
        usual={{ seed: config.seed, perPolicy: preset.evaluation.perPolicy }}
        limits={{ seed: limits.seed, perPolicy: limits.evaluation.perPolicy }}
        isDisabled={isDisabled}
        onChange={(key, value) =>
          edit((now) =>
            key === 'seed'
              ? { ...now, seed: value }
              : { ...now, evaluation: { ...now.evaluation, perPolicy: value } },
          )
        }
      />
      <fieldset>
        <legend>Model and measure</legend>
        <ChoiceInput
          label="Base model"
          value={config.base}
          options={baseChoices(config)}
          usual={preset.base}
          help={CHOICE_HELP.base}
          isDisabled={isDisabled}
          onChange={(base) => edit((now) => ({ ...now, base }))}
        />
        <ChoiceInput
          label="Measured on"
          value={config.evaluation.split}
          options={SPLITS.map((value) => ({ value, title: `${value} ${counted}` }))}
          usual={preset.evaluation.split}
          help={CHOICE_HELP.split}
          isDisabled={isDisabled}
          onChange={(split) => edit((now) => ({ ...now, evaluation: { ...now.evaluation, split } }))}
        />
      </fieldset>
      {parts.map(({ part, title }) => (
        <Group
          key={part}
          title={title}
          part={part}
          values={config[part] as unknown as Record<string, number>}
          usual={preset[part] as unknown as Record<string, number>}
          limits={limits[part]}
          isDisabled={isDisabled}
          onChange={(key, value) => edit((now) => ({ ...now, [part]: { ...now[part], [key]: value } }))}
        >
          {part !== 'dataset' && (
            <ChoiceInput
              label="Trains"
              value={config[part].trains ?? usualPart(part)}
              options={TRAINED_PART_OPTIONS}
              usual={preset[part].trains ?? usualPart(part)}
              help={CHOICE_HELP.trains}
              isDisabled={isDisabled}
              onChange={(chosen) => edit((now) => ({ ...now, [part]: withPart(now[part], part, chosen) }))}
            />
          )}
          {part === 'rl' && rl && (
            <ChoiceInput
              label="Token losses"
              value={aggregationOf(config.rl)}
              options={AGGREGATION_OPTIONS}
              usual={aggregationOf(preset.rl)}
              help={CHOICE_HELP.aggregation}
              isDisabled={isDisabled}
              onChange={(chosen) => edit((now) => ({ ...now, rl: withAggregation(now.rl, chosen) }))}
            />
          )}
        </Group>
      ))}
      {rl && <ObjectiveGroup config={config} algorithm={rl.algorithm} isDisabled={isDisabled} />}
      {(supervised.length > 0 || rl) && (
        <StopGroup rules={config.stop ?? {}} withRl={rl !== null} isDisabled={isDisabled} />
      )}
    </div>
  );
}

/** Named policies beside one of the visitor's own have as many layers as it: that is not to be chosen. */
function withOwnLayers(limits: typeof LIMITS, { own, layers }: ExperimentConfig['dataset']): typeof LIMITS {
  if (own === undefined) return limits;
  const { dataset } = limits;
  return { ...limits, dataset: { ...dataset, layers: { ...dataset.layers, min: layers, max: layers } } };
}

function Group<K extends string>({
  title,
  part,
  values,
  usual,
  limits,
  isDisabled,
  onChange,
  children,
}: {
  title: string;
  /** The section of the config that the numbers are of, where one has a help of its own. */
  part?: string;
  values: { readonly [key in K]: number };
  /** The preset's. */
  usual: { readonly [key in K]: number };
  limits: { readonly [key in K]: Limit };
  isDisabled: boolean;
  onChange: (key: K, value: number) => void;
  children?: ReactNode;
}) {
  return (
    <fieldset>
      <legend>{title}</legend>
      {(Object.keys(limits) as K[]).filter(isFree(limits)).map((key) => (
        <NumberInput
          key={key}
          {...rangeOf(limits[key])}
          value={values[key]}
          facts={{ help: HELP[`${part}.${key}`] ?? HELP[key], usual: usual[key] }}
          isDisabled={isDisabled}
          onChange={(value) => onChange(key, value)}
        />
      ))}
      {children}
    </fieldset>
  );
}

/** Clip range and KL weight; what the method has anyway is not written down. */
function ObjectiveGroup({
  config,
  algorithm,
  isDisabled,
}: {
  config: ExperimentConfig;
  algorithm: 'grpo' | 'dapo';
  isDisabled: boolean;
}) {
  const { clipLow, clipHigh, klBeta } = objectiveOf(config, algorithm);
  const own = objectiveOf({ rl: { ...config.rl, objective: undefined } }, algorithm);
  const usual = { clipLow: own.clipLow, clipHigh: own.clipHigh, klBeta: own.klBeta };
  return (
    <Group
      title={`Objective (${algorithm.toUpperCase()})`}
      values={{ clipLow, clipHigh, klBeta }}
      usual={usual}
      limits={LIMITS.objective}
      isDisabled={isDisabled}
      onChange={(key, value) =>
        edit(({ rl: { objective, ...rl }, ...now }) => {
          const { [key]: _, ...others } = objective ?? {};
          const next = value === usual[key] ? others : { ...others, [key]: value };
          return { ...now, rl: Object.keys(next).length > 0 ? { ...rl, objective: next } : rl };
        })
      }
    />
  );
}

/** When a stage ends before its last step: each rule holds only when it is ticked. */
function StopGroup({
  rules,
  withRl,
  isDisabled,
}: {
  rules: StopRules;
  withRl: boolean;
  isDisabled: boolean;
}) {
  const set = (rule: keyof StopRules, value: number | undefined) =>
    edit(({ stop, ...now }) => {
      const { [rule]: _, ...others } = stop ?? {};
      const next = value === undefined ? others : { ...others, [rule]: value };
      return Object.keys(next).length > 0 ? { ...now, stop: next } : now;
    });
  const shown: (keyof StopRules)[] = withRl ? ['minutes', 'accuracy'] : ['minutes'];
  return (
    <fieldset>
      <legend>Stop early</legend>
      {shown.map((rule) => {
        const { label } = LIMITS.stop[rule];
        return (
          <div key={rule} className="stop-rule">
            <Checkbox
              aria-label={`Use the rule: ${label}`}
              isSelected={rules[rule] !== undefined}
              isDisabled={isDisabled}
              onChange={(isOn) => set(rule, isOn ? STOP_DEFAULTS[rule] : undefined)}
            />
            <NumberInput
              {...rangeOf(LIMITS.stop[rule])}
              value={rules[rule] ?? STOP_DEFAULTS[rule]}
              facts={{ help: HELP[rule], usual: rules[rule] ?? STOP_DEFAULTS[rule] }}
              isDisabled={isDisabled || rules[rule] === undefined}
              onChange={(value) => set(rule, value)}
            />
          </div>
        );
      })}
    </fieldset>
  );
}

/** A number that can have one value only is none to ask for. */
function isFree<K extends string>(limits: { readonly [key in K]: Limit }) {
  return (key: K) => limits[key].min < limits[key].max;
}

function rangeOf({ label, min, max, step }: Limit) {
  return { label, min, max, step };
}
