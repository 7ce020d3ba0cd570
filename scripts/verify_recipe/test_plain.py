"""What of the recipes needs neither program: python3 -m unittest in this folder, standard library only."""

import base64
import json
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2] / "src/experiment/export/python"
sys.path.insert(0, str(PACKAGE))

from golden import CALLS, FAITHFUL, FAITHFUL_CALLS, GOLDEN, GTA_POLICY, POLICY, call_response  # noqa: E402
from trimpi_recipe import clevr_policy, gta_policy  # noqa: E402
from trimpi_recipe.groups import interleaved_order, is_mixed, taking_part  # noqa: E402
from trimpi_recipe.reward import compute_score, overlong  # noqa: E402
from trimpi_recipe.visual_mask import check_example, mask_visual  # noqa: E402


class Rewards(unittest.TestCase):
    def test_golden(self):
        for response, accuracy, well_formed in GOLDEN:
            item = {"response": response, "response_length": 9, "ground_truth": "Case 5"}
            (score,) = compute_score([item], "clevr_policy", 0.1, 1024)
            self.assertEqual((score["accuracy"], score["format"]), (accuracy, well_formed), response)
            self.assertAlmostEqual(score["overall"], 0.9 * accuracy + 0.1 * well_formed)

    def test_faithful(self):
        for response, right in FAITHFUL:
            truth = {"answer": "Case 5", "policy": POLICY}
            item = {"response": response, "response_length": 9, "ground_truth": truth}
            self.assertEqual(compute_score([item], "clevr_policy", 0.1, 1024)[0]["accuracy"], right, response)

    def test_words_as_answers(self):
        for task in (clevr_policy, gta_policy):
            self.assertEqual(task.scores(r"\boxed{Yes}", "yes"), {"accuracy": 1})
            self.assertEqual(task.scores(r"\boxed{no}", "yes"), {"accuracy": 0})
            self.assertEqual(task.scores(r"\boxed{\text{7}}", "7"), {"accuracy": 1})
            self.assertEqual(task.scores("yes", "yes"), {"accuracy": 0})
        self.assertEqual(gta_policy.scores(r"\boxed{12+7}", "12 + 7"), {"accuracy": 1})

    def test_golden_calls(self):
        for call in CALLS:
            item = {"response": call_response(call["given"]), "response_length": 9, "ground_truth": json.dumps(call["wanted"])}
            (score,) = compute_score([item], "gta_policy", 0.1, 1024)
            for part in ("tool", "arguments", "accuracy", "format"):
                self.assertAlmostEqual(score[part], call[part], msg=call["what"])
            self.assertAlmostEqual(score["overall"], 0.9 * call["accuracy"] + 0.1 * call["format"])

    def test_a_call_in_unfinished_reasoning_is_none(self):
        answer = json.dumps(CALLS[0]["wanted"])
        said = "\\boxed{" + answer + "}"
        for response in (f"<think> It may be {said}", f"<think> {said} </think> I do not know.", f"<think>a</think>b<think>{said}"):
            self.assertEqual(gta_policy.scores(response, answer)["accuracy"], 0, response)
        self.assertEqual(gta_policy.scores(f"{said} or {said}", answer)["accuracy"], 1)

    def test_faithful_calls(self):
        for response, right in FAITHFUL_CALLS:
            truth = {"answer": '{"name": "OCR_v5", "arguments": {"image": "image_1"}}', "policy": GTA_POLICY}
            item = {"response": response, "response_length": 9, "ground_truth": truth}
            self.assertEqual(compute_score([item], "gta_policy", 0.1, 1024)[0]["accuracy"], right, response)

    def test_overlong(self):
        self.assertEqual([overlong(length, 20480, 4096) for length in (16384, 18432, 20480)], [0, -0.5, -1])


class Groups(unittest.TestCase):
    def test_order_keeps_prompts_together(self):
        self.assertEqual(interleaved_order(2, 2, 1), [0, 1, 4, 2, 3, 5])
        self.assertEqual(sorted(interleaved_order(5, 3, 2)), list(range(25)))

    def test_gate(self):
        joins = [True] * 8
        alone = [True] * 4 + [False] * 4
        self.assertEqual(taking_part([1, 0, 0, 0, 1, 1, 0, 0], 4, True), joins)
        self.assertEqual(taking_part([1, 1, 0, 0, 1, 0, 1, 0], 4, True), alone)
        self.assertEqual(taking_part([1, 1, 1, 1, 0, 1, 1, 1], 4, True), alone)
        self.assertEqual(taking_part([1, 1, 1, 1, 0, 0, 0, 0], 4, False), joins)
        # Fractions whose means are equal, but for rounding.
        self.assertEqual(taking_part([0.1, 0.2, 0.3, 0.6, 0.6, 0.3, 0.2, 0.1], 4, True), alone)
        self.assertEqual(taking_part([0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.75], 4, True), joins)

    def test_dynamic_sampling(self):
        groups = ([1, 0], [0, 0], [1, 1], [0.5, 0.5], [0.5, 0.75])
        self.assertEqual([is_mixed(group, 0, 1) for group in groups], [True, False, False, False, True])


class VisualMask(unittest.TestCase):
    def test_visual_tokens_are_ignored_and_others_kept(self):
        self.assertEqual(mask_visual([5, 7, 7, 6], [5, 7, 7, 6], {7}), [5, -100, -100, 6])

    def test_a_cut_sequence_is_refused(self):
        with self.assertRaisesRegex(ValueError, "cutoff_len = 4"):
            check_example([5, 7, 7, 6], 1, {7}, 4)
        check_example([5, 7, 7, 6], 1, {7}, 5)

    def test_an_example_without_visual_tokens_is_refused(self):
        with self.assertRaisesRegex(ValueError, "no visual token"):
            check_example([5, 6], 1, {7}, 9)


class PrepareData(unittest.TestCase):
    def prepared(self, folder, split="cot", **fields):
        example = {
            "id": "L2-Suri-000000",
            "policy_text": POLICY,
            "question": "What does policy L2-Suri say about this image?",
            "answer": "Case 5",
            "response": GOLDEN[0][0],
            "scene": {"objects": [{"size": "large", "color": "red", "material": "metal", "shape": "cube"}]},
            "image": "data:image/png;base64," + base64.b64encode(b"png").decode(),
            **fields,
        }
        raw, out = Path(folder) / "raw", Path(folder) / "data"
        raw.mkdir(exist_ok=True)
        (raw / f"{split}.jsonl").write_text(json.dumps(example) + "\n")
        command = [sys.executable, "-m", "trimpi_recipe.prepare_data", "--raw", str(raw), "--out", str(out)]
        subprocess.run(command, check=True, cwd=PACKAGE, capture_output=True)
        return out, example

    def test_stages_share_the_instruction_and_only_vm_cpt_has_the_policy(self):
        with tempfile.TemporaryDirectory() as folder:
            out, _ = self.prepared(folder)
            vm_cpt, cot = (
                json.loads((out / f"clevr_policy_{stage}.jsonl").read_text())["conversations"]
                for stage in ("vm_cpt", "cot_sft")
            )
            self.assertTrue(vm_cpt[0]["value"].startswith(POLICY))
            self.assertNotIn("# Condition", cot[0]["value"])
            for turns in (vm_cpt, cot):
                self.assertTrue(turns[0]["value"].endswith(clevr_policy.REASONING_INSTRUCTION))
                self.assertEqual(turns[0]["value"].count("<image>"), 1)

    def test_a_data_set_of_others_stays_registered(self):
        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder) / "data"
            out.mkdir()
            (out / "dataset_info.json").write_text('{"identity": {"file_name": "identity.json"}}')
            self.prepared(folder)
            info = json.loads((out / "dataset_info.json").read_text())
            self.assertEqual(info["identity"], {"file_name": "identity.json"})
            self.assertIn("clevr_policy_vm_cpt", info)

    def test_rollout_rows_have_both_prompts(self):
        with tempfile.TemporaryDirectory() as folder:
            out, example = self.prepared(folder, "pool")
            row = json.loads((out / "clevr_policy_pool.jsonl").read_text())
            self.assertEqual(row["answer"], example["answer"])
            self.assertIn(POLICY, row["problem_with_policy"])
            self.assertNotIn(POLICY, row["problem"])
            self.assertEqual(Path(row["images"][0]).read_bytes(), b"png")

    def test_policies_show_their_pictures_in_order_and_keep_their_references_for_the_rules(self):
        red, blue = "[crop: large red metal cube]", "[crop: small blue rubber sphere]"
        policy = f"Policy L3-Suri: the color of {red} or of {blue}, not of {red}."
        images = {
            reference: "data:image/png;base64," + base64.b64encode(name).decode()
            for reference, name in ((red, b"red"), (blue, b"blue"))
        }
        with tempfile.TemporaryDirectory() as folder:
            out, _ = self.prepared(folder, "pool", policy_text=policy, policy_images=images)
            row = json.loads((out / "clevr_policy_pool.jsonl").read_text())
            shown = [Path(image).read_bytes() for image in row["images_with_policy"]]
            self.assertEqual(shown, [b"red", b"blue", b"red", b"png"])
            prompt = row["problem_with_policy"]
            self.assertTrue(prompt.startswith("Policy L3-Suri: the color of <image> or of <image>, not of <image>.\n<image>What"))
            self.assertEqual(row["policy"], policy)
            self.assertEqual(len(row["images"]), 1)

    def test_questions_name_their_pictures_where_they_have_names(self):
        fields = {"image": None, "images": ["image_3", "image_1"], "question": "Query: which?"}
        data = ["data:image/png;base64," + base64.b64encode(name).decode() for name in (b"three", b"one")]
        with tempfile.TemporaryDirectory() as folder:
            out, _ = self.prepared(folder, "pool", **fields, image_data=data)
            row = json.loads((out / "clevr_policy_pool.jsonl").read_text())
            self.assertTrue(row["problem"].startswith("image_3: <image>\nimage_1: <image>\nQuery: which? "))
            self.assertEqual([Path(image).read_bytes() for image in row["images"]], [b"three", b"one"])
        with tempfile.TemporaryDirectory() as folder:
            out, _ = self.prepared(folder, "pool", image=None, images=[], image_data=[])
            row = json.loads((out / "clevr_policy_pool.jsonl").read_text())
            self.assertEqual((row["images"], row["problem"].count("<image>")), ([], 0))


class Conditions(unittest.TestCase):
    def test_values_in_words_and_in_crops_are_the_same(self):
        asked = clevr_policy.asked_values
        words = asked("small cyan metal object")
        self.assertEqual(words, {"small", "cyan", "metal"})
        self.assertEqual(asked("metal object with the size of [crop: small red rubber cube] and the color of [crop: large cyan rubber sphere]"), words)
        self.assertEqual(asked("object with the shape of [crop: large cyan rubber sphere]"), {"sphere"})
        self.assertNotEqual(asked("object with the color of [crop: large red rubber sphere]"), asked("cyan object"))


if __name__ == "__main__":
    unittest.main()
