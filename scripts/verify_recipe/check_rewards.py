"""Golden rewards through EasyR1's reward manager."""

import torch
from golden import FAITHFUL, GOLDEN, POLICY
from report import equal

def check(report, config, tokenizer):
    from verl.protocol import DataProto
    from verl.workers.reward import AutoRewardManager

    class Spelled:
        """Responses by number, so that any text is one token."""

        def decode(self, ids, skip_special_tokens):
            return self.texts[int(ids[0])]

    def rewarded(rows):
        spelled = Spelled()
        spelled.texts = [response for response, _ in rows]
        manager = AutoRewardManager(config.worker.reward, spelled)
        numbers = torch.arange(len(rows)).unsqueeze(1)
        truths = [truth for _, truth in rows]
        batch = DataProto.from_dict(
            tensors={"responses": numbers, "response_mask": torch.ones_like(numbers)},
            non_tensors={"ground_truth": truths},
        )
        return manager.compute_reward(batch)

    def golden():
        scores, parts = rewarded([(response, "Case 5") for response, *_ in GOLDEN])
        for row, (response, accuracy, well_formed) in enumerate(GOLDEN):
            equal(parts["accuracy"][row], accuracy, f"accuracy of {response!r}")
            equal(parts["format"][row], well_formed, f"format of {response!r}")
            equal(round(float(scores[row, 0]), 6), round(0.9 * accuracy + 0.1 * well_formed, 6), f"reward of {response!r}")
        return f"{len(GOLDEN)} responses"

    def faithful():
        _, parts = rewarded([(response, {"answer": "Case 5", "policy": POLICY}) for response, _ in FAITHFUL])
        equal(parts["accuracy"], [right for _, right in FAITHFUL], "faithful accuracy")
        return f"{len(FAITHFUL)} responses"

    def overlong():
        from trimpi_recipe.reward import overlong

        equal([overlong(length, 20480, 4096) for length in (16384, 18432, 20480)], [0.0, -0.5, -1.0], "punishment")
        return "0, -0.5, -1 at 16384, 18432, 20480 of 20480"

    report.run("golden rewards through EasyR1's reward manager", golden)
    report.run("faithful rewards of policy-aware responses", faithful)
    report.run("overlong shaping", overlong)
