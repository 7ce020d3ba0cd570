"""Turns the playground's dataset files into training and evaluation files, a line at a time.

  python3 -m trimpi_recipe.prepare_data --task clevr_policy --raw raw --out data

raw: cot.jsonl, pool.jsonl, validation.jsonl, test.jsonl, and for evaluation override.jsonl, forgetting.jsonl, as
`npm run export` writes them or the page does, with images. Standard library only.
"""

import argparse
import base64
import importlib
import json
import re
from pathlib import Path

#: Lines of each stage in LLaMA-Factory's sharegpt format: from which split, and which prompt and response.
STAGES = ("vm_cpt", "cot_sft", "direct_sft")


def lines(path):
    with open(path, encoding="utf-8") as file:
        for line in file:
            if line.strip():
                yield json.loads(line)


def saved(image, name, raw, out):
    """The path of an image that a line names or holds; one that it holds becomes the file `name` under out."""
    if not image.startswith("data:"):
        return str((raw / image).resolve())
    path = out / name
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(base64.b64decode(image.split(",", 1)[1]))
    return str(path.resolve())


def image_paths(example, split, raw, out):
    """The images that the question is about, as paths: one, or any number of those that have names."""
    if "images" in example:
        images, names = example.get("image_data"), example["images"]
        if images is None or len(images) != len(names):
            raise SystemExit(f"{example['id']} has no images: export the dataset with images.")
        file = re.sub("[^A-Za-z0-9-]", "-", example["id"])
        return [saved(image, f"images/{split}/{file}-{number}.png", raw, out) for number, image in enumerate(images)]
    image = example.get("image")
    if image is None:
        raise SystemExit(f"{example['id']} has no image: export the dataset with images.")
    return [saved(image, f"images/{split}/{example['id']}.png", raw, out)]


def asked(example):
    """The question behind its images. Where they have names, each stands behind its own, because calls speak of them so."""
    if "images" in example:
        return "".join(f"{name}: <image>\n" for name in example["images"]) + example["question"]
    return f"<image>{example['question']}"


def show_policy_images(example, raw, out):
    """Adds `policy_prompt`, the policy with <image> in place of each reference to a picture, and the pictures in order.

    `policy_text` keeps its references: they name what the pictures show, which the rules of a task may want to know.
    """
    pictures = example.get("policy_images") or {}
    paths = {
        reference: saved(image, f"images/policy/{re.sub('[^a-z0-9]+', '-', reference.lower()).strip('-')}.png", raw, out)
        for reference, image in pictures.items()
    }
    shown = []

    def show(reference):
        shown.append(paths[reference[0]])
        return "<image>"

    text = example.get("policy_text", "")
    example["policy_prompt"] = re.sub("|".join(map(re.escape, paths)), show, text) if paths else text
    example["policy_images"] = shown


def prompts(task, example):
    """The prompts of an example. All stages that reason end theirs with the same instruction."""
    question = asked(example)
    return {
        "plain": f"{question} {task.REASONING_INSTRUCTION}",
        "with_policy": f"{example['policy_prompt']}\n{question} {task.REASONING_INSTRUCTION}",
        "answer_only": f"{question} {task.ANSWER_INSTRUCTION}",
    }


def sharegpt(prompt, response, images):
    turns = [{"from": "human", "value": prompt}, {"from": "gpt", "value": response}]
    return {"conversations": turns, "images": images}


def supervised(task, stage, example, images):
    """A line of LLaMA-Factory's: the policy is in the prompt of VM-CPT only."""
    prompt = prompts(task, example)
    if stage == "vm_cpt":
        return sharegpt(prompt["with_policy"], example["response"], [*example["policy_images"], *images])
    if stage == "cot_sft":
        return sharegpt(prompt["plain"], example["response"], images)
    return sharegpt(prompt["answer_only"], "\\boxed{" + example["answer"] + "}", images)


def rollout(task, example, images):
    """A line of EasyR1's: the prompt, and beside it the one with the policy."""
    prompt = prompts(task, example)
    return {
        "id": example["id"],
        "problem": prompt["plain"],
        "images": images,
        "problem_with_policy": prompt["with_policy"],
        "images_with_policy": [*example["policy_images"], *images],
        "policy": example["policy_text"],
        "answer": example["answer"],
    }


def evaluation(name, task, example, images):
    """A line of one evaluation, in EasyR1's columns problem, images, answer."""
    row = rollout(task, example, images)
    kept = {"id": row["id"], "problem": row["problem"], "images": row["images"], "answer": row["answer"]}
    if name in ("in_context", "override"):
        return {**kept, "problem": row["problem_with_policy"], "images": row["images_with_policy"]}
    if name == "answer_only":
        return {**kept, "problem": prompts(task, example)["answer_only"]}
    if name == "referral":
        known = task.circumstances(example)
        return {**kept, "answer": {"answer": row["answer"], "policy": row["policy"], "circumstances": known}}
    return kept


def question_only(_task, example, images):
    """A line of the forgetting test: a question of its own, with its answer."""
    return {
        "id": example["id"],
        "problem": asked(example),
        "images": images,
        "answer": example["answer"],
    }


class Outputs:
    """Open files by name. A file is replaced only once it is whole."""

    def __init__(self, folder):
        self.folder = folder
        self.files = {}

    def write(self, name, value):
        if name not in self.files:
            self.files[name] = open(self.folder / f"{name}.part", "w", encoding="utf-8")
        self.files[name].write(json.dumps(value, ensure_ascii=False) + "\n")

    def close(self):
        for name, file in self.files.items():
            file.close()
            (self.folder / f"{name}.part").replace(self.folder / name)


def register(out, stem):
    """Adds our data sets to dataset_info.json; what is in it already stays."""
    path = out / "dataset_info.json"
    info = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    columns = {"messages": "conversations", "images": "images"}
    for stage in STAGES:
        name = f"{stem}_{stage}"
        info[name] = {"file_name": f"{name}.jsonl", "formatting": "sharegpt", "columns": columns}
    path.write_text(json.dumps(info, ensure_ascii=False, indent=1), encoding="utf-8")


def plan(stem):
    """Split -> what is written of each of its examples: (file name, how to write a line)."""

    def stage(name):
        return (f"{stem}_{name}.jsonl", lambda task, e, images: supervised(task, name, e, images))

    def test(name):
        return (f"eval_{name}.jsonl", lambda task, e, images: evaluation(name, task, e, images))

    return {
        "cot": [stage("vm_cpt"), stage("cot_sft")],
        "pool": [stage("direct_sft"), (f"{stem}_pool.jsonl", rollout)],
        "validation": [(f"{stem}_validation.jsonl", rollout)],
        "test": [test("end_task"), test("answer_only"), test("in_context"), test("referral")],
        "override": [test("override")],
        "forgetting": [("eval_forgetting.jsonl", question_only)],
    }


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--task", default="clevr_policy")
    parser.add_argument("--raw", type=Path, default=Path("raw"))
    parser.add_argument("--out", type=Path, default=Path("data"))
    arguments = parser.parse_args()
    task = importlib.import_module(f"trimpi_recipe.{arguments.task}")
    arguments.out.mkdir(parents=True, exist_ok=True)
    outputs = Outputs(arguments.out)
    for split, files in plan(arguments.task).items():
        path = arguments.raw / f"{split}.jsonl"
        if not path.exists():
            print(f"{path} is not there; what is made of it is left out.")
            continue
        count = 0
        for example in lines(path):
            images = image_paths(example, split, arguments.raw, arguments.out)
            show_policy_images(example, arguments.raw, arguments.out)
            for name, line in files:
                outputs.write(name, line(task, example, images))
            count += 1
        print(f"{split}: {count} examples")
    outputs.close()
    register(arguments.out, arguments.task)


if __name__ == "__main__":
    main()
