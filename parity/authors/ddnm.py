"""DDNM and DDNM+: ddnm_diffusion and ddnm_plus_diffusion of functions/svd_ddnm.py."""

from functools import partial
from types import SimpleNamespace

import torch

from authors import stand_ins, svd
from authors.problem import BETAS, SIGMA, STEPS, TRAINED, Draws, Prior, save
from reference import DDNM

ETA = 0.85


def config(travel):
    length, repeat = travel
    return SimpleNamespace(
        diffusion=SimpleNamespace(num_diffusion_timesteps=TRAINED),
        time_travel=SimpleNamespace(T_sampling=STEPS, travel_length=length, travel_repeat=repeat),
    )


def run(case, task, sigma=0.0, travel=(1, 1), adapt=lambda a: a):
    from functions import svd_ddnm, svd_operators

    a = adapt(svd.operator(svd_operators, task))
    y, flat = svd.measure(case, task, a.A, sigma)
    prior = Prior()
    draws = TravellingDraws(case, svd_ddnm.get_schedule_jump(STEPS, *travel))
    arguments = (draws.start(), prior, torch.from_numpy(BETAS).float(), ETA, a, flat)
    with draws.replacing_torch(), stand_ins.cpu_for_cuda():
        if sigma:
            result, _ = svd_ddnm.ddnm_plus_diffusion(*arguments, 2 * sigma, config=config(travel))
        else:
            result, _ = svd_ddnm.ddnm_diffusion(*arguments, config=config(travel))
    save(
        case,
        prior,
        result[0],
        y,
        draws,
        source=DDNM.source,
        operator=svd.TASKS[task],
        sigma=sigma,
        settings={"eta": ETA, "travel": travel},
        **svd.known(task),
    )


class TravellingDraws(Draws):
    """One draw for each step down and one for each step back up, of which only a jump's last counts."""

    def __init__(self, case, times):
        moves = list(zip(times[:-1], times[1:]))
        remaining = sum(after < before for before, after in moves)
        super().__init__(case, [], remaining)
        for k, (before, after) in enumerate(moves):
            if after < before:
                remaining -= 1
                self.pending.append((remaining, "transition"))
            else:
                lands = moves[k + 1][1] < after
                self.pending.append((remaining, "travel" if lands else "unused"))


def in_spectral_coordinates(a, epsilon_too=True):
    """Gives SuperResolution.Lambda_noise what its formula wants.

    It scales the components of a vector and rotates them back by V, but nobody has rotated them by
    V' before. That is harmless to the fresh noise, which looks the same from all sides, but not to
    the prior's epsilon.
    """
    scale_and_rotate_back = a.Lambda_noise

    def rotated(image):
        blocks = image.reshape(1, a.channels, a.y_dim, a.ratio, a.y_dim, a.ratio)
        blocks = blocks.permute(0, 1, 2, 4, 3, 5).reshape(-1, a.ratio**2)
        blocks = (blocks @ a.V_small).reshape(1, a.channels, a.y_dim, a.y_dim, a.ratio, a.ratio)
        return blocks.permute(0, 1, 2, 4, 3, 5).reshape(1, -1)

    def scale(vec, signal, sigma_y, sigma_t, eta, epsilon):
        epsilon = rotated(epsilon) if epsilon_too else epsilon
        return scale_and_rotate_back(rotated(vec), signal, sigma_y, sigma_t, eta, epsilon)

    a.Lambda_noise = scale
    return a


def main(checkout):
    DDNM.use(checkout)
    stand_ins.silent_progress()
    stand_ins.absent("torchvision", "torchvision.utils", "cv2")
    run("ddnm-sr", "sr")
    run("ddnm-inpaint", "inpaint")
    run("ddnm-inpaint-travel-as-published", "inpaint", travel=(3, 2))
    run("ddnm-plus-denoise", "denoise", SIGMA)
    run("ddnm-plus-inpaint", "inpaint", SIGMA)
    run("ddnm-plus-sr", "sr", SIGMA, adapt=in_spectral_coordinates)
    noise_only = partial(in_spectral_coordinates, epsilon_too=False)
    run("ddnm-plus-sr-as-published", "sr", SIGMA, adapt=noise_only)
