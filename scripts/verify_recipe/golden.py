"""Responses and what they are worth."""

import json
from pathlib import Path

THINK = "<think>\nCondition 1: is there a cyan object in the image? No.\n</think>\n"

#: (response, accuracy, format) where the answer is Case 5.
GOLDEN = (
    (THINK + r"\boxed{Case 5}", 1, 1),
    (THINK + r"\boxed{case 5}", 1, 1),
    (THINK + r"\boxed{\text{Case 5}}", 1, 1),
    (THINK + r"The answer is \boxed{Case 5}.", 1, 0),
    (THINK + r"\boxed{Case 6}", 0, 1),
    (THINK + r"\boxed{Case 50}", 0, 1),
    (THINK + r"\boxed{5}", 0, 0),
    (r"<think>It may be \boxed{Case 5}", 0, 0),
    (r"<think>It may be \boxed{Case 5} </think> I do not know.", 0, 0),
    (r"<think>a</think>\boxed{Case 6}<think>b \boxed{Case 5}", 0, 0),
    (r"\boxed{Case 5}", 1, 0),
    (THINK + r"\boxed{Case 6} or \boxed{Case 5}", 1, 0),
    (THINK + r"\boxed{Case 5", 0, 0),
    ("", 0, 0),
)

POLICY = (
    "Policy L2-Suri\n\nLook.\n\n# Condition 1\nIf there is a cyan object in the image, go to Condition 1.1.\n"
    "Otherwise, respond with Case 5.\n\n# Condition 1.1\nIf there is a small cyan object in the image, respond with Case 1.\n"
    "Otherwise, respond with Case 2.\n"
)

#: Right cases by reasoning that is, or is not, what the policy of the prompt says.
FAITHFUL = (
    (THINK + r"\boxed{Case 5}", 1),
    (THINK.replace("cyan", "red") + r"\boxed{Case 5}", 0),
    (THINK.replace("No", "Yes") + r"\boxed{Case 5}", 0),
    (r"<think></think>\boxed{Case 5}", 0),
)

#: {"what", "wanted", "given" (what stands in the box), "tool", "arguments", "accuracy", "format"}
CALLS = json.loads(Path(__file__).with_name("golden_calls.json").read_text(encoding="utf-8"))


def call_response(given):
    return "<think>\nNeeded: read image_1, by OCR.\n</think>\n\\boxed{" + given + "}"


GTA_POLICY = (
    "Policy Test\n\n# OCR\nCondition 1: Does the image show mathematics? Yes: use MathOCR. No: go to Condition 2.\n"
    "Condition 2: Are the credits at most 250? Yes: use OCR_v5. No: use OCR_v1.\n\n# Tips\nGive image names exactly.\n"
)
WALK = (
    "Needed: read image_1, by OCR.\nCondition 1: Does the image show mathematics? No.\n"
    "Condition 2: Are the credits at most 250? Yes."
)
OCR_V5 = r'\boxed{{"name": "OCR_v5", "arguments": {"image": "image_1"}}}'

#: Right calls by reasoning that is, or is not, what the policy of the prompt says.
FAITHFUL_CALLS = tuple(
    (f"<think>\n{thought}\n</think>\n{OCR_V5}", right)
    for thought, right in (
        (WALK, 1),
        (WALK.replace("250", "500"), 0),
        (WALK.replace("Yes", "No"), 0),
        (WALK.replace("Condition 1", "Condition 3"), 0),
        (WALK.replace("by OCR", "by Calculator"), 0),
        (WALK.partition("\n")[0], 0),
        ("", 0),
    )
)
