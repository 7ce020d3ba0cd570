import { rotaryTable } from '../../kernels/attention/rotary';
import { RandomStream } from '../../random/stream';
import { EOS } from '../../sequence/vocabulary';
import { type ModelConfig, modelConfig } from '../config';
import type { Model } from '../forward';
import { parameterLength, parameterSpecs } from '../parameter-specs';
import { Parameters } from '../parameters';

/** A model with the real input and output, small enough for the cpu backend. */
export function tinyConfig(loraRank = 0): ModelConfig {
  const shape = { width: 16, layers: 2, heads: 2, mlpWidth: 64, patchWidth: 16, maxPositions: 256 };
  return { ...modelConfig('small', loraRank), ...shape };
}

export function modelOf(config: ModelConfig, parameters: Parameters): Model {
  return {
    config,
    parameters,
    rotary: rotaryTable(config.maxPositions, config.width / config.heads, config.rotaryBase),
  };
}

export function tinyModel(seed = 3, config = tinyConfig()): Model {
  return modelOf(config, Parameters.initial(config, RandomStream.of(seed, 'init')));
}

/** A tiny model whose responses end early, each at another length: `<eos>` is a word that it likes or loathes. */
export function hastyModel(seed = 3): Model {
  const config = tinyConfig();
  const specs = parameterSpecs(config);
  const values = new Float32Array(parameterLength(specs));
  for (const { name, shape, init, offset } of specs) {
    const stream = RandomStream.of(seed, `init/${name}`);
    const length = shape.reduce((a, b) => a * b, 1);
    for (let i = 0; i < length; i++) {
      values[offset + i] = init === 'one' ? 1 : init * stream.normal();
    }
  }
  const [{ offset, shape }] = specs; // the embedding comes first
  for (let i = 0; i < shape[1]; i++) {
    values[offset + EOS * shape[1] + i] *= 4;
  }
  return modelOf(config, Parameters.from(config, values));
}

export function disposeModel({ parameters, rotary }: Model): void {
  parameters.dispose();
  rotary.dispose();
}
