"""Golden rewards through EasyR1's reward manager."""

import json

from check_evaluations import rewarded
from golden import CALLS, FAITHFUL, FAITHFUL_CALLS, GOLDEN, GTA_POLICY, POLICY, call_response
from report import equal


def check(report, cases, calls):
    """cases, calls: configs of ClevrPolicy and of GTAPolicy"""

    def golden():
        scores, parts = rewarded(cases, [response for response, *_ in GOLDEN], ["Case 5"] * len(GOLDEN))
        for row, (response, accuracy, well_formed) in enumerate(GOLDEN):
            equal(parts["accuracy"][row], accuracy, f"accuracy of {response!r}")
            equal(parts["format"][row], well_formed, f"format of {response!r}")
            equal(round(scores[row], 6), round(0.9 * accuracy + 0.1 * well_formed, 6), f"reward of {response!r}")
        return f"{len(GOLDEN)} responses"

    def golden_calls():
        responses = [call_response(call["given"]) for call in CALLS]
        scores, parts = rewarded(calls, responses, [json.dumps(call["wanted"]) for call in CALLS])
        for row, call in enumerate(CALLS):
            for part in ("tool", "arguments", "accuracy", "format"):
                equal(round(parts[part][row], 9), round(call[part], 9), f"{part} of {call['what']}")
            equal(round(scores[row], 6), round(0.9 * call["accuracy"] + 0.1 * call["format"], 6), f"reward of {call['what']}")
        return f"{len(CALLS)} calls, every type of argument; tests/recipe-python-gta.test.ts holds the page to the same"

    def faithful():
        for config, known, answer, policy in (
            (cases, FAITHFUL, "Case 5", POLICY),
            (calls, FAITHFUL_CALLS, '{"name": "OCR_v5", "arguments": {"image": "image_1"}}', GTA_POLICY),
        ):
            truths = [{"answer": answer, "policy": policy} for _ in known]
            _, parts = rewarded(config, [response for response, _ in known], truths)
            equal(parts["accuracy"], [right for _, right in known], "faithful accuracy")
        return f"{len(FAITHFUL)} responses with cases, {len(FAITHFUL_CALLS)} with calls"

    def overlong():
        from trimpi_recipe.reward import overlong

        equal([overlong(length, 20480, 4096) for length in (16384, 18432, 20480)], [0.0, -0.5, -1.0], "punishment")
        return "0, -0.5, -1 at 16384, 18432, 20480 of 20480"

    report.run("ClevrPolicy: golden rewards through EasyR1's reward manager", golden)
    report.run("GTAPolicy: golden rewards through EasyR1's reward manager", golden_calls)
    report.run("faithful rewards of policy-aware responses", faithful)
    report.run("overlong shaping", overlong)
