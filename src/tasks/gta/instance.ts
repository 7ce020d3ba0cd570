import type { RandomStream } from '../../random/stream';
import { IMAGE_NAMES } from '../../sequence/tool-words';
import type { Call } from './call';
import { contentKey, type NamedPicture, samplePicture, showsMathematics } from './pictures/picture';
import type { Need, Slots } from './plans/plan';
import { PLAN_NAMES, PLANS, type PlanName } from './plans/plans';
import { type Profile, profileKey, sampleProfile } from './profile';
import type { Circumstances } from './rules/condition';
import { familyOf, type GtaPolicy } from './rules/policy';
import { type RuleWalk, ruleOf, toolNodes, walkRule } from './rules/walk';
import { runTool } from './run-tool';
import { type Share, shareOf } from './splits';

/** A user's query, cut at one of the calls that answer it. All of it is plain data. */
export interface Instance {
  readonly plan: PlanName;
  /** Index into the plan's phrases. */
  readonly phrase: number;
  readonly slots: Slots;
  /** In the plan's order. */
  readonly pictures: readonly NamedPicture[];
  readonly profile: Profile;
  /** Calls made before this one. */
  readonly step: number;
}

/** One call of a plan under a policy, and what it returns. */
export interface Turn {
  readonly need: Need;
  /** The rule followed; null for a tool without versions. */
  readonly walk: RuleWalk | null;
  readonly call: Call;
  readonly returned: string;
}

/** Every call of an instance's plan, from the first to the last, as the policy wants it. Tools really run. */
export function turnsOf(
  instance: Pick<Instance, 'plan' | 'slots' | 'pictures' | 'profile'>,
  policy: GtaPolicy,
): Turn[] {
  const { pictures, slots, profile } = instance;
  const steps = PLANS[instance.plan].steps({ pictures, slots, tips: policy.tips });
  const turns: Turn[] = [];
  for (let next = steps.next(); !next.done; next = steps.next(turns[turns.length - 1].returned)) {
    const need = next.value;
    const rule = ruleOf(policy, need.tool);
    const walk = rule ? walkRule(rule.root, circumstancesOf({ pictures, profile }, need)) : null;
    turns.push({
      need,
      walk,
      call: { name: walk?.name ?? need.tool, arguments: need.arguments },
      returned: runTool(need.tool, need.arguments, pictures),
    });
  }
  return turns;
}

/** What the conditions of a rule look at when this is needed. */
export function circumstancesOf(
  { pictures, profile }: Pick<Instance, 'pictures' | 'profile'>,
  need: Pick<Need, 'arguments'>,
): Circumstances {
  const picture = pictures.find(({ name }) => name === need.arguments.image);
  return { profile, mathematics: picture !== undefined && showsMathematics(picture.content) };
}

/** The query in words. */
export function queryText({ plan, phrase, slots, pictures }: Omit<Instance, 'profile' | 'step'>): string {
  const filled: Slots = {
    image: pictures[0]?.name ?? '',
    image2: pictures[1]?.name ?? '',
    ...slots,
  };
  return PLANS[plan].phrases[phrase].replace(/\{(\w+)\}/g, (_, slot: string) => filled[slot] ?? '');
}

/** Pictures are shown, and described, in the order of their names. */
export { shownOrder } from './plans/board-plans';

/** What a draw may be told beforehand. */
export interface InstanceOptions {
  /** Profiles, pictures and queries come from this share; absent: from all. */
  readonly share?: Share;
  /** Plans to draw from; for each tool that can be asked for there must be one. */
  readonly plans?: readonly PlanName[];
  /** Whether a rule decides the call; absent: drawn. */
  readonly ruled?: boolean;
}

/** Queries tried on the same pictures. */
const QUERY_TRIES = 20;
/** Tries to find a user for one end of a rule. */
const PROFILE_TRIES = 400;

/** Share of instances that a rule decides; the others call plain tools. */
const RULED = 0.7;

/**
 * An instance for a policy. Of ten calls seven are decided by a rule, each rule equally often, and a user is drawn such that all
 * versions of the tool are equally likely (ours: by chance the rare ones would hardly occur); three are calls of plain tools.
 */
export function sampleInstance(
  policy: GtaPolicy,
  random: RandomStream,
  { share, plans = PLAN_NAMES, ruled = random.next() < RULED }: InstanceOptions = {},
): Instance {
  const belongs = (key: string) => share === undefined || shareOf(key) === share;
  const tool = ruled ? random.pick(policy.rules).tool : null;
  const suited = tool ? plans.filter((plan) => PLANS[plan].versioned.includes(tool)) : plans;
  for (;;) {
    const drawn = samplePlan(random.pick(suited), random, belongs);
    const turns = turnsOf({ ...drawn, profile: sampleProfile(random) }, policy);
    // A short policy has no rule for some tools: what needs them cannot be asked.
    const unruled = turns.findIndex(({ call }) => familyOf(call.name) === undefined);
    const steps = turns
      .slice(0, unruled < 0 ? turns.length : unruled)
      .flatMap(({ walk, need }, i) => ((tool ? need.tool === tool : !walk) ? [i] : []));
    if (steps.length === 0) continue;
    const step = random.pick(steps);
    const profile = sampleUser(policy, turns[step].need, drawn.pictures, random, (user) =>
      belongs(`profile ${profileKey(user)}`),
    );
    return { ...drawn, profile, step };
  }
}

/** Pictures and words for a plan, from what belongs to a share. */
function samplePlan(
  plan: PlanName,
  random: RandomStream,
  belongs: (key: string) => boolean,
): Omit<Instance, 'profile' | 'step'> {
  const { pictures: kinds, phrases, manyQueries, slots: fill } = PLANS[plan];
  for (;;) {
    const names = random.shuffled(IMAGE_NAMES);
    const pictures = kinds.map((options, i): NamedPicture => {
      const kind = random.pick(options);
      for (;;) {
        const content = samplePicture(kind, random);
        if (belongs(`picture ${contentKey(content)}`)) return { name: names[i], content };
      }
    });
    // The pictures cost most: several queries are tried on them.
    for (let tries = 0; tries < QUERY_TRIES; tries++) {
      const slots = fill(random, pictures);
      if (slots && (!manyQueries || belongs(`query ${plan} ${Object.values(slots).join(' ')}`))) {
        return { plan, phrase: random.int(phrases.length), slots, pictures };
      }
    }
  }
}

/** A user of the share who gets a version that is drawn uniformly from those that the rule can give here. */
function sampleUser(
  policy: GtaPolicy,
  need: Need,
  pictures: readonly NamedPicture[],
  random: RandomStream,
  belongs: (user: Profile) => boolean,
): Profile {
  const rule = ruleOf(policy, need.tool);
  const names = rule ? toolNodes(rule.root).map(({ name }) => name) : [];
  const given = (profile: Profile) =>
    rule && walkRule(rule.root, circumstancesOf({ pictures, profile }, need)).name;
  const isForced = rule?.root.condition.about === 'mathematics' && given(sampleProfile(random)) === 'MathOCR';
  const wanted =
    names.length > 0 && !isForced ? random.pick(names.filter((name) => name !== 'MathOCR')) : null;
  let user = sampleProfile(random);
  for (
    let tries = 0;
    !belongs(user) || (wanted !== null && tries < PROFILE_TRIES && given(user) !== wanted);
    tries++
  ) {
    user = sampleProfile(random);
  }
  return user;
}
