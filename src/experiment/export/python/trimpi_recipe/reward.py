"""The reward that EasyR1 loads: (1 - w) * accuracy + w * format, and DAPO's soft overlong punishment."""

import importlib
import sys
from pathlib import Path

# EasyR1 loads this file by its path, so the package it belongs to has to be found from here.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

REWARD_NAME = "trimpi"
REWARD_TYPE = "batch"


def overlong(length, max_response_length, overlong_buffer_length):
    """0 up to the buffer, then linear to -1 at the longest response."""
    over = length - (max_response_length - overlong_buffer_length)
    if overlong_buffer_length == 0 or over <= 0:
        return 0.0
    return max(-1.0, -over / overlong_buffer_length)


def score(task, response, truth):
    """Accuracy, format and what else is known of a response: tool and arguments where the answer is a call.

    truth: the answer; or {"answer", "policy"}: then only a response that follows this policy faithfully is right; or
    {"answer", "policy", "circumstances"}: then the response is also judged for policy referral
    """
    known = truth if isinstance(truth, dict) else {"answer": truth}
    parts = {**task.scores(response, known["answer"]), "format": 1.0 if task.is_well_formed(response) else 0.0}
    if known.get("circumstances"):
        parts["referral"] = task.referral(response, known["policy"], known["circumstances"])
    elif known.get("policy") and not task.is_faithful(response, known["policy"]):
        parts["accuracy"] = 0.0
    return parts


def compute_score(reward_inputs, task, format_weight, max_response_length, overlong_buffer_length=0):
    """One dictionary of numbers for each response; "overall" is what is trained on."""
    rules = importlib.import_module(f"trimpi_recipe.{task}")
    scores = []
    for item in reward_inputs:
        parts = score(rules, item["response"], item["ground_truth"])
        parts["overlong"] = overlong(item["response_length"], max_response_length, overlong_buffer_length)
        weighted = (1 - format_weight) * parts["accuracy"] + format_weight * parts["format"]
        scores.append({"overall": weighted + parts["overlong"], **parts})
    return scores
