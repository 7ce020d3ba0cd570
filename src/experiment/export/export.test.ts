import { crc32, inflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseScene } from '../../scene/clevr-json';
import { renderScene } from '../../scene/renderer';
import { parsePolicyText } from '../../tasks/clevr/policy/policy-text-parser';
import { PRESETS, presetConfig } from '../plan/presets';
import { parseRunRecordFile } from '../record/record-schema';
import { summarize } from '../results/summary';
import { resultRowOf, runRecordOf, someExamples } from '../testing/records';
import {
  contrastsCsv,
  csv,
  datasetLines,
  datasetRows,
  type ExportedTable,
  escapeLatex,
  recordJson,
  runsCsv,
  tableCsv,
  tableLatex,
} from './export';
import { forgettingRows } from './export-dataset';
import { encodePng } from './png';

async function linesOf(lines: AsyncIterable<string>): Promise<string[]> {
  const all: string[] = [];
  for await (const line of lines) all.push(line);
  return all;
}

/** Cells of CSV by the grammar of RFC 4180, one character after the other. */
function parseCsv(text: string): string[][] {
  const lines: string[][] = [[]];
  let cell = '';
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    if (quoted) {
      if (char !== '"') cell += char;
      else if (text[i + 1] === '"') cell += text[++i];
      else quoted = false;
    } else if (char === '"') quoted = true;
    else if (char === ',' || char === '\n') {
      lines[lines.length - 1].push(cell);
      cell = '';
      if (char === '\n') lines.push([]);
    } else if (char !== '\r') cell += char;
  }
  return lines.slice(0, -1);
}

const rows = [0.72, 0.66, 0.75].map((accuracy, i) =>
  resultRowOf({ method: 'trimpi-poro-dapo', seed: i + 1, accuracy, majority: 0.125 }),
);
const [inContext, trimpi] = summarize([
  ...rows,
  resultRowOf({ method: 'in-context', accuracy: null, accuracyInContext: 0.7, exact: null }),
]);
const seeds = trimpi.measures.accuracy?.interval ?? { low: 0, high: 0 };
const table: ExportedTable = {
  columns: [
    { measure: 'inContext', title: 'Policy put back', show: 'percent' },
    { measure: 'prefillMs', title: 'Prefill, ms', show: 'number' },
  ],
  lines: [
    {
      ...inContext,
      interval: { low: 0.62, high: 0.77, over: 'images', n: 128 },
      paper: { percent: 13.15 },
    },
    {
      label: 'VM-CPT + CoT SFT',
      seeds: [],
      measures: {},
      interval: null,
      paper: { percent: 22.75, secondHand: true },
    },
    { ...trimpi, interval: { ...seeds, over: 'seeds', n: 3 }, paper: { percent: 77.8 } },
  ],
  majority: trimpi.measures.majority,
  overrideMajority: null,
  paperSetting: '7B, N = 6',
};

describe('CSV', () => {
  it('has what the screen shows: spread, the interval of one seed, the majority class, the paper’s figures', () => {
    const [head, first, second, third, majority] = parseCsv(tableCsv(table));
    const cell = (line: string[], name: string) => line[head.indexOf(name)];
    expect(first.slice(0, 7)).toEqual(['In-Context', '1', '1', '0.62', '0.77', 'images', '128']);
    expect(cell(first, 'accuracy_mean')).toBe('0.7');
    expect(cell(first, 'accuracy_sd')).toBe('');
    expect(cell(first, 'exact_mean')).toBe('');
    expect(cell(first, 'paper_accuracy')).toBe('0.1315');
    expect(second.slice(0, 4)).toEqual(['VM-CPT + CoT SFT', '', '0', '']);
    expect(cell(second, 'paper_second_hand')).toBe('yes');
    expect(third.slice(0, 3)).toEqual(['TriMPI w/ PoRo-DAPO', '1 2 3', '3']);
    expect(cell(third, 'accuracy_mean')).toBe('0.71');
    expect(cell(third, 'accuracy_sd')).toBe('0.0458258');
    expect(cell(third, 'accuracy_low95')).toBe('0.596163');
    expect(cell(third, 'accuracy_interval_high')).toBe('0.823837');
    expect([cell(first, 'prefillMs_median'), cell(third, 'prefillMs_median')]).toEqual(['8', '4']);
    expect(head.filter((name) => name.startsWith('prefillMs'))).toHaveLength(2);
    expect(majority[0]).toBe('Majority class');
    expect(cell(majority, 'accuracy_mean')).toBe('0.125');
    expect(new Set([head, first, second, third, majority].map((line) => line.length)).size).toBe(1);
  });

  it('has the differences that are shown below the table', () => {
    const difference = trimpi.measures.accuracy as NonNullable<typeof trimpi.measures.accuracy>;
    const [head, line] = parseCsv(
      contrastsCsv([{ a: 'A', b: 'B', difference, verdict: 'open', p: 0.07, correctedOver: 24 }]),
    );
    expect(line[head.indexOf('low95')]).toBe('0.596163');
    expect(line[head.indexOf('verdict_by_holm')]).toBe('open');
    expect(line[head.indexOf('p_by_holm')]).toBe('0.07');
    expect(line[head.indexOf('holm_over_contrasts')]).toBe('24');
  });

  it('names every setting of a run that differs from its preset', () => {
    const record = runRecordOf({ seed: 4, accuracy: 0.5 });
    const preset = PRESETS.find(({ name }) => name === record.config.preset) ?? PRESETS[0];
    const plain = presetConfig(preset, 'trimpi-poro-dapo', 1);
    const changed = { ...plain, rl: { ...plain.rl, steps: plain.rl.steps + 1, groupSize: 4 }, base: 'tiny' };
    const usual = plain.rl.groupSize === 4 ? '' : '4';
    const [head, first, second] = parseCsv(
      runsCsv([
        { ...record, config: plain },
        { ...record, config: changed },
      ]),
    );
    const cell = (line: string[], name: string) => line[head.indexOf(name)];
    expect(cell(second, 'RL steps')).toBe(String(changed.rl.steps));
    expect(cell(first, 'RL steps')).toBe('');
    expect(cell(second, 'RL responses per prompt') ?? '').toBe(usual);
    if (plain.base !== 'tiny') expect(cell(second, 'Base model')).toBe('tiny');
  });

  it('gives a line per run, also to one without a result', () => {
    const record = runRecordOf({ seed: 4, accuracy: 0.5 });
    const stopped = { ...record, title: '=1+1, "so"', stages: [], stoppedEarly: 'Stopped.' };
    const [head, whole, early] = parseCsv(runsCsv([record, stopped]));
    expect(whole[head.indexOf('accuracy')]).toBe('0.5');
    expect(early[head.indexOf('accuracy')]).toBe('');
    expect(early[0]).toBe('\'=1+1, "so"');
    expect(early[head.indexOf('stopped_early')]).toBe('Stopped.');
  });

  it('brings any text back, and none that a spreadsheet would run', () => {
    const cells = fc.array(
      fc.array(fc.oneof(fc.string(), fc.constantFrom('=A1', '+1', '-1', '@x', '\t=1', ' =1')), {
        minLength: 2,
        maxLength: 4,
      }),
      { minLength: 1 },
    );
    fc.assert(
      fc.property(cells, (lines) => {
        const clean = lines.map((line) => line.map((cell) => cell.replace(/[\r\n]/g, ' ')));
        const read = parseCsv(csv(clean));
        read.forEach((line, i) => {
          line.forEach((cell, j) => {
            expect(cell).not.toMatch(/^\s*[=+\-@]/);
            expect([clean[i][j], `'${clean[i][j]}`]).toContain(cell);
          });
        });
      }),
    );
    expect(csv([['a\r\nb', -0.5, null, Number.NaN]])).toBe('"a\r\nb",-0.5,,\r\n');
  });
});

describe('LaTeX', () => {
  it('is a booktabs table in percent', () => {
    const tex = tableLatex(table, 'Quick & dirty: 100%_{x}');
    expect(tex).toContain('\\caption{Quick \\& dirty: 100\\%\\_\\{x\\}}');
    expect(tex).toContain('In-Context & 1 & 70.0 & [62.0, 77.0]$^{*}$ & 70.0 & ');
    expect(tex).toContain('VM-CPT + CoT SFT & not run & -- & -- & -- & -- & 22.75$^{\\dagger}$ \\\\');
    expect(tex).toContain('TriMPI w/ PoRo-DAPO & 3 & 71.0 $\\pm$ 4.6 & [59.6, 82.4] & 70.0 &');
    expect(tex).toContain('Majority class & 3 & 12.5 & -- & -- & -- & -- \\\\');
    for (const line of tex.split('\n').filter((one) => one.endsWith('\\\\'))) {
      expect(line.replaceAll('\\&', '').split('&')).toHaveLength(7);
    }
  });

  it('never lets text be more than text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const escaped = escapeLatex(text);
        const known =
          /\\(textbackslash|textasciicircum|textasciitilde|textless|textgreater|textbar)\{\}|\\[{}$&#%_]/g;
        expect(escaped.replace(known, '')).not.toMatch(/[\\{}$&#%_^~<>|\n]/);
      }),
    );
  });
});

describe('files of this page', () => {
  it('are read by it again', () => {
    const record = runRecordOf({ seed: 1, accuracy: 0.5, examples: someExamples(2) });
    expect(parseRunRecordFile(recordJson(record))).toEqual({ ok: true, record });
  });

  it('hold examples whole, in formats that can be parsed', async () => {
    const examples = someExamples(3);
    const lines = await linesOf(datasetLines(datasetRows(examples), null));
    expect(lines).toHaveLength(3);
    for (const [i, line] of lines.entries()) {
      const json = JSON.parse(line);
      const { policy, gold, scene } = examples[i];
      expect(parseScene(json.scene)).toEqual({ ok: true, scene });
      expect(parsePolicyText(json.policy_text)).toMatchObject({
        policy: { name: policy.name, root: policy.root },
      });
      expect(json.answer).toBe(`Case ${gold.caseNumber}`);
      expect(json.reasoning.split('\n')).toHaveLength(gold.steps.length);
      expect(json.response).toBe(`<think>\n${json.reasoning}\n</think>\n\\boxed{${json.answer}}`);
      expect(json.image).toBeUndefined();
    }
  });

  it('ask questions without a policy, by turns yes, no and a number, and rightly', async () => {
    const examples = someExamples(30);
    const lines = await linesOf(datasetLines(forgettingRows(examples, 1), null));
    for (const [i, line] of lines.entries()) {
      const { question, answer, scene } = JSON.parse(line);
      if (i % 3 === 2) expect(answer).toBe(String(scene.objects.length));
      else {
        expect(answer).toBe(i % 3 === 0 ? 'yes' : 'no');
        const words = (/Is there a (.*) in the image/.exec(question) as RegExpExecArray)[1].split(' ');
        const fits = (object: Record<string, string>) =>
          words.every((word) => word === 'object' || Object.values(object).includes(word));
        expect(scene.objects.some(fits)).toBe(answer === 'yes');
      }
    }
  });

  it('carry pictures that are the renderer’s, pixel for pixel', async () => {
    const [{ scene }] = someExamples(1);
    const [line] = await linesOf(datasetLines(datasetRows(someExamples(1)), 24));
    const address: string = JSON.parse(line).image;
    const png = Buffer.from(address.replace('data:image/png;base64,', ''), 'base64');
    const rgb = renderScene(scene, { width: 24, height: 24 });
    expect(png).toEqual(Buffer.from(await encodePng(rgb, 24, 24)));
    const chunks = new Map<string, Buffer>();
    for (let at = 8; at < png.length; at += png.readUInt32BE(at) + 12) {
      const end = at + 8 + png.readUInt32BE(at);
      expect(png.readUInt32BE(end)).toBe(crc32(png.subarray(at + 4, end)));
      chunks.set(png.toString('latin1', at + 4, at + 8), png.subarray(at + 8, end));
    }
    expect([...chunks.keys()]).toEqual(['IHDR', 'IDAT', 'IEND']);
    const pixels = inflateSync(chunks.get('IDAT') as Buffer);
    expect(pixels.length).toBe(24 * 73);
    const second = [...pixels.subarray(73 + 1, 2 * 73)];
    expect(second).toEqual([...rgb.subarray(72, 144)]);
  });
});
