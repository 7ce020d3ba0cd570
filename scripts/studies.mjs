import { source } from './source.mjs';

/**
 * What a result depends on: each study runs the same methods on variants of one preset that differ in one thing.
 *
 * @typedef {object} Variant
 * @property {string} label
 * @property {string} [base] base model, where it is not the preset's
 * @property {{ [section: string]: object }} changes settings that replace the preset's, by section
 *
 * @typedef {object} Study
 * @property {string} name
 * @property {string} asks
 * @property {string} preset
 * @property {readonly string[]} methods
 * @property {readonly Variant[]} variants
 */

const { findPreset } = await source('experiment/plan/presets.ts');

/** One method of each kind: the two supervised starts, and RL on top without and with PolicyRollout. */
const EACH_KIND = ['in-context', 'cot-sft', 'vm-cpt+cot-sft', 'trimpi-grpo', 'trimpi-poro-grpo'];

/** @type {(section: string, key: string, values: readonly number[], label: (value: number) => string) => Variant[]} */
const each = (section, key, values, label) =>
  values.map((value) => ({ label: label(value), changes: { [section]: { [key]: value } } }));

const STAGES = ['directSft', 'vmCpt', 'cotSft', 'rl'];

/** @type {(label: string, parts: readonly string[], rates?: number) => Variant} What each stage trains; learning rates times `rates`. */
const trains = (label, parts, rates = 1) => {
  const { config } = /** @type {any} */ (findPreset('quick'));
  const stage = (/** @type {string} */ section, /** @type {number} */ i) => [
    section,
    { trains: parts[i], learningRate: config[section].learningRate * rates },
  ];
  return { label, changes: Object.fromEntries(STAGES.map(stage)) };
};

const UPPER_HALF = trains('the preset: upper half, in RL all', [
  'upper-half',
  'upper-half',
  'upper-half',
  'all',
]);
const ALL = trains('all parameters in every stage', ['all', 'all', 'all', 'all']);

/** @type {readonly Study[]} */
export const STUDIES = [
  {
    name: 'cot-set',
    asks: 'How much reasoning has to be shown?',
    preset: 'quick',
    methods: EACH_KIND,
    variants: each('dataset', 'cotPerPolicy', [4, 12, 36], (images) => `${images} images with reasoning`),
  },
  {
    name: 'pool',
    asks: 'How many images with nothing but an answer does RL need?',
    preset: 'quick',
    methods: ['trimpi-grpo', 'trimpi-poro-grpo'],
    variants: each('dataset', 'poolPerPolicy', [45, 180, 720], (images) => `${images} images with an answer`),
  },
  {
    name: 'policies',
    asks: 'How many policies fit side by side?',
    preset: 'quick',
    methods: EACH_KIND,
    variants: each('dataset', 'policies', [1, 2, 4, 8], (count) =>
      count === 1 ? '1 policy' : `${count} policies`,
    ),
  },
  {
    name: 'trained-parts',
    asks: 'All parameters, half of them, or LoRA?',
    preset: 'quick',
    methods: ['cot-sft', 'vm-cpt+cot-sft', 'trimpi-grpo', 'trimpi-poro-grpo'],
    variants: [
      UPPER_HALF,
      ALL,
      trains('the paper: LoRA in SFT, elsewhere all', ['lora', 'all', 'lora', 'all']),
    ],
  },
  {
    name: 'trained-parts-sparse',
    asks: 'All parameters or half of them, where reasoning is sparse?',
    preset: 'sparse',
    methods: ['cot-sft', 'vm-cpt+cot-sft', 'cot-sft+grpo', 'trimpi-grpo', 'trimpi-poro-grpo'],
    variants: [UPPER_HALF, ALL],
  },
  {
    name: 'trained-part-rates',
    asks: 'Other learning rates where all parameters train, or LoRA?',
    preset: 'quick',
    methods: ['cot-sft', 'vm-cpt+cot-sft', 'trimpi-poro-grpo'],
    variants: [
      ALL,
      trains('the same, half the learning rates', ['all', 'all', 'all', 'all'], 0.5),
      trains('LoRA in every stage', ['lora', 'lora', 'lora', 'lora']),
      trains('the same, three times the learning rates', ['lora', 'lora', 'lora', 'lora'], 3),
    ],
  },
  {
    name: 'vm-cpt-rate',
    asks: 'Does VM-CPT want a higher learning rate?',
    preset: 'sparse',
    methods: ['vm-cpt+cot-sft'],
    variants: each('vmCpt', 'learningRate', [1e-3, 2e-3, 4e-3], (rate) => `learning rate ${rate}`),
  },
  {
    name: 'reading',
    asks: 'Does PolicyRollout need a model that reads its policy?',
    preset: 'sparse',
    methods: [
      'in-context',
      'vm-cpt+cot-sft',
      'trimpi-grpo',
      'trimpi-poro-grpo',
      'trimpi-dapo',
      'trimpi-poro-dapo',
    ],
    variants: [
      { label: 'the preset', changes: {} },
      {
        label: 'without replay',
        changes: Object.fromEntries(STAGES.map((section) => [section, { replay: 0 }])),
      },
      { label: 'the tiny base', base: 'tiny', changes: {} },
    ],
  },
  {
    name: 'layers',
    asks: 'How deep may policies be?',
    preset: 'sparse',
    methods: EACH_KIND,
    variants: [2, 3, 4, 5, 6].map((layers) => ({
      label: `N = ${layers}`,
      changes: { dataset: { layers, cotPerPolicy: 24 } },
    })),
  },
];

/** @returns {Study | undefined} */
export function findStudy(/** @type {string} */ name) {
  return STUDIES.find((study) => study.name === name);
}
