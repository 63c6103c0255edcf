"""What lets the authors' code run here: without the packages it imports for its surroundings, and on a CPU."""

import sys
from contextlib import contextmanager
from importlib.machinery import ModuleSpec
from unittest import mock

import torch


class Progress(list):
    """A progress bar that shows nothing."""

    def __init__(self, iterable, **_options):
        super().__init__(iterable)

    def set_postfix(self, *_args, **_options):
        pass


def absent(*names):
    """Puts empty modules in the place of packages that are imported and, on our way, never called."""
    for name in names:
        sys.modules[name] = mock.MagicMock(__spec__=ModuleSpec(name, None))


def silent_progress():
    for name in ("tqdm", "tqdm.auto"):
        absent(name)
        sys.modules[name].tqdm = Progress


@contextmanager
def cpu_for_cuda():
    """Tensors that are sent to a GPU stay where they are."""
    to = torch.Tensor.to

    def stay(self, target, *args, **options):
        on_gpu = isinstance(target, (str, torch.device)) and "cuda" in str(target)
        return self if on_gpu else to(self, target, *args, **options)

    with (
        mock.patch.object(torch.Tensor, "to", stay),
        mock.patch.object(torch.Tensor, "cuda", lambda self, *_args: self),
    ):
        yield
