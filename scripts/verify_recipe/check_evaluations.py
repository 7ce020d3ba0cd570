"""Every evaluation of a recipe with data: its rows through EasyR1's data set and reward."""

import json
from pathlib import Path

import torch
from check_configs import easyr1_config
from report import equal, true


def rewarded(config, responses, truths):
    """{part: values} of responses by EasyR1's reward manager."""
    from verl.protocol import DataProto
    from verl.workers.reward import AutoRewardManager

    class Spelled:
        """Responses by number, so that any text is one token."""

        def decode(self, ids, skip_special_tokens):
            return responses[int(ids[0])]

    numbers = torch.arange(len(responses)).unsqueeze(1)
    batch = DataProto.from_dict(
        tensors={"responses": numbers, "response_mask": torch.ones_like(numbers)}, non_tensors={"ground_truth": truths}
    )
    scores, parts = AutoRewardManager(config.worker.reward, Spelled()).compute_reward(batch)
    return scores[:, 0].tolist(), parts


def right_answer(truth):
    answer = truth["answer"] if isinstance(truth, dict) else truth
    return f"<think>\n</think>\n\\boxed{{{answer}}}"


def check(report, name, folder, tools):
    report.run(f"{name}: evaluations through EasyR1's data set and reward", lambda: check_rows(folder, tools))

    report.refuses(
        f"{name}: an evaluation's prompt that does not fit is refused",
        lambda: rows_of(easyr1_config(folder / "eval_in_context.yaml", ["data.max_prompt_length=256"]), tools),
        "lose its image or its question",
    )


def rows_of(config, tools):
    """The rows that EasyR1's loader makes of an evaluation, through our data set."""
    from trimpi_recipe import train_rl
    from verl.trainer import data_loader

    train_rl.install(config)
    _, validation = data_loader.create_dataloader(config.data, tools.tokenizer, tools.processor)
    return [validation.dataset[index] for index in range(len(validation.dataset))]


def check_rows(folder, tools):
    seen = []
    for path in sorted(folder.glob("eval_*.yaml")):
        config = easyr1_config(path)
        rows = rows_of(config, tools)
        lines = [json.loads(line) for line in Path(config.data.val_files).read_text().splitlines()]
        equal(len(rows), len(lines), f"rows of {path.name}")
        with_policy = path.stem in ("eval_in_context", "eval_override")
        true(all((tools.mark in line["problem"]) == with_policy for line in lines), f"policies in {path.name}")
        truths = [row["ground_truth"] for row in rows]
        _, parts = rewarded(config, [right_answer(truth) for truth in truths], truths)
        true(all(value == 1 for value in parts["accuracy"]), f"right answers of {path.name} earn all")
        equal("referral" in parts, path.stem == "eval_referral", f"whether {path.name} judges referral")
        seen.append(f"{path.stem.removeprefix('eval_')} {len(rows)}")
    return f"rows: {', '.join(seen)}; right answers are rewarded"
