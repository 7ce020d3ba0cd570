"""Responses and what they are worth."""

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
