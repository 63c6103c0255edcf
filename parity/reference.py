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
DPS = Reference(
    "https://github.com/DPS2022/diffusion-posterior-sampling",
    "effbde7325b22ce8dc3e2c06c160c021e743a12d",
)
MCG = Reference(
    "https://github.com/HJ-harry/MCG_diffusion", "d5bfd15f580432c31c9aa7ba5a1b20d3b37edb17"
)
ILVR = Reference("https://github.com/jychoi118/ilvr_adm", "9b84f264f8d7b795f1b735bb38fd810f68387c1a")
DDNM = Reference("https://github.com/wyhuai/DDNM", "00b58eac7843a4c99114fd8fa42da7aa2b6808af")
DIFFPIR = Reference("https://github.com/yuanzhi-zhu/DiffPIR", "111d26e8cf11965c1777a8a664b08dfa3ef78f1e")
RED_DIFF = Reference("https://github.com/NVlabs/RED-diff", "66482f23e242bb31166c3662002d0a6f9f065030")
DDS = Reference("https://github.com/HJ-harry/DDS", "509b140ee8ba76772ab7d98929270033d4306f2f")
DPG = Reference("https://github.com/loveisbasa/DPG", "e468e1d33129bf803b1faba5724089723465acb2")
BKSE = Reference(
    "https://github.com/VinAIResearch/blur-kernel-space-exploring",
    "f2fe73e5d4e0d32ae9b6d34207a57bef0d3255c0",
)
CLIP = Reference("https://github.com/openai/CLIP", "d05afc436d78f1c48dc0dbf8e5980a9d471f35f6")
PSLD = Reference("https://github.com/LituRout/PSLD", "d734647bbc1ed0b1171521a804fc744973779f8c")
FLASH_DIFFUSION = Reference(
    "https://github.com/z-fabian/flash-diffusion", "1be5f620fedf5ada6eeb29c66b1cb61cac93bcf2"
)
LATINO_PRO = Reference(
    "https://github.com/LATINO-PRO/LATINO-PRO", "b0168a9b86f2dc4fd33349488b6a868edcd3d36f"
)
