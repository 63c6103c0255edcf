"""What the codes of DDRM and DDNM share: measurements in the coordinates of their SVD classes."""

import torch

from authors.problem import SCALE, SIZE, mask, noisy, truth

TASKS = {
    "sr": f"sr:{SCALE}",
    "inpaint": "inpaint-mask",
    "denoise": "denoise",
}


def operator(classes, task):
    """The operator of a task from the repository's module of SVD classes."""
    if task == "sr":
        return classes.SuperResolution(3, SIZE, SCALE, "cpu")
    if task == "denoise":
        return classes.Denoising(3, SIZE, "cpu")
    first = 3 * torch.nonzero(mask().flatten() == 0).flatten()
    return classes.Inpainting(3, SIZE, torch.cat([first, first + 1, first + 2]), "cpu")


def measure(case, task, forward, sigma):
    """y as our side has it, an image or a small image, and as the flat vector of theirs."""
    image = truth(case)
    if task == "inpaint":
        y = mask() * (noisy(case, image) if sigma else image)
        return y, forward(y.reshape(1, -1))
    small = SIZE // SCALE if task == "sr" else SIZE
    y = forward(image.reshape(1, -1)).reshape(1, 3, small, small)
    y = noisy(case, y) if sigma else y
    return y, y.reshape(1, -1)


def known(task):
    return {"mask": mask()} if task == "inpaint" else {}
