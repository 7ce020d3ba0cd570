import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../../random/stream';
import { sampleExamples } from '../../../tasks/gta/example';
import { GTA_POLICY } from '../../../tasks/gta/gta-policy';
import { PAPER_POLICY } from '../../../tasks/gta/rules/policy-dataset';
import { type Example, goldResponse, taskTokenText } from '../../../tasks/task';
import { GTA_UI } from './gta-ui';
import { callInWords, jsonInWords, queryInWords, writtenCall } from './words';

const examples = sampleExamples(PAPER_POLICY, 30, RandomStream.of(1, 'test'));
const texts = (example: Example) =>
  goldResponse(example).map((id) => ({ text: taskTokenText(GTA_POLICY, id), logp: 0 }));

describe('GTAPolicy in words', () => {
  it('says a call with its arguments, and that there is none', () => {
    expect(callInWords({ name: 'OCR_v4', arguments: { image: 'image_1' } })).toBe('OCR_v4(image: image_1)');
    expect(callInWords(null)).toBe('no call');
  });

  it('writes calls as JSON that says the same', () => {
    const call = { name: 'TextToBbox', arguments: { image: 'image_1', text: 'a "cube"', top1: true } };
    expect(JSON.parse(jsonInWords(call))).toEqual(call);
    expect(jsonInWords({ name: 'Plot', arguments: {} })).toBe('{"name": "Plot", "arguments": {}}');
  });

  it('finds the call in the tokens of a response', () => {
    const said = (...words: string[]) => writtenCall(words.map((text) => ({ text, logp: 0 })));
    expect(said('<think>', 'read', '</think>', 'OCR_v4', 'image', '=', 'image_1', '<eos>')).toBe(
      'OCR_v4 image = image_1',
    );
    expect(said('<think>', 'OCR_v4')).toBe('no call');
    expect(said('Calculator', 'expression', '=', '1', '2', '+', '7', '<eos>')).toBe(
      'Calculator expression = 12 + 7',
    );
    for (const example of examples) expect(writtenCall(texts(example))).toContain(example.turn.call.name);
  });

  it('says queries as sentences', () => {
    for (const { instance } of examples) {
      const words = queryInWords(instance);
      expect(words).toMatch(/^[A-Z]/);
      expect(words).not.toMatch(/ \?|\{/);
    }
  });

  it('names the right answer and the pictures of every example, in the order of the prompt', () => {
    for (const example of examples) {
      const view = GTA_POLICY.view(example);
      expect(GTA_UI.rightAnswer(view)).toBe(callInWords(example.turn.call));
      expect(GTA_UI.answer(view, GTA_POLICY.read(goldResponse(example)))).toBe(GTA_UI.rightAnswer(view));
      const pictures = GTA_UI.pictures(view);
      expect(pictures.map((picture) => picture.forModel().rgb)).toEqual(
        example.prompt.images.map(({ rgb }) => rgb),
      );
      expect(GTA_UI.pictures(view)[0]).toBe(pictures[0]);
    }
  });

  it('names conditions by their number in the policy', () => {
    const labels = examples.flatMap(texts).flatMap(({ text }) => /^Condition (.*)$/.exec(text)?.[1] ?? []);
    expect(labels.length).toBeGreaterThan(10);
    for (const label of labels) expect(label).toMatch(/^\d+$/);
  });
});
