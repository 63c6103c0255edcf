"""The reference implementations, and a guard that goldens come from the pinned commit."""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Reference:
    """A public repository at one commit. The user clones it; no part of it enters this project."""

    url: str
    commit: str

    @property
    def source(self):
        """How a golden file names its origin."""
        return f"{self.url}@{self.commit}"

    def use(self, checkout):
        """Makes the packages of `checkout` importable, if it is at the pinned commit."""
        head = subprocess.run(
            ["git", "-C", str(checkout), "rev-parse", "HEAD"],
            capture_output=True,
            text=True,
            check=False,
        ).stdout.strip()
        if head != self.commit:
            sys.exit(
                f"{checkout} is at {head or 'no commit'}, expected {self.commit}:\n"
                f"  git clone {self.url} {checkout} && git -C {checkout} checkout {self.commit}"
            )
        sys.path.insert(0, str(Path(checkout).resolve()))


GUIDED_DIFFUSION = Reference(
    "https://github.com/openai/guided-diffusion", "22e0df8183507e13a7813f8d38d51b072ca1e67c"
)
DDRM = Reference("https://github.com/bahjat-kawar/ddrm", "32b6b3ccfda532ba01c9cc5b6e7456c3a06a6ca2")
