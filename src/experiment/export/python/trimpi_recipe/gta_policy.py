"""GTAPolicy: which version of which tool this user gets, with which arguments. The one place that knows this task.

It has the names of clevr_policy: REASONING_INSTRUCTION, ANSWER_INSTRUCTION, circumstances, is_well_formed, scores, is_faithful,
referral. What calls score is in tool_calls.
"""

import re

from .responses import last_box, only_box, same_words
from .tool_calls import ARGUMENTS, family_of, first_object, parse_call, score_call

#: What every prompt ends with, in all stages that reason.
REASONING_INSTRUCTION = (
    "First say inside <think> </think> what is needed and by which tool, and walk through the tool's conditions, a line for each, "
    'then give the call in \\boxed{}, like \\boxed{{"name": "Calculator", "arguments": {"expression": "1 + 2"}}}.'
)
#: What the prompts of Direct SFT end with: its responses have no reasoning.
ANSWER_INSTRUCTION = (
    'Give the call in \\boxed{}, like \\boxed{{"name": "Calculator", "arguments": {"expression": "1 + 2"}}}.'
)

SECTION = re.compile(r"^# (\w+)\n((?:Condition .*\n?)+)", re.MULTILINE)
RULE = re.compile(r"^Condition (\d+): (.+?\?) Yes: (.+?)\. No: (.+?)\.$", re.MULTILINE)
STEP = re.compile(r"^\s*Condition (\d+): (.+?\?) (Yes|No)\b", re.MULTILINE | re.IGNORECASE)
NEEDED = re.compile(r"^\s*Needed: .*\bby (\w+)\.\s*$", re.MULTILINE)
TYPES = re.compile(r"is the account type ([A-D](?: or [A-D])*)\?", re.IGNORECASE)
COMPARED = re.compile(r"(?:are the (credits)|is the (age)) (at most|less than|more than) (\d{1,4})\?", re.IGNORECASE)


def circumstances(example):
    """What the referral judge needs to know of a line: user, tool that is needed, whether the image shows mathematics."""
    return example["circumstances"]


def is_well_formed(response):
    """<think> reasoning </think>, then one box with one call of a known name and nothing else."""
    box = only_box(response)
    call = parse_call(box) if box is not None else None
    if call is None or family_of(call["name"]) is None:
        return False
    before, _, behind = first_object(box)
    return before == behind == ""


def answer_of(response):
    """The call that a response ends with, or None."""
    box = last_box(response)
    return parse_call(box) if box is not None else None


def scores(response, answer):
    """{"accuracy", "tool", "arguments"} of a response whose right call is the JSON `answer`; {"accuracy"} for an answer in words."""
    wanted = parse_call(answer)
    if wanted is None:
        box = last_box(response)
        return {"accuracy": float(box is not None and same_words(box, answer))}
    return score_call(wanted, answer_of(response))


# Rules ----------------------------------------------------------------------------------------------------------------


def policy_rules(policy):
    """({label: (question, where a yes leads, where a no leads)}, {tool: its first label}) of a policy's text."""
    nodes, roots = {}, {}
    for tool, lines in SECTION.findall(policy):
        for label, question, when_true, when_false in RULE.findall(lines):
            nodes[int(label)] = (condition(question), target(when_true), target(when_false))
            roots.setdefault(tool, int(label))
    return nodes, roots


def target(sentence):
    """("condition", 6) of "go to Condition 6", ("tool", "OCR_v5") of "use OCR_v5"."""
    label = re.fullmatch(r"go to Condition (\d+)", sentence)
    return ("condition", int(label.group(1))) if label else ("tool", sentence.removeprefix("use "))


def condition(question):
    """A question as a value that can be compared: ("credits", "at most", 250), ("type", {"A", "B"}), ("mathematics",); or None."""
    words = " ".join(question.split())
    if words.lower() == "does the image show mathematics?":
        return ("mathematics",)
    types = TYPES.fullmatch(words)
    if types:
        return ("type", frozenset(types.group(1).upper().split(" OR ")))
    number = COMPARED.fullmatch(words)
    if number:
        return ((number.group(1) or number.group(2)).lower(), number.group(3).lower(), int(number.group(4)))
    return None


def holds(asked, known):
    """Whether a condition is met by what is known: account_type, credits, age, mathematics."""
    if asked[0] == "mathematics":
        return known["mathematics"]
    if asked[0] == "type":
        return known["account_type"] in asked[1]
    value, (_, comparison, threshold) = known[asked[0]], asked
    return {"at most": value <= threshold, "less than": value < threshold, "more than": value > threshold}[comparison]


def reasoning_of(response):
    """(tool said to be needed or None, [(label, condition, verdict)]) of what can be read of the reasoning."""
    thought = response.partition("</think>")[0]
    needed = NEEDED.search(thought)
    tool = needed.group(1) if needed and needed.group(1) in ARGUMENTS else None
    steps = [(int(label), condition(question), verdict.lower() == "yes") for label, question, verdict in STEP.findall(thought)]
    return tool, steps


def is_faithful(response, policy):
    """Whether the reasoning quotes the policy of its own prompt and follows it, from the tool's first condition to the call's name.

    No gold label is needed: every condition quoted must stand so in the policy, every jump must follow from the verdict
    that was given, and the last one must lead to the name that is called. A tool without a rule is called by its own name.
    """
    nodes, roots = policy_rules(policy)
    tool, steps = reasoning_of(response)
    call = answer_of(response)
    if tool is None or call is None:
        return False
    here = ("condition", roots[tool]) if tool in roots else ("tool", tool)
    for label, asked, verdict in steps:
        if here != ("condition", label) or asked is None or nodes[label][0] != asked:
            return False
        here = nodes[label][1 if verdict else 2]
    return here == ("tool", call["name"])


# Referral -------------------------------------------------------------------------------------------------------------


def walked(nodes, here, known):
    """Conditions from a place to the end of its rule, each answered by what is known."""
    count = 0
    while here[0] == "condition":
        asked, when_true, when_false = nodes[here[1]]
        here = when_true if holds(asked, known) else when_false
        count += 1
    return count


def depths(nodes, roots):
    """{label: conditions above it in its rule}."""
    found = {root: 0 for root in roots.values()}
    for label in nodes:  # in the order of the text, a condition stands behind those that lead to it
        for kind, name in nodes[label][1:]:
            if kind == "condition":
                found[name] = found.get(label, 0) + 1
    return found


def referral(response, policy, known):
    """Policy referral, 0 to 10, by the playground's rule judge (the paper asks a language model).

    10 * checks passed / checks due: one for the tool, four for each step (the condition exists, is quoted rightly, its
    verdict is true of the user or the image, the step before leads to it), four for each step left out, one for the name
    that is called. A step passes checks only if it quotes the condition of its label; returning to one passes none.

    known: {"tool", "account_type", "credits", "age", "mathematics"}
    """
    nodes, roots = policy_rules(policy)
    depth = depths(nodes, roots)
    tool, steps = reasoning_of(response)
    steps = [step for step in steps if step[1] is not None]
    call = answer_of(response)
    passed, left_out, visited = int(tool == known["tool"]), 0, set()
    root = ("condition", roots[tool]) if tool in roots else None
    here = root
    for number, (label, asked, verdict) in enumerate(steps):
        node = nodes.get(label)
        if node is not None and node[0] == asked and label not in visited:
            passed += 2 + int(holds(asked, known) == verdict) + int(here == ("condition", label))
        visited.add(label)
        left_out = max(left_out, depth.get(label, 0) - number)
        here = node[1 if verdict else 2] if node is not None else None
    if call is not None:
        passed += int(here == ("tool", call["name"]) if root else tool is not None and call["name"] == tool)
    if here is not None:
        to_come = walked(nodes, here, known)
    else:
        needed = ("condition", roots[known["tool"]]) if known["tool"] in roots else ("tool", known["tool"])
        to_come = max(0, walked(nodes, root or needed, known) - len(steps))
    return 10 * passed / (2 + 4 * (len(steps) + left_out + to_come))
