import { RandomStream } from '../../../random/stream';
import { TOOL_FAMILIES, type ToolFamily } from '../../../sequence/tool-words';
import type { DatasetFields } from '../../task';
import type { Call, CallAndReturn } from '../call';
import { lineFields, walkText } from '../dataset-line';
import { type Profile, sampleProfile } from '../profile';
import { familyOf, type GtaPolicy } from '../rules/policy';
import { type RuleWalk, ruleOf, walkRule } from '../rules/walk';
import type { OfficialEntry } from './read';

/** A row of GTAPolicy at the paper's scale: one call of a GTA query, for a user who is drawn by a seed. */
export interface GtaRow {
  /** Query and call: "12/0". */
  readonly id: string;
  readonly profile: Profile;
  readonly query: string;
  readonly images: readonly string[];
  readonly before: readonly CallAndReturn[];
  readonly thought: string | null;
  /** The rule followed; null for a tool without versions. */
  readonly walk: RuleWalk | null;
  /** The right call: the tool in the version that the policy gives this user. */
  readonly call: Call;
}

const isFamily = (name: string): name is ToolFamily => (TOOL_FAMILIES as readonly string[]).includes(name);

/**
 * One row for each call. All calls of a query have one user, so that its history is of one piece. OCR and MathOCR stay what GTA
 * says they are: its annotators saw whether an image shows mathematics.
 *
 * @param drawnFor names the draw of users: another name, other users
 */
export function officialRows(
  entries: readonly OfficialEntry[],
  policy: GtaPolicy,
  seed: number,
  drawnFor = 'official',
): GtaRow[] {
  const users = RandomStream.of(seed, `gta-policy/${drawnFor}`);
  return entries.flatMap((entry) => {
    const profile: Profile = entry.profile
      ? {
          accountType: entry.profile.account_type,
          credits: entry.profile.credits,
          age: entry.profile.age,
        }
      : sampleProfile(users.fork(entry.id));
    const turns = entry.calls.map((made) => {
      // Reading mathematics is what the rule of OCR begins with.
      const mathematics = made.name === 'MathOCR';
      const tool = mathematics ? 'OCR' : made.name;
      const rule = isFamily(tool) ? ruleOf(policy, tool) : undefined;
      const walk = rule ? walkRule(rule.root, { profile, mathematics }) : null;
      const call: Call = { name: walk?.name ?? made.name, arguments: made.arguments };
      return { walk, call, returned: made.returned, thought: made.thought };
    });
    return turns.map(({ walk, call, thought }, i) => ({
      id: `${entry.id}/${i}`,
      profile,
      query: entry.query,
      images: entry.files,
      before: turns.slice(0, i).map(({ call, returned }) => ({ call, returned })),
      thought,
      walk,
      call,
    }));
  });
}

/** The paper's numbers of calls for training and for testing, of 557. */
const PAPER_TRAIN = 451;
const PAPER_TEST = 106;

export interface RowSplit {
  readonly train: readonly GtaRow[];
  readonly test: readonly GtaRow[];
}

/** 451 and 106 of GTA's 557 calls, or the same shares of another number. All calls of a query are on one side. */
export function splitRows(rows: readonly GtaRow[], seed: number): RowSplit {
  const queryOf = ({ id }: GtaRow) => id.slice(0, id.lastIndexOf('/'));
  const calls = new Map<string, number>();
  for (const row of rows) calls.set(queryOf(row), (calls.get(queryOf(row)) ?? 0) + 1);
  const queries = RandomStream.of(seed, 'gta-policy/official split').shuffled([...calls]);
  const wanted = Math.round((rows.length * PAPER_TEST) / (PAPER_TRAIN + PAPER_TEST));
  const tested = new Set(queriesOf(queries, wanted));
  return {
    train: rows.filter((row) => !tested.has(queryOf(row))),
    test: rows.filter((row) => tested.has(queryOf(row))),
  };
}

/** Queries that have so many calls in all, or as nearly as whole queries allow; those in front are taken first. */
function queriesOf(queries: readonly (readonly [query: string, calls: number])[], wanted: number): string[] {
  /** The query by which a number of calls was first reached. */
  const by: (number | undefined)[] = [];
  queries.forEach(([, calls], i) => {
    for (let sum = wanted; sum >= calls; sum--) {
      if (by[sum] === undefined && (sum === calls || by[sum - calls] !== undefined)) by[sum] = i;
    }
  });
  const taken: string[] = [];
  let sum = by.length - 1;
  while (sum > 0) {
    const [query, calls] = queries[by[sum] as number];
    taken.push(query);
    sum -= calls;
  }
  return taken;
}

/** A row as the fields of a line of a data set file, like those of our own examples. */
export function rowFields(row: GtaRow, rules: GtaPolicy): DatasetFields & { readonly id: string } {
  const { profile, query, images, before, call, thought, walk } = row;
  const mathematics = call.name === 'MathOCR';
  const tool = mathematics ? 'OCR' : (familyOf(call.name) ?? call.name);
  const said = [...(thought ? [thought] : []), `Needed: the next step, by ${tool}.`];
  const reasoning = [...said, ...walkText(walk)].join('\n');
  const needed = { tool, mathematics };
  return { id: row.id, ...lineFields({ rules, images, profile, query, before, reasoning, call, needed }) };
}
