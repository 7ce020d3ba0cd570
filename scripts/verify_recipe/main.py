"""All checks of the recipes against checkouts of EasyR1 and LLaMA-Factory; started by `npm run verify-recipe`.

  python3 main.py --easyr1 PATH --llamafactory PATH --recipes FOLDER --out FILE

FOLDER: a folder per recipe (files and data). FILE: what was seen, as JSON.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
from pathlib import Path

import stubs


def commit(path):
    """The commit of a checkout; changed files are said."""
    def git(*command):
        return subprocess.run(["git", "-C", path, *command], capture_output=True, text=True).stdout.strip()

    return (git("rev-parse", "HEAD") or "unknown") + (" with changes" if git("status", "--porcelain") else "")


def check_versions(recipes, easyr1, llamafactory):
    """The manifest's versions lie in the ranges that both programs ask for."""
    import tomllib

    from packaging.requirements import Requirement

    packages = json.loads((recipes[0] / "manifest.json").read_text())["packages"]
    asked = [*(Path(easyr1) / "requirements.txt").read_text().splitlines()]
    asked += tomllib.loads((Path(llamafactory) / "pyproject.toml").read_text())["project"]["dependencies"]
    for extra in ("deepspeed", "vllm"):
        asked += (Path(llamafactory) / f"requirements/{extra}.txt").read_text().splitlines()
    met = []
    for line in filter(None, map(str.strip, asked)):
        wanted = Requirement(line)
        version = packages.get(wanted.name)
        if version is None:
            continue
        if not wanted.specifier.contains(version):
            raise AssertionError(f"{wanted.name} {version} is outside {wanted.specifier}")
        met.append(wanted.name)
    return f"{len(met)} ranges of {len(set(met))} packages"


def main():
    parser = argparse.ArgumentParser()
    for name in ("easyr1", "llamafactory", "recipes", "out"):
        parser.add_argument(f"--{name}", required=True)
    arguments = parser.parse_args()
    lacking = stubs.missing(stubs.NEEDED)
    if lacking:
        sys.exit(f"This Python lacks {', '.join(lacking)}. Install them, or name another one with --python.")
    os.environ.update(DISABLE_VERSION_CHECK="1", WANDB_DISABLED="true", TOKENIZERS_PARALLELISM="false")
    os.environ["HF_DATASETS_CACHE"] = str(Path(arguments.recipes) / "cache")
    stubbed = stubs.install()
    recipes = sorted(path for path in Path(arguments.recipes).iterdir() if (path / "manifest.json").exists())
    sys.path[:0] = [str(recipes[0]), arguments.easyr1, str(Path(arguments.llamafactory) / "src")]

    import check_configs
    import check_easyr1
    import check_evaluations
    import check_llamafactory
    import check_logs
    import check_rewards
    import tasks
    import torch
    import transformers
    from report import Report
    from toy import ToyProcessor, toy_tokenizer

    report = Report()
    by_name = {path.name: path for path in recipes}
    os.chdir(recipes[0])  # configs name the package's files from the recipe's folder
    report.run("versions of the manifest", lambda: check_versions(recipes, arguments.easyr1, arguments.llamafactory))
    check_configs.check(report, recipes)
    report.run("a misspelt key fails the check of configs", lambda: check_configs.check_misspelling(by_name["7b-trimpi-poro-dapo"]))
    check_logs.check(report, Path(arguments.recipes) / "logs")
    cases, crops, calls, published = (by_name[f"7b-{name}trimpi-poro-dapo"] for name in ("", "m-full-", "gta-paper-", "published-"))
    with_data = (cases, crops, calls, published)
    files = [path for recipe in with_data for path in sorted((recipe / "data").glob("*.jsonl"))]
    tokenizer = toy_tokenizer([*(text for path in files for text in spoken(path)), *tasks.SPOKEN])
    processor = ToyProcessor(tokenizer)
    os.chdir(cases)
    check_rewards.check(report, *(check_configs.easyr1_config(recipe / "rl.yaml") for recipe in (cases, calls)))
    checked = (
        ("ClevrPolicy-T", cases, "7b-direct-sft", tasks.clevr),
        ("ClevrPolicy-M", crops, "7b-m-full-direct-sft", tasks.clevr),
        ("GTAPolicy", calls, "7b-gta-paper-direct-sft", tasks.tools),
        ("GTAPolicy from GTA's files", published, "7b-published-direct-sft", tasks.tools),
    )
    check_easyr1.check_once(report, cases / "rl.yaml", tasks.clevr(tokenizer, processor, cases / "raw"))
    for name, folder, direct, task in checked:
        os.chdir(folder)
        tools = task(tokenizer, processor, folder / "raw")
        check_easyr1.check_task(report, name, folder, tools)
        check_easyr1.check_methods(report, name, folder, tools)
        check_llamafactory.check(report, name, folder, by_name[direct], tools)
        check_evaluations.check(report, name, folder, tools)
    os.chdir(crops)
    check_easyr1.check_picture_limit(
        report, "ClevrPolicy-M", crops / "rl.yaml", tasks.clevr(tokenizer, processor, crops / "raw"), 40
    )
    keys = check_configs.upstream_keys()
    failed = [check["check"] for check in report.checks if not check["ok"]]
    seen = {
        "upstream": {"EasyR1": commit(arguments.easyr1), "LLaMA-Factory": commit(arguments.llamafactory)},
        "python": platform.python_version(),
        "packages": {"torch": torch.__version__, "transformers": transformers.__version__},
        "stubs": stubbed,
        "checks": report.checks,
        "keys": keys,
    }
    Path(arguments.out).write_text(json.dumps(seen, indent=2, ensure_ascii=False) + "\n")
    print(f"{len(report.checks) - len(failed)} checks held, {len(failed)} failed")
    sys.exit(1 if failed else 0)


def spoken(path):
    """Every text of a data file."""
    for line in path.read_text().splitlines():
        row = json.loads(line)
        yield from (row[key] for key in ("problem", "problem_with_policy", "answer") if isinstance(row.get(key), str))
        yield from (turn["value"] for turn in row.get("conversations", []))
    raw = path.parent.parent / "raw/pool.jsonl"
    for line in raw.read_text().splitlines():
        yield json.loads(line)["response"]


if __name__ == "__main__":
    main()
