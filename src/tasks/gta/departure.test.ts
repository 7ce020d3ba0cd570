import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../random/stream';
import { THINK } from '../../sequence/vocabulary';
import { goldResponse } from '../task';
import { departureFrom } from './departure';
import { sampleExamples } from './example';
import { GTA_POLICY } from './gta-policy';
import { readResponse } from './read-response';
import { PAPER_POLICY } from './rules/policy-dataset';
import { idsOf } from './words';

const examples = sampleExamples(PAPER_POLICY, 400, RandomStream.of(5, 'departures'));
const EOS_WORD = '<eos>';

function departure(reasoning: string, call: string) {
  const words = `${reasoning} </think> ${call} ${EOS_WORD}`.split(' ').filter((word) => word !== '');
  return departureFrom(PAPER_POLICY, readResponse([THINK, ...idsOf(words)]).reading);
}

describe('departures from the rules of tools', () => {
  it('are none in right responses, and none in those of somebody who does not look', () => {
    const random = RandomStream.of(6);
    for (const example of examples) {
      expect(GTA_POLICY.departure(example, goldResponse(example))).toBeNull();
      expect(GTA_POLICY.departure(example, GTA_POLICY.blindResponse(example, random))).toBeNull();
    }
  });

  it('are in every response that answers by other rules where these are quoted otherwise', () => {
    const changed = GTA_POLICY.override(examples, RandomStream.of(7));
    expect(changed.length).toBeGreaterThan(50);
    const found = changed.map((other) =>
      departureFrom(PAPER_POLICY, readResponse(goldResponse(other)).reading),
    );
    const quoted = changed.map(({ turn }) => (turn.walk?.steps.length ?? 0) > 0);
    expect(found.filter((one, i) => one !== null && quoted[i]).length).toBe(quoted.filter(Boolean).length);
  });

  it('name what was said and the line of the policy', () => {
    const line = 'Condition 5: Does the image show mathematics? Yes: use MathOCR. No: go to Condition 6.';
    expect(departure('read image_1 OCR C5 mathematics ? yes', 'OCR_v4 image = image_1')).toEqual({
      kind: 'jump',
      said: 'Condition 5: yes, then OCR_v4',
      policy: line,
    });
    expect(departure('read image_1 OCR C5 type A ? yes', 'MathOCR image = image_1')).toEqual({
      kind: 'quote',
      said: 'Condition 5: type A',
      policy: line,
    });
    expect(departure('read image_1 OCR C5 mathematics ? yes', 'MathOCR image = image_1')).toBeNull();
    expect(departure('read image_1 OCR', 'MathOCR image = image_1')).toEqual({
      kind: 'jump',
      said: 'OCR, then MathOCR',
      policy: line,
    });
  });

  it('are found where the tool has no rule, or none is named', () => {
    expect(departure('compute Calculator', 'Calculator expression = 1 + 2')).toBeNull();
    expect(departure('compute Calculator', 'Solver command = 1 + 2')?.kind).toBe('jump');
    expect(departure('compute Calculator C5 mathematics ? no', 'Calculator expression = 1 + 2')?.kind).toBe(
      'quote',
    );
    expect(departure('', 'Calculator expression = 1 + 2')?.said).toBe('no tool, then Calculator');
  });
});
