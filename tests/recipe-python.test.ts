import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { datasetRows } from '../src/experiment/export/export-dataset';
import { RandomStream } from '../src/random/stream';
import { CLEVR_POLICY_M } from '../src/tasks/clevr/clevr-policy-m';
import { balancedExamples } from '../src/tasks/clevr/example';
import { departureFrom } from '../src/tasks/clevr/policy/departure';
import { judgeReasoning } from '../src/tasks/clevr/policy/judge';
import { loadNamedPolicies, loadPicturePolicies } from '../src/tasks/clevr/policy/policy-dataset';
import { blindReasoning } from '../src/tasks/clevr/policy/walk';

const PACKAGE = 'src/experiment/export/python';
const hasPython = spawnSync('python3', ['--version']).status === 0;
const reason = hasPython ? '' : ' (left out: there is no python3 here)';

/** Leaves no compiled files beside the sources. */
const env = { ...process.env, PYTHONDONTWRITEBYTECODE: '1' };

function python(...args: string[]) {
  return spawnSync('python3', args, { encoding: 'utf8', env });
}

describe.runIf(hasPython)(`the Python package of the recipes${reason}`, () => {
  it('passes its own tests', () => {
    const { status, stderr } = python(
      '-m',
      'unittest',
      'discover',
      '-s',
      'scripts/verify_recipe',
      '-p',
      'test_plain.py',
    );
    expect(stderr).toMatch(/Ran \d+ tests/);
    expect(status, stderr).toBe(0);
  });

  it('judges referral and faithfulness as the page does', () => {
    const random = RandomStream.of(5, 'referral in python');
    const inWords = [2, 4, 6].map(loadNamedPolicies);
    const withPictures = [3, 6].map(loadPicturePolicies);
    const cases = [...inWords, ...withPictures].flatMap(([policy, other]) =>
      balancedExamples(policy, 24, random).map((example, i) => {
        // Gold reasoning, reasoning blind to the picture, and reasoning that walks another policy.
        const gold = [example.gold, blindReasoning(policy, random), blindReasoning(other, random)][i % 3];
        const [row] = datasetRows([CLEVR_POLICY_M.view({ ...example, gold })]);
        const { response, policy_text } = JSON.parse(row.line(null));
        const { score } = judgeReasoning(policy, example.scene.objects, gold);
        const faithful = departureFrom(policy, gold) === null;
        // The text of the policy is the one the response is judged by, also where it walked another.
        return { response, policy: policy_text, objects: example.scene.objects, score, faithful };
      }),
    );
    const script = `
import json, sys
sys.path.insert(0, sys.argv[1])
from trimpi_recipe.clevr_policy import is_faithful, referral
print(json.dumps([[referral(c["response"], c["policy"], c["objects"]), is_faithful(c["response"], c["policy"])] for c in json.load(sys.stdin)]))
`;
    const { stdout, stderr } = spawnSync('python3', ['-c', script, PACKAGE], {
      encoding: 'utf8',
      env,
      input: JSON.stringify(cases),
    });
    expect(stderr).toBe('');
    const judged: [number, boolean][] = JSON.parse(stdout);
    for (const [i, { score, faithful }] of cases.entries()) {
      expect(judged[i][0]).toBeCloseTo(score, 9);
      expect(judged[i][1]).toBe(faithful);
    }
    expect(new Set(cases.map(({ faithful }) => faithful)).size).toBe(2);
  });

  it('is Python, in every file', () => {
    const script =
      'import ast, pathlib, sys\nfor path in pathlib.Path(sys.argv[1]).rglob("*.py"): ast.parse(path.read_text())';
    expect(python('-c', script, PACKAGE)).toMatchObject({ status: 0, stderr: '' });
  });
});
