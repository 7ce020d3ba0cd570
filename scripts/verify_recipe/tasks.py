"""What the checks need to know of a task: its toy responses, and what stands in its policies only."""

import json

from toy import Box


def say_case(row, source, right):
    case = row["answer"] if right else "Case 63"
    return f"<think>\nCondition 1: is there a {source} object in the image? No.\n</think>\n\\boxed{{{case}}}"


def say_call(row, source, right):
    return f"<think>\nNeeded: a {source} object, by OCR.\n</think>\n\\boxed{{{row['answer'] if right else wrong_call(row['answer'])}}}"


def wrong_call(answer):
    """The same call in another version, which earns half; without versions, another call."""
    call = json.loads(answer)
    if "_v" not in call["name"]:
        return '{"name": "MathOCR", "arguments": {"image": "image_9"}}'
    tool, _, version = call["name"].partition("_v")
    return json.dumps({**call, "name": f"{tool}_v{2 if version == '1' else 1}"})


def gold_or(says, raw):
    """Says the gold response where it is right: one that quotes its policy. raw: the file that the pool was made from"""
    gold = {line["id"]: line["response"] for line in map(json.loads, raw.read_text(encoding="utf-8").splitlines())}
    return lambda row, source, right: gold[row["id"]] if right else says(row, source, False)


def clevr(tokenizer, processor, raw):
    return Box(
        tokenizer=tokenizer,
        processor=processor,
        module="clevr_policy",
        mark="# Condition 1",
        says=say_case,
        faithful=gold_or(say_case, raw / "pool.jsonl"),
        too_short=2048,
    )


def tools(tokenizer, processor, raw):
    return Box(
        tokenizer=tokenizer,
        processor=processor,
        module="gta_policy",
        mark="# Tips",
        says=say_call,
        faithful=gold_or(say_call, raw / "pool.jsonl"),
        too_short=768,
    )


#: Texts that responses have and no data file.
SPOKEN = (
    say_case({"answer": "Case 1"}, "own", False),
    say_case({"answer": "Case 1"}, "aware", False),
    *(say_call({"answer": '{"name": "OCR_v%d", "arguments": {}}' % version}, source, False) for version in (1, 2) for source in ("own", "aware")),
    say_call({"answer": '{"name": "MathOCR", "arguments": {}}'}, "own", False),
)
