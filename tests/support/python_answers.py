"""Answers of an exported folder by modeling_trimpi.py beside those of the page: python3 python_answers.py FOLDER"""

import base64
import json
import sys
from pathlib import Path

folder = Path(sys.argv[1])
sys.path.insert(0, str(folder))
from modeling_trimpi import TrimpiModel, read_safetensors, square, write_safetensors  # noqa: E402

model = TrimpiModel.load(folder)
page = json.loads((folder / "answers.json").read_text())
same, different = 0, []
for number, answer in enumerate(page["answers"]):
    images = [square(base64.b64decode(image)) for image in answer["images"]]
    tokens = model.generate(answer["prompt"], images, page["longest"])
    if tokens == answer["tokens"]:
        same += 1
    else:
        different.append({"number": number, "page": answer["tokens"], "python": tokens})

# What Python has trained goes back the same way: here every tensor is halved.
tensors, metadata = read_safetensors(folder / "model.safetensors")
write_safetensors(folder / "halved.safetensors", {name: tensor / 2 for name, tensor in tensors.items()}, metadata)
first = page["answers"][0]
said = model.answer(first["prompt"], [square(base64.b64decode(image)) for image in first["images"]])
print(json.dumps({"same": same, "different": different, "first": said}))
