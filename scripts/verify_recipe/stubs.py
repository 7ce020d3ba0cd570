"""Stands in for packages that need a GPU or are not installed, so that the rest of upstream's code runs for real."""

import importlib.abc
import importlib.machinery
import importlib.metadata
import importlib.util
import sys
import time
import types
from contextlib import ContextDecorator

#: Packages that upstream imports and that a check can do without. Everything else must be installed.
OPTIONAL = (
    *("codetiming", "deepspeed", "flash_attn", "liger_kernel", "mathruler", "msgspec", "qwen_vl_utils"),
    *("tensordict", "torchaudio", "vllm"),
)
#: What the checks cannot do without.
NEEDED = ("torch", "transformers", "omegaconf", "datasets", "ray", "torchdata", "accelerate", "peft", "trl", "PIL", "yaml", "jinja2")


class Nothing:
    """An attribute of a stub: a class to inherit from or a function that nobody may call."""

    def __init__(self, *args, **kwargs):
        raise RuntimeError("A stub was called: the check needs the real package.")


class StubModule(types.ModuleType):
    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return type(name, (Nothing,), {"__module__": self.__name__})


class StubFinder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def __init__(self, names):
        self.names = set(names)

    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in self.names:
            return importlib.machinery.ModuleSpec(name, self, is_package=True)
        return None

    def create_module(self, spec):
        return StubModule(spec.name)

    def exec_module(self, module):
        fill = FILLED.get(module.__name__)
        if fill:
            vars(module).update(fill())


class Timer(ContextDecorator):
    """codetiming.Timer, as far as it is used."""

    def __init__(self, name=None, logger=None):
        self.last = 0.0

    def __enter__(self):
        self.start = time.perf_counter()
        return self

    def __exit__(self, *_):
        self.last = time.perf_counter() - self.start


def toy_tensordict():
    import torch

    class TensorDict:
        """tensordict.TensorDict, as far as EasyR1's protocol uses it: tensors that share their first dimension."""

        def __init__(self, source=None, batch_size=None):
            self.tensors = dict(source or {})
            size = batch_size if batch_size is not None else next(iter(self.tensors.values())).shape[:1]
            self.batch_size = torch.Size([size] if isinstance(size, int) else size)

        def keys(self):
            return self.tensors.keys()

        def items(self):
            return self.tensors.items()

        def values(self):
            return self.tensors.values()

        def __contains__(self, key):
            return key in self.tensors

        def __len__(self):
            return self.batch_size[0]

        def __getitem__(self, item):
            if isinstance(item, str):
                return self.tensors[item]
            picked = {key: value[item] for key, value in self.tensors.items()}
            return TensorDict(picked, next(iter(picked.values())).shape[:1])

        def __setitem__(self, key, value):
            self.tensors[key] = value

        def pop(self, key):
            return self.tensors.pop(key)

        def select(self, *keys):
            return TensorDict({key: self.tensors[key] for key in keys}, self.batch_size)

        def to(self, *_, **__):
            return self

        def chunk(self, chunks, dim=0):
            size = self.batch_size[0] // chunks
            return [self[start : start + size] for start in range(0, self.batch_size[0], size)]

        @classmethod
        def __torch_function__(cls, function, types_, args=(), kwargs=None):
            if function is not torch.cat:
                raise NotImplementedError(str(function))
            return TensorDict({key: torch.cat([part[key] for part in args[0]]) for key in args[0][0].keys()})

    return {"TensorDict": TensorDict}


FILLED = {
    "codetiming": lambda: {"Timer": Timer},
    "msgspec": lambda: {"field": lambda default=None: default},
    "tensordict": toy_tensordict,
}


def missing(names):
    return [name for name in names if importlib.util.find_spec(name) is None]


def install():
    """Stubs for optional packages that are missing. Returns their names.

    Version ranges that transformers checks at import are met on paper only where the installed ones are newer.
    """
    names = missing(OPTIONAL)
    sys.meta_path.append(StubFinder(names))
    real = importlib.metadata.version
    newer = {"huggingface-hub": "0.36.0", "tokenizers": "0.22.1"}
    importlib.metadata.version = lambda name: newer[name] if name in newer else real(name)
    return names
