"""A model of TriMPI Playground in numpy: reads an exported folder and gives the page's greedy answers.

  python3 modeling_trimpi.py FOLDER --image picture.rgb --prompt "<image> <ask> exist small red ?"

FOLDER holds config.json and model.safetensors. From Python:

  model = TrimpiModel.load("FOLDER")
  words = model.answer(["<policy>", ...] or token ids, [rgb])     # rgb: uint8 [size, size, 3]

A picture is 48 x 48 pixels and 36 tokens. Models that know ClevrPolicy-M also read crops of 16 x 16 pixels, one token each.

A decoder-only vision-language transformer: patches through an MLP, rotary positions, RMSNorm, GELU, tied embeddings.
Attention is causal over words and bidirectional inside an image. numpy is all it needs.
"""

import argparse
import json
import struct
from pathlib import Path

import numpy as np


def read_safetensors(path):
    """{name: float32 array} and the file's metadata."""
    data = Path(path).read_bytes()
    (length,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + length])
    metadata = header.pop("__metadata__", {})
    tensors = {}
    for name, entry in header.items():
        if entry["dtype"] != "F32":
            raise ValueError(f"The tensor {name} is of type {entry['dtype']}; only F32 is read here.")
        first, last = (8 + length + offset for offset in entry["data_offsets"])
        tensors[name] = np.frombuffer(data[first:last], "<f4").reshape(entry["shape"])
    return tensors, metadata


def write_safetensors(path, tensors, metadata):
    """The file that the page imports again: the names, shapes and metadata that it was read with."""
    header, blocks, offset = {"__metadata__": metadata}, [], 0
    for name, tensor in tensors.items():
        block = np.ascontiguousarray(tensor, "<f4").tobytes()
        header[name] = {"dtype": "F32", "shape": list(tensor.shape), "data_offsets": [offset, offset + len(block)]}
        offset += len(block)
        blocks.append(block)
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    Path(path).write_bytes(struct.pack("<Q", len(text)) + text + b"".join(blocks))


def rms_norm(x, gain, epsilon):
    return x / np.sqrt(np.mean(np.square(x), -1, keepdims=True) + epsilon) * gain


def gelu(x):
    """The approximation by tanh."""
    return 0.5 * x * (1 + np.tanh(np.float32(np.sqrt(2 / np.pi)) * (x + 0.044715 * x**3)))


def softmax(x):
    weights = np.exp(x - x.max(-1, keepdims=True))
    return weights / weights.sum(-1, keepdims=True)


class TrimpiModel:
    def __init__(self, config, tensors):
        self.config = config
        self.tensors = {name: np.asarray(tensor, np.float32) for name, tensor in tensors.items()}
        self.ids = {}
        for number, word in enumerate(config["vocabulary"]):
            # A word that occurs twice is a syllable the second time; prompts with syllables are given as ids.
            self.ids.setdefault(word, number)
        self.image, self.end = config["image_token_id"], config["eos_token_id"]

    @classmethod
    def load(cls, folder):
        folder = Path(folder)
        tensors, _ = read_safetensors(folder / "model.safetensors")
        return cls(json.loads((folder / "config.json").read_text(encoding="utf-8")), tensors)

    # The network -------------------------------------------------------------------------------------------------------

    def norm(self, name, x):
        return rms_norm(x, self.tensors[name], self.config["rms_norm_epsilon"])

    def linear(self, name, x):
        """x W, and LoRA's x A B where the model has adapters."""
        out = x @ self.tensors[name]
        if f"{name}.loraA" in self.tensors:
            out = out + x @ self.tensors[f"{name}.loraA"] @ self.tensors[f"{name}.loraB"]
        return out

    def windows(self, rgb):
        """(windows along a side, border, place of the first) of a picture, or of a crop where the model knows crops."""
        picture, crop = self.config["image"], self.config.get("crop")
        size, window, stride = picture["size"], picture["window"], picture["stride"]
        if rgb.shape == (size, size, 3):
            return size // stride, (window - stride) // 2, 0
        if crop and rgb.shape == (crop["size"], crop["size"], 3):
            return 1, 0, crop["place"]
        sizes = " or ".join(f"{side} x {side}" for side in [size, *([crop["size"]] if crop else [])])
        raise ValueError(f"A picture must be {sizes} RGB, not {' x '.join(map(str, rgb.shape))}.")

    def patches(self, rgb):
        """[visual tokens, window * window * 3]: overlapping windows of the picture, its border repeated, in [-1, 1]."""
        window, stride = self.config["image"]["window"], self.config["image"]["stride"]
        side, border, _ = self.windows(rgb)
        scale = np.float64(2 / 255)  # the page computes in doubles and stores floats
        values = np.pad(rgb.astype(np.float64) * scale - 1, ((border, border), (border, border), (0, 0)), "edge")
        starts = [stride * i for i in range(side)]
        windows = [values[y : y + window, x : x + window].reshape(-1) for y in starts for x in starts]
        return np.stack(windows).astype(np.float32)

    def visual_tokens(self, rgb):
        """RMSNorm(GELU(patch W1) W2 + place), [visual tokens, width]."""
        hidden = gelu(self.patches(rgb) @ self.tensors["vision.patch"])
        first = self.windows(rgb)[2]
        places = self.tensors["vision.position"][first : first + len(hidden)]
        return self.norm("vision.norm", hidden @ self.tensors["vision.project"] + places)

    def embed(self, tokens, images):
        """Rows [tokens, width], and for each token the end of what it sees: its own place, or the end of its image."""
        rows = self.tensors["embedding"][tokens] * np.float32(np.sqrt(self.config["width"]))
        ends = np.arange(1, len(tokens) + 1)
        at = 0
        for rgb in images:
            while at < len(tokens) and tokens[at] != self.image:
                at += 1
            visual = self.visual_tokens(rgb)
            if at + len(visual) > len(tokens):
                raise ValueError("There are more pictures than places for them in the prompt.")
            rows[at : at + len(visual)] = visual
            ends[at : at + len(visual)] = at + len(visual)
            at += len(visual)
        return rows, ends

    def rotate(self, x, positions):
        """Rotary positions, halves convention: dimension i is paired with i + half. x: [heads, tokens, head width]"""
        half = x.shape[-1] // 2
        angles = positions[:, None] * self.config["rotary_base"] ** (-np.arange(half) / half)
        cosine, sine = np.cos(angles).astype(np.float32), np.sin(angles).astype(np.float32)
        first, second = x[..., :half], x[..., half:]
        return np.concatenate([first * cosine - second * sine, first * sine + second * cosine], -1)

    def attention(self, block, x, positions, ends, cache):
        """softmax(q k^T / sqrt(head width)) v over the keys before each query's end; keys and values stay in the cache."""
        heads = self.config["heads"]
        qkv = self.linear(f"block{block}.attention.qkv", x)
        q, k, v = (part.reshape(len(x), heads, -1).transpose(1, 0, 2) for part in np.split(qkv, 3, -1))
        q, k = self.rotate(q, positions), self.rotate(k, positions)
        if block in cache:
            k, v = (np.concatenate([old, new], 1) for old, new in zip(cache[block], (k, v)))
        cache[block] = (k, v)
        scores = q @ k.transpose(0, 2, 1) / np.float32(np.sqrt(q.shape[-1]))
        seen = np.arange(k.shape[1])[None, :] < ends[:, None]
        attended = softmax(np.where(seen, scores, np.float32(-1e9))) @ v
        return attended.transpose(1, 0, 2).reshape(len(x), -1)

    def forward(self, rows, positions, ends, cache):
        """Logits [tokens, vocabulary] of the tokens given; earlier ones are in the cache."""
        x = rows
        for block in range(self.config["layers"]):
            normed = self.norm(f"block{block}.attention.norm", x)
            attended = self.attention(block, normed, positions, ends, cache)
            x = x + self.linear(f"block{block}.attention.out", attended)
            hidden = gelu(self.linear(f"block{block}.mlp.in", self.norm(f"block{block}.mlp.norm", x)))
            x = x + self.linear(f"block{block}.mlp.out", hidden)
        return self.norm("norm", x) @ self.tensors["embedding"].T

    # Answers -----------------------------------------------------------------------------------------------------------

    def generate(self, tokens, images, longest):
        """Greedy token ids after a prompt, at most `longest`, the end token included."""
        tokens = np.asarray(tokens)
        rows, ends = self.embed(tokens, images)
        cache, said = {}, []
        logits = self.forward(rows, np.arange(len(tokens)), ends, cache)[-1]
        while True:
            said.append(int(np.argmax(logits)))
            if said[-1] == self.end or len(said) >= longest:
                return said
            place = len(tokens) + len(said) - 1
            rows, _ = self.embed(np.asarray(said[-1:]), [])
            logits = self.forward(rows, np.array([place]), np.array([place + 1]), cache)[-1]

    def answer(self, prompt, images, longest=96):
        """The words of a greedy answer. prompt: token ids, or words of the vocabulary with one <image> for each picture"""
        tokens, pictures = [], iter(images)
        for part in prompt:
            if isinstance(part, str):
                if part not in self.ids:
                    raise ValueError(f'"{part}" is not in the vocabulary.')
                rgb = next(pictures, None) if part == "<image>" else None
                tokens += [self.ids[part]] * (1 if rgb is None else self.windows(rgb)[0] ** 2)
            else:
                tokens.append(int(part))
        words = [self.config["vocabulary"][token] for token in self.generate(tokens, images, longest)]
        return words[:-1] if words[-1] == self.config["vocabulary"][self.end] else words


def square(data):
    """Raw RGB bytes of a square picture as an array [side, side, 3]."""
    side = round((len(data) / 3) ** 0.5)
    if side * side * 3 != len(data):
        raise ValueError(f"{len(data)} bytes are not the RGB bytes of a square picture.")
    return np.frombuffer(data, np.uint8).reshape(side, side, 3)


def main():
    parser = argparse.ArgumentParser(description="Answers a prompt by an exported model.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--prompt", required=True, help="words of the vocabulary, with <image> where a picture stands")
    parser.add_argument("--image", action="append", default=[], type=Path, help="raw RGB bytes of a square")
    arguments = parser.parse_args()
    model = TrimpiModel.load(arguments.folder)
    images = [square(path.read_bytes()) for path in arguments.image]
    print(" ".join(model.answer(arguments.prompt.split(), images)))


if __name__ == "__main__":
    main()
