import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { datasetRows } from '../src/experiment/export/export-dataset';
import { RandomStream } from '../src/random/stream';
import { blindResponse } from '../src/tasks/gta/blind';
import type { Call } from '../src/tasks/gta/call';
import { callJson, parseCallJson } from '../src/tasks/gta/call-json';
import { gtaDatasetLine } from '../src/tasks/gta/dataset-line';
import { sampleExamples } from '../src/tasks/gta/example';
import { GTA_POLICY } from '../src/tasks/gta/gta-policy';
import { judgeResponse } from '../src/tasks/gta/judge';
import { type GtaReading, readResponse } from '../src/tasks/gta/read-response';
import { freshPolicy } from '../src/tasks/gta/rules/fresh';
import { TOOL_NAMES } from '../src/tasks/gta/rules/policy';
import { OCR_REVERSED, PAPER_POLICY } from '../src/tasks/gta/rules/policy-dataset';
import { conditionQuestion } from '../src/tasks/gta/rules/policy-text';
import { scoreCall } from '../src/tasks/gta/score';
import type { ArgumentValue } from '../src/tasks/gta/tools';

const hasPython = spawnSync('python3', ['--version']).status === 0;
const reason = hasPython ? '' : ' (left out: there is no python3 here)';

/** What a Python expression in `case` and the recipes' module `gta` says of each case. */
function inPython<T>(expression: string, cases: readonly object[]): T[] {
  const script = `
import json, sys
sys.path.insert(0, "src/experiment/export/python")
from trimpi_recipe import gta_policy as gta
print(json.dumps([${expression} for case in json.load(sys.stdin)]))
`;
  const { stdout, stderr } = spawnSync('python3', ['-c', script], {
    encoding: 'utf8',
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' },
    input: JSON.stringify(cases),
    maxBuffer: 1e8,
  });
  expect(stderr).toBe('');
  return JSON.parse(stdout);
}

interface GoldenCall {
  readonly what: string;
  readonly wanted: Call;
  readonly given: string;
  readonly tool: number;
  readonly arguments: number;
  readonly accuracy: number;
}

const inBox = (given: string) => `<think>\nNeeded: read, by OCR.\n</think>\n\\boxed{${given}}`;

/** What our score says of the call in a text. */
function scoreOf(wanted: Call, given: string) {
  const parsed = parseCallJson(given);
  const { tool, arguments: args, accuracy } = scoreCall(wanted, parsed.ok ? parsed.call : null);
  return { tool, arguments: args, accuracy };
}

const golden: GoldenCall[] = JSON.parse(readFileSync('scripts/verify_recipe/golden_calls.json', 'utf8'));

describe('golden rewards of calls', () => {
  it.each(golden.map((one) => [one.what, one] as const))('%s', (_, { wanted, given, ...parts }) => {
    const scored = scoreOf(wanted, given);
    expect(scored.tool).toBe(parts.tool);
    expect(scored.arguments).toBeCloseTo(parts.arguments, 9);
    expect(scored.accuracy).toBeCloseTo(parts.accuracy, 9);
  });
});

/** Another value, near the right one or far from it. */
function changed(value: ArgumentValue, random: RandomStream): unknown {
  const words = String(value).split(' ');
  const numbers = String(value).replace(/\d+/g, () => String(random.int(12)));
  return random.pick([
    value,
    String(value),
    random.shuffled(words).join(' '),
    [...words, 'red'].join(' '),
    words.slice(1).join(' '),
    numbers,
    numbers.replace('+', '*'),
    [1, 2, 3 + random.int(5), 4 + random.int(5)],
    random.int(20),
    random.next() < 0.5,
    null,
    '(2 + 3) * x = 10',
    '10 / (3 - 3)',
    '"{" Übung_7 ×',
  ]);
}

describe.runIf(hasPython)(`the reward for calls in Python${reason}`, () => {
  it('scores as the page does: any change of name or arguments', () => {
    const random = RandomStream.of(9, 'calls in python');
    const cases = sampleExamples(PAPER_POLICY, 400, random).map(({ turn: { call } }) => {
      const given = Object.entries(call.arguments).flatMap(([name, value]) =>
        random.next() < 0.1
          ? []
          : [[random.next() < 0.05 ? 'text' : name, random.next() < 0.5 ? value : changed(value, random)]],
      );
      if (random.next() < 0.2) given.push([random.pick(['color', 'annotation', 'top1', 'k', 'lang']), 'red']);
      const name = random.next() < 0.7 ? call.name : random.pick(TOOL_NAMES);
      const text = JSON.stringify({ name, arguments: Object.fromEntries(given) });
      return { answer: callJson(call), wanted: call, text, response: inBox(text) };
    });
    const seen = inPython<ReturnType<typeof scoreOf>>('gta.scores(case["response"], case["answer"])', cases);
    for (const [i, { wanted, text }] of cases.entries()) {
      const own = scoreOf(wanted, text);
      expect(seen[i].tool, text).toBe(own.tool);
      expect(seen[i].arguments, text).toBeCloseTo(own.arguments, 9);
      expect(seen[i].accuracy, text).toBeCloseTo(own.accuracy, 9);
    }
    expect(new Set(seen.map(({ accuracy }) => accuracy)).size).toBeGreaterThan(10);
  });

  it('judges referral and faithfulness as the page does', () => {
    const random = RandomStream.of(5, 'gta referral in python');
    const policies = [PAPER_POLICY, OCR_REVERSED, freshPolicy(random), freshPolicy(random)];
    const cases = policies.flatMap((policy) =>
      sampleExamples(policy, 40, random).map((example, i) => {
        const other = random.pick(policies);
        // Gold reasoning, reasoning blind to picture and user, and reasoning under other rules.
        const said = [
          [...example.reasoning, ...example.answer],
          blindResponse(example, random),
          blindResponse({ ...example, rules: other }, random),
        ][i % 3];
        // Python reads no values of credits or age: the text does not say them.
        const read = withoutValues(readResponse(said).reading);
        const { score } = judgeResponse(policy, example.instance, example.turn, read);
        const fields = gtaDatasetLine(example).fields as Record<string, unknown>;
        return {
          response: inWords(read),
          policy: fields.policy_text,
          known: fields.circumstances,
          score,
          faithful: GTA_POLICY.departure(example, said) === null,
        };
      }),
    );
    const judged = inPython<[number, boolean]>(
      '[gta.referral(case["response"], case["policy"], case["known"]), gta.is_faithful(case["response"], case["policy"])]',
      cases,
    );
    for (const [i, { score, faithful, response }] of cases.entries()) {
      expect(judged[i][0], response).toBeCloseTo(score, 9);
      expect(judged[i][1], response).toBe(faithful);
    }
    expect(new Set(cases.map(({ faithful }) => faithful)).size).toBe(2);
    expect(new Set(cases.map(({ score }) => score)).size).toBeGreaterThan(5);
  });

  it('holds the gold response of every exported line to be right, well formed, faithful and fully referring', () => {
    const random = RandomStream.of(6, 'gold in python');
    const rows = datasetRows(sampleExamples(PAPER_POLICY, 60, random).map(GTA_POLICY.view));
    const lines = [...rows].map((row) => JSON.parse(row.line(null)));
    const seen = inPython<[{ accuracy: number }, boolean, boolean, number]>(
      '[gta.scores(case["response"], case["answer"]), gta.is_well_formed(case["response"]), ' +
        'gta.is_faithful(case["response"], case["policy_text"]), ' +
        'gta.referral(case["response"], case["policy_text"], gta.circumstances(case))]',
      lines,
    );
    for (const one of seen) expect(one).toEqual([{ accuracy: 1, tool: 1, arguments: 1 }, true, true, 10]);
  });
});

function withoutValues(reading: GtaReading): GtaReading {
  return { ...reading, steps: reading.steps.map(({ value: _, ...step }) => step) };
}

/** A reading as the response of a large model, as dataset lines say gold ones. */
function inWords({ verb, image, tool, steps, call }: GtaReading): string {
  const lines = steps.map(
    ({ label, condition, verdict }) =>
      `Condition ${label}: ${conditionQuestion(condition)} ${verdict ? 'Yes' : 'No'}.`,
  );
  const needed = `Needed: ${verb} ${image}, by ${tool}.`;
  return `<think>\n${[needed, ...lines].join('\n')}\n</think>\n\\boxed{${call && callJson(call)}}`;
}
