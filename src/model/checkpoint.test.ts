import { describe, expect, it } from 'vitest';
import { RandomStream } from '../random/stream';
import { readCheckpoint, writeCheckpoint } from './checkpoint';
import { modelConfig } from './config';
import { parameterCount, parameterLength, parameterSpecs } from './parameter-specs';
import { readSafetensors, SafetensorsError, type SafetensorsFile, writeSafetensors } from './safetensors';

function randomValues(loraRank: number): Float32Array {
  const specs = parameterSpecs(modelConfig('small', loraRank));
  const random = RandomStream.of(1, 'values');
  const values = new Float32Array(parameterLength(specs));
  for (const { offset, shape } of specs) {
    const length = shape.reduce((a, b) => a * b, 1);
    for (let i = offset; i < offset + length; i++) {
      values[i] = random.normal();
    }
  }
  return values;
}

describe('parameterSpecs', () => {
  it.each([
    ['small', 0],
    ['small', 8],
    ['medium', 0],
  ] as const)('lays out %s with LoRA rank %i without overlaps, aligned for binding', (size, loraRank) => {
    const specs = parameterSpecs(modelConfig(size, loraRank));
    let end = 0;
    for (const { offset, shape, name } of specs) {
      expect(offset % 64).toBe(0);
      expect(offset).toBeGreaterThanOrEqual(end);
      expect(offset - end).toBeLessThan(64);
      end = offset + shape.reduce((a, b) => a * b, 1);
      // The matrix kernels need multiples of 8.
      expect(
        shape.filter((side) => side % 8 !== 0),
        name,
      ).toEqual([]);
    }
    expect(parameterLength(specs)).toBeGreaterThanOrEqual(end);
    expect(new Set(specs.map(({ name }) => name)).size).toBe(specs.length);
  });

  it('the small model has about 0.3 M parameters, the medium one 1.4 M', () => {
    expect(parameterCount(parameterSpecs(modelConfig('small'))) / 0.32e6).toBeCloseTo(1, 1);
    expect(parameterCount(parameterSpecs(modelConfig('medium'))) / 1.38e6).toBeCloseTo(1, 1);
  });
});

describe('checkpoints', () => {
  it.each([0, 8])('are read as they were written (LoRA rank %i)', (loraRank) => {
    const config = modelConfig('small', loraRank);
    const values = randomValues(loraRank);
    const read = readCheckpoint(writeCheckpoint(config, values, { seed: '1' }));
    expect(read.config).toEqual(config);
    expect(read.values).toHaveLength(values.length);
    expect(read.values.findIndex((value, i) => value !== values[i])).toBe(-1);
    expect(read.metadata).toMatchObject({ seed: '1', size: 'small' });
  });

  it('of earlier models with fewer words and places open as they are', () => {
    const today = modelConfig('small');
    const earlier = { ...today, vocabulary: 216, visualPlaces: 36 };
    const values = new Float32Array(parameterLength(parameterSpecs(earlier))).fill(0.5);
    const { config } = readCheckpoint(writeCheckpoint(earlier, values));
    expect(config).toEqual(earlier);
    expect(today.visualPlaces).toBeGreaterThan(36);
  });

  const whole = readSafetensors(writeCheckpoint(modelConfig('small'), randomValues(0)));
  const [embedding, ...others] = whole.tensors;
  const broken = (part: Partial<SafetensorsFile>) => writeSafetensors({ ...whole, ...part });

  it.each<[string, Uint8Array, string]>([
    ['without metadata', broken({ metadata: {} }), 'does not say which model size'],
    ['of an unknown size', broken({ metadata: { size: 'huge' } }), 'does not say which model size'],
    ['without a parameter', broken({ tensors: others }), 'lacks the parameter "embedding"'],
    [
      'of another vocabulary',
      broken({ tensors: [{ ...embedding, shape: [8, 64], data: embedding.data.slice(0, 512) }, ...others] }),
      '"embedding" is 8 x 64 in the checkpoint, not',
    ],
    [
      'with a parameter that is not a number',
      broken({
        tensors: [
          { ...embedding, data: embedding.data.map((v, i) => (i === 7 ? Number.NaN : v)) },
          ...others,
        ],
      }),
      '"embedding" holds values that are not numbers',
    ],
    ...['7', '-8', '1e9', 'many', 'Infinity'].map((rank): [string, Uint8Array, string] => [
      `of LoRA rank ${rank}`,
      broken({ metadata: { size: 'small', loraRank: rank } }),
      `A LoRA rank of ${rank} is none`,
    ]),
    [
      'of LoRA rank 8 without adapters',
      broken({ metadata: { size: 'small', loraRank: '8' } }),
      'lacks the parameter',
    ],
    ['of no file at all', new Uint8Array(3), 'not a safetensors file'],
  ])('are refused %s', (_, file, sentence) => {
    expect(() => readCheckpoint(file)).toThrow(SafetensorsError);
    expect(() => readCheckpoint(file)).toThrow(sentence);
  });
});
