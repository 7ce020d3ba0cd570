import { type Tensor1D, tensor1d, zeros } from '@tensorflow/tfjs-core';
import { FROZEN, TRAINED, TRAINED_WITH_DECAY } from '../kernels/adamw/state';
import type { ParameterBuffers, Weight } from '../kernels/parameters';
import type { RandomStream } from '../random/stream';
import type { ModelConfig } from './config';
import { type ParameterGroup, type ParameterSpec, parameterLength, parameterSpecs } from './parameter-specs';

/** Which parameters of a model are trained. */
export interface TrainedParameters {
  /** Backward passes stop below this block. */
  readonly firstBlock: number;
  covers(group: ParameterGroup): boolean;
}

/**
 * The head, which is the table of words, and the blocks from this one on; 0 trains the whole model. The blocks below stay as they
 * are, but words enter them by the same table, which the head's gradient alone moves.
 */
export function trainedFromBlock(first: number): TrainedParameters {
  return {
    firstBlock: first,
    covers: (group) => {
      if (group === 'head' || group === 'embedding') {
        return true;
      }
      return group === 'vision'
        ? first === 0
        : Number(group.slice(group.startsWith('lora') ? 4 : 5)) >= first;
    },
  };
}

export const EVERYTHING: TrainedParameters = trainedFromBlock(0);

export const NOTHING: TrainedParameters = { firstBlock: 0, covers: () => false };

/** Only LoRA's matrices, which every block has. */
export const LORA_ONLY: TrainedParameters = { firstBlock: 0, covers: (group) => group.startsWith('lora') };

/** All parameters of a model on the device, by name. */
export class Parameters {
  readonly specs: readonly ParameterSpec[];
  readonly length: number;
  readonly buffers: ParameterBuffers;
  private readonly byName: Map<string, ParameterSpec>;

  private constructor(config: ModelConfig, values: Float32Array) {
    this.specs = parameterSpecs(config);
    this.length = parameterLength(this.specs);
    this.byName = new Map(this.specs.map((spec) => [spec.name, spec]));
    this.buffers = { values: tensor1d(values), grads: zeros([this.length]) as Tensor1D };
  }

  static initial(config: ModelConfig, random: RandomStream): Parameters {
    const specs = parameterSpecs(config);
    const values = new Float32Array(parameterLength(specs));
    for (const { name, shape, init, offset } of specs) {
      const stream = random.fork(name);
      const length = shape.reduce((a, b) => a * b, 1);
      for (let i = 0; i < length; i++) {
        values[offset + i] = init === 'one' ? 1 : init * stream.normal();
      }
    }
    return new Parameters(config, values);
  }

  /** @param values flat values, laid out as {@link parameterSpecs} says */
  static from(config: ModelConfig, values: Float32Array): Parameters {
    return new Parameters(config, values);
  }

  spec(name: string): ParameterSpec {
    const spec = this.byName.get(name);
    if (!spec) {
      throw new Error(`The model has no parameter "${name}".`);
    }
    return spec;
  }

  weight(name: string, trained: TrainedParameters): Weight {
    const { offset, shape, group } = this.spec(name);
    return { buffers: this.buffers, offset, shape, trainable: trained.covers(group) };
  }

  /** AdamW's mask: matrices decay, gains do not, frozen parameters stay. */
  mask(trained: TrainedParameters): Tensor1D {
    const mask = new Float32Array(this.length).fill(FROZEN);
    for (const { group, shape, offset, init } of this.specs) {
      if (trained.covers(group)) {
        const length = shape.reduce((a, b) => a * b, 1);
        mask.fill(init === 'one' ? TRAINED : TRAINED_WITH_DECAY, offset, offset + length);
      }
    }
    return tensor1d(mask);
  }

  async values(): Promise<Float32Array> {
    // A copy: on wasm the returned array may be a view that later updates would change.
    return Float32Array.from((await this.buffers.values.data()) as Float32Array);
  }

  dispose(): void {
    this.buffers.values.dispose();
    this.buffers.grads.dispose();
  }
}
