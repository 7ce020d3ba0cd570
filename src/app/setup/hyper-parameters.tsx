import type { ExperimentConfig, RlConfig, SupervisedConfig } from '../../experiment/config';
import { METHOD_PLANS, type SupervisedStage } from '../../experiment/methods';
import { NumberInput } from '../design/number-input';
import { STAGE_NAMES } from '../lab/words';
import { setupStore } from '../state/stores';

interface Field<K> {
  readonly key: K;
  readonly label: string;
  readonly min: number;
  readonly max: number;
  readonly step?: number;
}

type NumericKeys<T> = { [K in keyof T]: T[K] extends number ? K : never }[keyof T];

const DATASET_FIELDS: readonly Field<NumericKeys<ExperimentConfig['dataset']>>[] = [
  { key: 'layers', label: 'Layers N', min: 1, max: 6 },
  { key: 'policies', label: 'Policies', min: 1, max: 10 },
  { key: 'cotPerPolicy', label: 'Images with reasoning, per policy', min: 1, max: 500 },
  { key: 'poolPerPolicy', label: 'Images with answer, per policy', min: 1, max: 2000 },
];

const SUPERVISED_FIELDS: readonly Field<keyof SupervisedConfig>[] = [
  { key: 'steps', label: 'Steps', min: 1, max: 5000 },
  { key: 'batch', label: 'Sequences per step', min: 1, max: 64 },
  { key: 'learningRate', label: 'Learning rate', min: 1e-6, max: 0.01, step: 1e-6 },
  { key: 'replay', label: 'Replay sequences per step', min: 0, max: 32 },
];

const RL_FIELDS: readonly Field<keyof RlConfig>[] = [
  { key: 'steps', label: 'Steps', min: 1, max: 2000 },
  { key: 'prompts', label: 'Prompts per step', min: 1, max: 128 },
  { key: 'groupSize', label: 'Responses per prompt', min: 2, max: 32, step: 2 },
  { key: 'updatesPerStep', label: 'Updates per step', min: 1, max: 8 },
  { key: 'learningRate', label: 'Learning rate', min: 1e-6, max: 0.01, step: 1e-6 },
  { key: 'temperature', label: 'Temperature', min: 0.1, max: 2, step: 0.1 },
  { key: 'replay', label: 'Replay sequences per update', min: 0, max: 32 },
];

const CONFIG_KEYS: { readonly [S in SupervisedStage]: 'directSft' | 'vmCpt' | 'cotSft' } = {
  'direct-sft': 'directSft',
  'vm-cpt': 'vmCpt',
  'cot-sft': 'cotSft',
};

/** The numbers of the experiment; only those of the method's own stages. */
export function HyperParameters({ config, isDisabled }: { config: ExperimentConfig; isDisabled: boolean }) {
  const { supervised, rl } = METHOD_PLANS[config.method];
  const { edit } = setupStore.getState();
  return (
    <div className="hyper">
      <Group
        title="Run"
        values={{ seed: config.seed, perPolicy: config.evaluation.perPolicy }}
        fields={[
          { key: 'seed', label: 'Seed', min: 0, max: 1_000_000 },
          { key: 'perPolicy', label: 'Test images per policy', min: 4, max: 500 },
        ]}
        isDisabled={isDisabled}
        onChange={(key, value) =>
          edit((now) =>
            key === 'seed'
              ? { ...now, seed: value }
              : { ...now, evaluation: { ...now.evaluation, perPolicy: value } },
          )
        }
      />
      <Group
        title="Data"
        values={config.dataset}
        fields={DATASET_FIELDS}
        isDisabled={isDisabled}
        onChange={(key, value) => edit((now) => ({ ...now, dataset: { ...now.dataset, [key]: value } }))}
      />
      {supervised.map((stage) => {
        const part = CONFIG_KEYS[stage];
        return (
          <Group
            key={stage}
            title={STAGE_NAMES[stage]}
            values={config[part]}
            fields={SUPERVISED_FIELDS}
            isDisabled={isDisabled}
            onChange={(key, value) => edit((now) => ({ ...now, [part]: { ...now[part], [key]: value } }))}
          />
        );
      })}
      {rl && (
        <Group
          title={`RL (${rl.algorithm.toUpperCase()})`}
          values={config.rl}
          fields={RL_FIELDS}
          isDisabled={isDisabled}
          onChange={(key, value) => edit((now) => ({ ...now, rl: { ...now.rl, [key]: value } }))}
        />
      )}
    </div>
  );
}

function Group<K extends string>({
  title,
  values,
  fields,
  isDisabled,
  onChange,
}: {
  title: string;
  values: { readonly [key in K]: number };
  fields: readonly Field<K>[];
  isDisabled: boolean;
  onChange: (key: K, value: number) => void;
}) {
  return (
    <fieldset>
      <legend>{title}</legend>
      {fields.map((field) => (
        <NumberInput
          key={field.key}
          label={field.label}
          value={values[field.key]}
          min={field.min}
          max={field.max}
          step={field.step}
          isDisabled={isDisabled}
          onChange={(value) => onChange(field.key, value)}
        />
      ))}
    </fieldset>
  );
}
