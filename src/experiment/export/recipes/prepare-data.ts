/**
 * The script that both recipes carry: from the page's dataset files (datasetJsonl with images) to what LLaMA-Factory
 * (sharegpt format, `data/README.md` there) and EasyR1 (`verl/utils/dataset.py` there) read. Standard library only.
 */
export const PREPARE_DATA = `"""Turns the playground's dataset files into training files.

  python prepare_data.py --cot cot.jsonl --pool pool.jsonl --test test.jsonl --out data

Export the three files on the Compare screen, with images. Writes images, the sharegpt files of LLaMA-Factory and
the JSON lines of EasyR1.
"""

import argparse
import base64
import json
import re
from pathlib import Path


def read(path):
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.strip()]


def decoded(address):
    return base64.b64decode(address.split(",", 1)[1])


def show_policy_images(example, out):
    """Writes the pictures that the policy refers to; its text gets <image> in their places, in the order of policy_images."""
    pictures = example.get("policy_images", {})
    example["policy_images"] = []
    if not pictures:
        return
    folder = out / "images" / "policy"
    folder.mkdir(parents=True, exist_ok=True)

    def shown(reference):
        name = "images/policy/" + re.sub("[^a-z]+", "-", reference[0]).strip("-") + ".png"
        (out / name).write_bytes(decoded(pictures[reference[0]]))
        example["policy_images"].append(name)
        return "<image>"

    example["policy_text"] = re.sub("|".join(map(re.escape, pictures)), shown, example["policy_text"])


def save_images(examples, split, out):
    """Writes each example's images and puts their paths, relative to out, in the example."""
    folder = out / "images" / split
    folder.mkdir(parents=True, exist_ok=True)
    for example in examples:
        if "image" not in example:
            raise SystemExit(f"{example['id']} has no image: export the dataset with images.")
        name = f"images/{split}/{example['id']}.png"
        (out / name).write_bytes(decoded(example["image"]))
        example["image"] = name
        show_policy_images(example, out)


def sharegpt(images, prompt, response):
    turns = [{"from": "human", "value": prompt}, {"from": "gpt", "value": response}]
    return {"conversations": turns, "images": images}


def with_policy(example):
    """Images and prompt of an example behind its policy."""
    images = example["policy_images"] + [example["image"]]
    return images, example["policy_text"] + "\\n<image>" + example["question"]


def write_json(path, value):
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1), encoding="utf-8")


def write_lines(path, values):
    path.write_text("".join(json.dumps(value, ensure_ascii=False) + "\\n" for value in values), encoding="utf-8")


def main():
    parser = argparse.ArgumentParser()
    for split in ("cot", "pool", "test"):
        parser.add_argument(f"--{split}", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path("data"))
    arguments = parser.parse_args()
    out = arguments.out
    splits = {split: read(getattr(arguments, split)) for split in ("cot", "pool", "test")}
    for split, examples in splits.items():
        save_images(examples, split, out)

    # (P, I, Q) -> (C, A): with train_on_prompt the loss covers the policy too.
    write_json(
        out / "clevr_policy_vm_cpt.json",
        [sharegpt(*with_policy(e), e["response"]) for e in splits["cot"]],
    )
    # (I, Q) -> (C, A)
    write_json(
        out / "clevr_policy_cot_sft.json",
        [sharegpt([e["image"]], "<image>" + e["question"], e["response"]) for e in splits["cot"]],
    )
    # (I, Q) -> A
    write_json(
        out / "clevr_policy_direct_sft.json",
        [sharegpt([e["image"]], "<image>" + e["question"], "\\\\boxed{" + e["answer"] + "}") for e in splits["pool"]],
    )
    columns = {"messages": "conversations", "images": "images"}
    names = ["clevr_policy_vm_cpt", "clevr_policy_cot_sft", "clevr_policy_direct_sft"]
    info = {name: {"file_name": f"{name}.json", "formatting": "sharegpt", "columns": columns} for name in names}
    write_json(out / "dataset_info.json", info)

    for split in ("pool", "test"):
        lines = [
            {
                "problem": "<image>" + e["question"],
                "problem_with_policy": with_policy(e)[1],
                "answer": e["answer"],
                "images": [e["image"]],
                "images_with_policy": with_policy(e)[0],
            }
            for e in splits[split]
        ]
        write_lines(out / f"easyr1_{split}.jsonl", lines)


if __name__ == "__main__":
    main()
`;
