import * as v from 'valibot';
import { type OfficialAnswer, type OfficialQuery, querySchema, toolSchema } from './schema';

/** A call of a query's reference solution, under the tool's own name. */
export interface OfficialCall {
  readonly name: string;
  readonly arguments: { readonly [name: string]: string | number | boolean };
  /** What the annotator thought; null where nothing is written. */
  readonly thought: string | null;
  /** What the tool returned, as text; empty where it returned nothing. */
  readonly returned: string;
}

/** A query of GTA with its reference solution. */
export interface OfficialEntry {
  readonly id: string;
  readonly query: string;
  /** Paths of its files. */
  readonly files: readonly string[];
  readonly calls: readonly OfficialCall[];
  readonly answer: OfficialAnswer;
  readonly profile: OfficialQuery['profile'];
}

export type OfficialResult =
  | { readonly ok: true; readonly entries: readonly OfficialEntry[] }
  | { readonly ok: false; readonly message: string };

/** Longest file that is read, characters. GTA's have less than 3 million. */
const LIMIT = 30_000_000;

class Damage extends Error {}

/**
 * Reads GTA's toolmeta.json and dataset.json. Never throws: the first damage found is told in one sentence.
 */
export function readOfficialFiles(toolmeta: string, dataset: string): OfficialResult {
  try {
    const tools = readTools(objectOf(toolmeta, 'toolmeta.json'));
    const queries = Object.entries(objectOf(dataset, 'dataset.json'));
    if (queries.length === 0) throw new Damage('dataset.json has no queries.');
    return { ok: true, entries: queries.map(([id, query]) => readQuery(id, query, tools)) };
  } catch (error) {
    if (error instanceof Damage) return { ok: false, message: error.message };
    // Only the stack can run out: of values nested by the thousands.
    if (error instanceof RangeError) return { ok: false, message: 'The files are nested too deeply.' };
    throw error;
  }
}

function objectOf(text: string, file: string): { [key: string]: unknown } {
  if (text.length > LIMIT) throw new Damage(`${file} is too long: ${LIMIT} characters at most.`);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new Damage(`${file} is not JSON.`);
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw new Damage(`${file} must be an object.`);
  }
  return json as { [key: string]: unknown };
}

const short = (text: string) => (text.length > 40 ? `${text.slice(0, 40)}...` : text);

/** Names of the inputs of each tool. */
function readTools(json: { [key: string]: unknown }): ReadonlyMap<string, ReadonlySet<string>> {
  const tools = new Map<string, ReadonlySet<string>>();
  for (const [name, described] of Object.entries(json)) {
    const parsed = v.safeParse(toolSchema, described, { abortEarly: true });
    if (!parsed.success)
      throw new Damage(`toolmeta.json: ${short(name)} is damaged at ${place(parsed.issues)}.`);
    if (parsed.output.name !== name) {
      throw new Damage(`toolmeta.json: ${short(name)} calls itself ${short(parsed.output.name)}.`);
    }
    tools.set(name, new Set(parsed.output.inputs.map((input) => input.name)));
  }
  if (tools.size === 0) throw new Damage('toolmeta.json has no tools.');
  return tools;
}

/** Where a schema was broken, as deep as the issues say. */
function place(issues: readonly v.BaseIssue<unknown>[]): string {
  const path = v.getDotPath(issues[0]);
  return path === null ? 'its top' : `"${path}"`;
}

function readQuery(
  id: string,
  json: unknown,
  tools: ReadonlyMap<string, ReadonlySet<string>>,
): OfficialEntry {
  const say = (what: string): never => {
    throw new Damage(`Query "${short(id)}" ${what}.`);
  };
  const parsed = v.safeParse(querySchema, json, { abortEarly: true });
  if (!parsed.success) return say(`is damaged at ${place(parsed.issues)}`);
  const { dialogs, files, gt_answer: answer, profile } = parsed.output;
  for (const tool of parsed.output.tools) {
    const name = typeof tool === 'string' ? tool : tool.name;
    if (!tools.has(name)) say(`offers ${short(name)}, which toolmeta.json does not describe`);
  }
  const [opening, ...turns] = dialogs;
  if (opening?.role !== 'user') return say('does not begin with a message of the user');
  const calls: OfficialCall[] = [];
  let answered = 0;
  for (const turn of turns) {
    if (turn.role === 'user') say('has a second message of the user');
    else if (turn.role === 'tool') {
      const call = calls[answered];
      if (!call) say('has a return without a call');
      else if (turn.name !== undefined && turn.name !== call.name) {
        say(`has a return of ${short(turn.name)} where ${short(call.name)} was called`);
      } else calls[answered++] = { ...call, returned: textOfReturn(turn.content) };
    } else {
      if (turn.tool_calls.length > 0 && answered < calls.length) {
        say(`calls a tool before ${short(calls[answered].name)} has returned`);
      }
      for (const { function: called } of turn.tool_calls) {
        const inputs = tools.get(called.name);
        if (!inputs) return say(`calls ${short(called.name)}, which toolmeta.json does not describe`);
        const strange = Object.keys(called.arguments).find((name) => !inputs.has(name));
        if (strange !== undefined)
          say(`calls ${called.name} with "${short(strange)}", which it does not take`);
        calls.push({
          name: called.name,
          arguments: Object.fromEntries(
            Object.entries(called.arguments).map(([name, value]) => [name, plainValue(value)]),
          ),
          thought: turn.thought ?? null,
          returned: '',
        });
      }
    }
  }
  if (calls.length === 0) say('calls no tool');
  return {
    id,
    query: opening.content,
    files: (files ?? []).map(({ path }) => path),
    calls,
    answer,
    profile,
  };
}

function textOfReturn(content: v.InferOutput<typeof querySchema>['dialogs'][number]['content']): string {
  const inner =
    typeof content === 'object' && content !== null && 'content' in content ? content.content : content;
  return inner === null || inner === undefined ? '' : String(plainValue(inner));
}

/** Values that are neither text nor number stand as their JSON. */
function plainValue(value: unknown): string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? value
    : JSON.stringify(value);
}
