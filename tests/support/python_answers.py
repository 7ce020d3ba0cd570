"""Answers of an exported folder by modeling_trimpi.py beside those of the page: python3 python_answers.py FOLDER"""

import base64
import json
import sys
from pathlib import Path

import numpy as np

folder = Path(sys.argv[1])
sys.path.insert(0, str(folder))
from modeling_trimpi import TrimpiModel, read_safetensors, write_safetensors  # noqa: E402

model = TrimpiModel.load(folder)
size = model.config["image"]["size"]
page = json.loads((folder / "answers.json").read_text())
same, different = 0, []
for number, answer in enumerate(page["answers"]):
    images = [np.frombuffer(base64.b64decode(image), np.uint8).reshape(size, size, 3) for image in answer["images"]]
    tokens = model.generate(answer["prompt"], images, page["longest"])
    if tokens == answer["tokens"]:
        same += 1
    else:
        different.append({"number": number, "page": answer["tokens"], "python": tokens})

# What Python has trained goes back the same way: here every tensor is halved.
tensors, metadata = read_safetensors(folder / "model.safetensors")
write_safetensors(folder / "halved.safetensors", {name: tensor / 2 for name, tensor in tensors.items()}, metadata)
print(json.dumps({"same": same, "different": different, "first": model.answer(page["answers"][0]["prompt"], images[:0] + [
    np.frombuffer(base64.b64decode(image), np.uint8).reshape(size, size, 3) for image in page["answers"][0]["images"]
])}))
