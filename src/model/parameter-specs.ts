import type { ModelConfig } from './config';

/** Where a parameter lives in the network, for freezing. */
export type ParameterGroup = 'vision' | 'embedding' | 'head' | `block${number}` | `lora${number}`;

export interface ParameterSpec {
  readonly name: string;
  readonly shape: readonly number[];
  readonly group: ParameterGroup;
  /** Standard deviation of the normal initial values, or the constant 1 of a gain. */
  readonly init: number | 'one';
  readonly offset: number;
}

/** Offsets are multiples of 64 floats, WebGPU's alignment for binding a part of a buffer. */
const ALIGNMENT = 64;

/** Every parameter of the model in order, with its place in the flat buffer. */
export function parameterSpecs(config: ModelConfig): ParameterSpec[] {
  const { width, layers, mlpWidth, patchWidth, patchValues, visualPlaces, vocabulary, loraRank } = config;
  const specs: ParameterSpec[] = [];
  let offset = 0;
  const add = (name: string, shape: number[], group: ParameterGroup, init: number | 'one') => {
    specs.push({ name, shape, group, init, offset });
    const length = shape.reduce((a, b) => a * b, 1);
    offset += Math.ceil(length / ALIGNMENT) * ALIGNMENT;
  };
  // Unit variance at the input needs std D^-0.5, since the embedding is multiplied by sqrt(D) (lab notes).
  add('embedding', [vocabulary, width], 'embedding', width ** -0.5);
  add('vision.patch', [patchValues, patchWidth], 'vision', patchValues ** -0.5);
  add('vision.project', [patchWidth, width], 'vision', patchWidth ** -0.5);
  add('vision.position', [visualPlaces, width], 'vision', 0.5);
  add('vision.norm', [width], 'vision', 'one');
  const residualInit = (inputs: number) => (inputs * 2 * layers) ** -0.5; // GPT-2's scaling of residual branches
  for (let layer = 0; layer < layers; layer++) {
    const group = `block${layer}` as const;
    add(`block${layer}.attention.norm`, [width], group, 'one');
    add(`block${layer}.attention.qkv`, [width, 3 * width], group, width ** -0.5);
    add(`block${layer}.attention.out`, [width, width], group, residualInit(width));
    add(`block${layer}.mlp.norm`, [width], group, 'one');
    add(`block${layer}.mlp.in`, [width, mlpWidth], group, width ** -0.5);
    add(`block${layer}.mlp.out`, [mlpWidth, width], group, residualInit(mlpWidth));
  }
  add('norm', [width], 'head', 'one');
  if (loraRank > 0) {
    for (let layer = 0; layer < layers; layer++) {
      const group = `lora${layer}` as const;
      const matrices: [string, number, number][] = [
        ['attention.qkv', width, 3 * width],
        ['attention.out', width, width],
        ['mlp.in', width, mlpWidth],
        ['mlp.out', mlpWidth, width],
      ];
      for (const [matrix, inputs, outputs] of matrices) {
        add(`block${layer}.${matrix}.loraA`, [inputs, loraRank], group, inputs ** -0.5);
        add(`block${layer}.${matrix}.loraB`, [loraRank, outputs], group, 0);
      }
    }
  }
  return specs;
}

export function parameterLength(specs: readonly ParameterSpec[]): number {
  const last = specs[specs.length - 1];
  const length = last.shape.reduce((a, b) => a * b, 1);
  return last.offset + Math.ceil(length / ALIGNMENT) * ALIGNMENT;
}

/** Number of parameters without the padding between them. */
export function parameterCount(specs: readonly ParameterSpec[]): number {
  return specs.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);
}
