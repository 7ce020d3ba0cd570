"""Logs of runs as trackio reads them, in the names that TRL's own trainer has in its code."""

import importlib.util
import re
from pathlib import Path

import pandas
from report import equal, true

#: What transformers' Trainer logs beside TRL's own.
TRAINER = {"loss", "grad_norm", "learning_rate"}
#: What the playground logs and TRL does not.
OWN = re.compile(r"rewards/\w+/(no_policy|policy_aware)|dynamic_sampling/\w+|gate/\w+(/no_policy|/policy_aware)?")


def trainer_code():
    """TRL's GRPOTrainer as text: importing it would load all of transformers."""
    folder = importlib.util.find_spec("trl").submodule_search_locations[0]
    return (Path(folder) / "trainer/grpo_trainer.py").read_text(encoding="utf-8")


def check(report, logs):
    """logs: a folder with <run>.metrics.csv and <run>.completions.csv"""
    report.run("metrics of runs in TRL's names, for trackio's import", lambda: check_metrics(logs))
    report.run("completions of runs in the columns of TRL's table", lambda: check_completions(logs))


def check_metrics(logs):
    """trackio.import_csv wants a column "step" of whole numbers, and takes every other column of numbers as a metric."""
    logged = re.findall(r'_metrics\[mode\]\[f?"([^"]+)"\]', trainer_code())
    named = [re.compile(re.sub(r"\{\w+\}", r"\\w+", name)) for name in logged]
    seen, own = set(), set()
    for path in sorted(logs.glob("*.metrics.csv")):
        table = pandas.read_csv(path)
        true(table["step"].is_unique and table["step"].dtype == int, f"steps of {path.name}")
        for column in table.columns.drop(["step", "stage"]):
            pandas.to_numeric(table[column], errors="raise")
            is_theirs = column in TRAINER or any(name.fullmatch(column) for name in named)
            (seen if is_theirs else own).add(column)
    strange = {name for name in own if not OWN.fullmatch(name)}
    equal(strange, set(), "columns that are neither TRL's nor named as ours")
    true({"reward", "reward_std", "kl", "entropy", "rewards/accuracy/mean"} <= seen, "the usual columns are there")
    return f"{len(seen)} columns of TRL's names, {len(own)} of ours"


def check_completions(logs):
    """TRL's table: step, prompt, completion, a column per reward function, extra columns, advantage."""
    table = re.search(r"table = \{(.*?)\}", trainer_code(), re.DOTALL).group(1)
    places = re.findall(r'^ +(?:"(\w+)":|\*\*self\._logs\["(\w+)"\])', table, re.MULTILINE)
    equal([a or b for a, b in places], ["step", "prompt", "completion", "rewards", "extra", "advantage"], "columns of TRL's table")
    rows = 0
    for path in sorted(logs.glob("*.completions.csv")):
        completions = pandas.read_csv(path)
        if completions.empty:  # a recording that kept no responses
            continue
        columns = list(completions.columns)
        equal((columns[:4], columns[-1]), (["step", "prompt", "completion", "accuracy"], "advantage"), f"columns of {path.name}")
        true(completions[["accuracy", "format", "reward"]].notna().all().all(), f"rewards in {path.name}")
        rows += len(completions)
    true(rows > 0, "there are completions")
    return f"{rows} responses"
