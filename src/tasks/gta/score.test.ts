import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../random/stream';
import { equalExpressions, evaluateExpression, solveEquation } from './arithmetic';
import type { Call } from './call';
import { callJson, parseCallJson } from './call-json';
import { sampleExamples } from './example';
import { TOOL_NAMES } from './rules/policy';
import { PAPER_POLICY } from './rules/policy-dataset';
import { scoreCall, tokenF1 } from './score';

const call = (name: string, given: Call['arguments']): Call => ({ name, arguments: given });
const accuracy = (wanted: Call, given: Call | null) => scoreCall(wanted, given).accuracy;

const examples = sampleExamples(PAPER_POLICY, 120, RandomStream.of(1, 'score'));
const anyCall: fc.Arbitrary<Call> = fc.record({
  name: fc.oneof(fc.constantFrom(...TOOL_NAMES), fc.string()),
  arguments: fc.dictionary(
    fc.oneof(fc.constantFrom('image', 'text', 'bbox', 'k', 'color', 'expression'), fc.string()),
    fc.oneof(fc.string(), fc.integer(), fc.boolean()),
  ),
});

describe('scoreCall', () => {
  it('gives the right call 1, and only that', () => {
    for (const { turn } of examples) {
      expect(scoreCall(turn.call, turn.call)).toMatchObject({ tool: 1, arguments: 1, accuracy: 1 });
      expect(accuracy(turn.call, null)).toBe(0);
    }
  });

  it('is a half of the name and a half of the arguments, and stays within 0 and 1', () => {
    fc.assert(
      fc.property(fc.constantFrom(...examples), anyCall, ({ turn }, given) => {
        const score = scoreCall(turn.call, given);
        expect(score.accuracy).toBe((score.tool + score.arguments) / 2);
        expect(score.arguments >= 0 && score.arguments <= 1).toBe(true);
        expect(score.each.every((one) => one.score >= 0 && one.score <= 1)).toBe(true);
      }),
    );
  });

  const ocr = call('OCR_v4', { image: 'image_1' });
  const add = call('AddText', { image: 'image_1', text: 'tea', position: 'top' });
  const box = call('DrawBox', { image: 'image_1', bbox: '(0, 0, 2, 2)' });
  it.each([
    ['another version', ocr, call('OCR_v3', { image: 'image_1' }), 0.5],
    ['another image', ocr, call('OCR_v4', { image: 'image_2' }), 0.5],
    ['another tool', ocr, call('MathOCR', { image: 'image_1' }), 0],
    ['an unknown tool', ocr, call('OCR_v9', { image: 'image_1' }), 0],
    ['a missing argument', add, call('AddText', { image: 'image_1', text: 'tea' }), 0.5 + 1 / 3],
    ['an extra argument', ocr, call('OCR_v4', { image: 'image_1', text: 'x' }), 0.75],
    ['an argument of every object', ocr, call('OCR_v4', { image: 'image_1', constructor: 'x' }), 0.75],
    ['the default given', add, call('AddText', { ...add.arguments, color: 'red' }), 1],
    ['the default left out', call('AddText', { ...add.arguments, color: 'red' }), add, 1],
    ['not the default', add, call('AddText', { ...add.arguments, color: 'blue' }), 0.5 + 3 / 8],
    ['the color left out', call('AddText', { ...add.arguments, color: 'blue' }), add, 0.5 + 3 / 8],
    [
      'top1 at its default',
      call('TextToBbox', { image: 'image_1', text: 'cube' }),
      call('TextToBbox', { image: 'image_1', text: 'cube', top1: true }),
      1,
    ],
    [
      'half of the words',
      add,
      call('AddText', { ...add.arguments, text: 'tea cake' }),
      0.5 + (2 + 2 / 3) / 6,
    ],
    [
      'a box that overlaps by a third',
      box,
      call('DrawBox', { image: 'image_1', bbox: '(1, 0, 3, 2)' }),
      0.5 + (1 + 1 / 3) / 4,
    ],
    ['a box that is none', box, call('DrawBox', { image: 'image_1', bbox: 'left' }), 0.75],
    [
      'an equal value',
      call('Calculator', { expression: '3 * 4' }),
      call('Calculator', { expression: '4+8' }),
      1,
    ],
    [
      'another value',
      call('Calculator', { expression: '3 * 4' }),
      call('Calculator', { expression: '3 + 4' }),
      0.5,
    ],
    [
      'a number as text',
      call('GoogleSearch_v1', { query: 'tea', k: 4 }),
      call('GoogleSearch_v1', { query: 'tea', k: '4' }),
      1,
    ],
    [
      'another k',
      call('GoogleSearch_v1', { query: 'tea', k: 4 }),
      call('GoogleSearch_v1', { query: 'tea', k: 1 }),
      0.75,
    ],
  ])('%s', (_, wanted, given, expected) => {
    expect(accuracy(wanted, given)).toBeCloseTo(expected, 9);
  });
});

describe('arithmetic', () => {
  it.each([
    ['1 + 2 * 3', 7],
    ['(1 + 2) * 3', 9],
    ['7 / 2 - 1', 2.5],
    ['-3 + 5', 2],
    ['1 / 0', null],
    ['2 3', null],
    ['2 +', null],
    ['alert(1)', null],
    ['x + 1', null],
    ['2 ** 3', null],
    ['', null],
  ])('%s is %s', (text, value) => expect(evaluateExpression(text)).toBe(value));

  it.each([
    ['x + 3 = 9', 6],
    ['3 * x = 12', 4],
    ['9 = x - 1', 10],
    ['2 * (x + 1) = x', -2],
    ['x = x', null],
    ['x * x = 4', null],
    ['x', null],
    ['1 = 2 = 3', null],
  ])('%s: x is %s', (text, x) => expect(solveEquation(text)).toBe(x));

  it('compares by value, and texts without one as texts', () => {
    expect(equalExpressions('x + 3 = 9', '9 = 3 + x')).toBe(true);
    expect(equalExpressions('x + 3 = 9', 'x + 3 = 8')).toBe(false);
    expect(equalExpressions('6', 'x = 6')).toBe(false);
    expect(equalExpressions('Max( a )', 'max(a)')).toBe(true);
  });

  it('never throws and agrees with itself', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(equalExpressions(text, text)).toBe(true);
      }),
    );
  });
});

describe('tokenF1', () => {
  it('is symmetric, 1 for the same words in any order, 0 for none in common', () => {
    expect(tokenF1('red cube', 'cube red')).toBe(1);
    expect(tokenF1('red cube', 'blue sphere')).toBe(0);
    expect(tokenF1('red red cube', 'red')).toBe(0.5);
    expect(tokenF1('', '')).toBe(1);
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        expect(tokenF1(a, b)).toBe(tokenF1(b, a));
      }),
    );
  });
});

describe('calls as JSON', () => {
  it('come back as they were', () => {
    for (const { turn } of examples) {
      expect(parseCallJson(callJson(turn.call))).toEqual({ ok: true, call: turn.call, faults: [] });
    }
  });

  it.each([
    ['{"name":"OCR_v4","arguments":{"image":"image_1"}} Good luck', ['There is text behind the call.'], 1],
    ['Here: {"name":"OCR_v4","arguments":{"image":"image_1"}}', ['There is text in front of the call.'], 1],
    ['{"name":"OCR","arguments":{"image":"image_1"}}', ['There is no tool "OCR".'], 0],
    ['{"name":"OCR_v4","arguments":{}}', ['The argument "image" is missing.'], 0.5],
    [
      '{"name":"OCR_v4","arguments":{"image":"image_1","lang":"en"}}',
      ['OCR_v4 has no argument "lang".'],
      0.75,
    ],
    ['{"name":"OCR_v4","arguments":{"image":7}}', ['The argument "image" should be text.'], 0.5],
    [
      '{"name":"OCR_v4","arguments":{"image":["image_1"]}}',
      ['The argument "image" is neither text nor a number.'],
      0.5,
    ],
    [
      '{"name":"OCR_v4","arguments":{"image":null}}',
      ['The argument "image" is neither text nor a number.'],
      0.5,
    ],
  ])('%s', (text, faults, expected) => {
    const parsed = parseCallJson(text);
    expect(parsed).toMatchObject({ ok: true, faults });
    if (parsed.ok) expect(accuracy(call('OCR_v4', { image: 'image_1' }), parsed.call)).toBe(expected);
  });

  it('take boxes as text and as lists', () => {
    const parsed = parseCallJson('{"name":"DrawBox","arguments":{"image":"image_1","bbox":[1,2,3,4]}}');
    expect(parsed).toMatchObject({ ok: true, call: { arguments: { bbox: '(1, 2, 3, 4)' } }, faults: [] });
  });

  it.each([
    ['', 'There is no call'],
    ['call OCR', 'There is no call'],
    ['{"name":"OCR_v4","arguments":{"image":"image_1"}', 'There is no call'],
    ["{'name': 'OCR_v4'}", 'is not JSON'],
    ['{"arguments":{}}', 'no name'],
    ['{"name":"OCR_v4"}', 'no object of arguments'],
    ['{"name":"OCR_v4","arguments":[1]}', 'no object of arguments'],
    ['x'.repeat(10_001), 'characters at most'],
  ])('are refused with a sentence: %s', (text, sentence) => {
    expect(parseCallJson(text)).toMatchObject({ ok: false, message: expect.stringContaining(sentence) });
  });

  it('never throw', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.jsonValue().map((json) => JSON.stringify({ name: 'OCR_v4', arguments: json })),
        ),
        (text) => {
          const parsed = parseCallJson(text);
          if (parsed.ok) accuracy(call('OCR_v4', { image: 'image_1' }), parsed.call);
          else expect(parsed.message.length).toBeGreaterThan(0);
        },
      ),
    );
  });
});
