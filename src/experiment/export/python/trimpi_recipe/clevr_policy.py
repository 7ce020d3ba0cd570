"""ClevrPolicy: the one place that knows what an answer and a policy of this task look like.

Another task is another module with the same names: REASONING_INSTRUCTION, ANSWER_INSTRUCTION, circumstances, is_well_formed,
scores, is_faithful, referral.
"""

import re

from .responses import WRAPPED, last_box, only_box, same_words

#: What every prompt ends with, in all stages that reason.
REASONING_INSTRUCTION = (
    "First walk through the policy inside <think> </think>, a line per condition, "
    "then give the case in \\boxed{}, like \\boxed{Case 5}."
)
#: What the prompts of Direct SFT end with: its responses have no reasoning.
ANSWER_INSTRUCTION = "Give the case in \\boxed{}, like \\boxed{Case 5}."

#: What the referral judge needs to know of an object of a CLEVR scene.
OBJECT_KEYS = ("size", "color", "material", "shape")

CASE = re.compile(r"case\s*(\d+)", re.IGNORECASE)
STEP = re.compile(r"Condition ([\d.]*\d): is there an? (.+?) in the image\? (Yes|No)\b", re.IGNORECASE)
SHOWN = re.compile(r"\bthe (size|color|material|shape) of \[crop: (\w+ \w+ \w+ \w+)\]", re.IGNORECASE)
SECTION = re.compile(
    r"# Condition ([\d.]*\d)\s+If there is an? (.+?) in the image, (.+?)\.\s+Otherwise, (.+?)\.(?=\s|$)", re.DOTALL
)


def case_in(box):
    """The case number a box names, or None."""
    named = CASE.fullmatch(WRAPPED.sub(r"\1", box).strip().strip("*").rstrip(".").strip())
    return int(named.group(1)) if named else None


def read_answer(response):
    """The case number that a response ends with, or None. A box inside unfinished reasoning is none."""
    box = last_box(response)
    return case_in(box) if box is not None else None


def is_well_formed(response):
    """<think> reasoning </think>, then one box with a case and nothing else."""
    box = only_box(response)
    return box is not None and case_in(box) is not None


def scores(response, answer):
    """{"accuracy"}: 1.0 if the response ends with `answer` in a box. "Case 5" is compared as a number, "yes" as a word."""
    box = last_box(response)
    if box is None:
        return {"accuracy": 0.0}
    wanted = case_in(answer)
    if wanted is not None:
        return {"accuracy": float(case_in(box) == wanted)}
    return {"accuracy": float(same_words(box, answer))}


def asked_values(phrase):
    """The attribute values that a condition asks for. No value is one of two attributes, so their order says nothing.

    "small cyan object" asks for small and cyan; "small object with the color of [crop: large cyan rubber sphere]" for
    the same, because a crop is named by its size, color, material and shape.
    """
    shown = [crop.split()[OBJECT_KEYS.index(key.lower())] for key, crop in SHOWN.findall(phrase)]
    named = SHOWN.sub("", phrase).split()
    return frozenset(map(str.lower, [*named, *shown])) - {"object", "with", "and"}


def policy_sections(policy):
    """{"1.1": (values asked for, where a yes leads, where a no leads)}, in the order of the text."""
    return {
        label: (asked_values(asked), target(when_true), target(when_false))
        for label, asked, when_true, when_false in SECTION.findall(policy)
    }


def target(sentence):
    """("condition", "1.2") of "go to Condition 1.2", ("case", 3) of "respond with Case 3"."""
    condition = re.search(r"Condition ([\d.]*\d)", sentence)
    case = CASE.search(sentence)
    return ("condition", condition.group(1)) if condition else ("case", int(case.group(1)) if case else None)


def reasoning_steps(response):
    """[(label, values asked for, verdict)] of the lines of reasoning."""
    thought = response.partition("</think>")[0]
    return [(label, asked_values(asked), verdict.lower() == "yes") for label, asked, verdict in STEP.findall(thought)]


def is_faithful(response, policy):
    """Whether the reasoning quotes the policy of its own prompt and follows it, from its first section to the case.

    No gold label is needed: every condition quoted must stand so in the policy, every jump must follow from the
    verdict that was given, and the last one must lead to the case that the response names.
    """
    sections = policy_sections(policy)
    steps = reasoning_steps(response)
    if not sections or not steps:
        return False
    here = ("condition", next(iter(sections)))
    for label, asked, verdict in steps:
        if here != ("condition", label) or sections.get(label, (None,))[0] != asked:
            return False
        here = sections[label][1 if verdict else 2]
    return here == ("case", read_answer(response))


def circumstances(example):
    """What the referral judge needs to know of a line: the objects of its scene."""
    return [{key: thing[key] for key in OBJECT_KEYS} for thing in example["scene"]["objects"]]


def fits(thing, asked):
    values = {thing[key] for key in OBJECT_KEYS}
    return asked <= values


def walk(sections, start, objects):
    """Labels from `start` to a case, each condition answered by the scene."""
    labels, here = [], start
    while here[0] == "condition" and here[1] in sections and here[1] not in labels:
        labels.append(here[1])
        asked, when_true, when_false = sections[here[1]]
        here = when_true if any(fits(thing, asked) for thing in objects) else when_false
    return labels


def referral(response, policy, objects):
    """Policy referral, 0 to 10, by the playground's rule judge (the paper asks a language model).

    10 * checks passed / checks due: four for each step (the condition exists, is quoted rightly, its verdict is true of
    the scene, the step before leads to it), four for each step left out, one for the case. A step passes checks only if
    it quotes the condition of its label; returning to a condition passes none.

    objects: [{"size", "color", "material", "shape"}] of the scene
    """
    sections = policy_sections(policy)
    root = ("condition", next(iter(sections)))
    steps = reasoning_steps(response)
    passed, left_out, visited, here = 0, 0, set(), root
    for number, (label, asked, verdict) in enumerate(steps):
        section = sections.get(label)
        quoted = section is not None and section[0] == asked
        true = any(fits(thing, asked) for thing in objects) == verdict
        if quoted and label not in visited:
            passed += 2 + int(true) + int(here == ("condition", label))
        visited.add(label)
        depth = label.count(".") if section else 0
        left_out = max(left_out, depth - number)
        here = (section[1 if verdict else 2]) if section else None
    case_follows = here is not None and here == ("case", read_answer(response))
    if here is not None:
        to_come = len(walk(sections, here, objects))
    else:
        to_come = max(0, len(walk(sections, root, objects)) - len(steps))
    due = 4 * (len(steps) + left_out + to_come) + 1
    return 10 * (passed + int(case_follows)) / due
