"""Goldens of whole runs in latents: each solver's authors' code, or the nearest there is.

Needs checkouts of the repositories at the commits in reference.py; those that are not given are left
out, but for LDIR, which needs none:

    python make_latents.py --psld PATH --flash PATH --p2l PATH

The modules of authors/ hold what is particular to a repository, authors/latents.py what all share.
"""

import argparse
import importlib
import multiprocessing

import torch

MODULES = ("psld", "flash", "p2l")


def run(module, checkout):
    torch.set_num_threads(1)
    importlib.import_module(f"authors.{module}").main(checkout)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for module in MODULES:
        parser.add_argument(f"--{module}", metavar="PATH")
    given = {name: path for name, path in vars(parser.parse_args()).items() if path}
    # A process each, because the repositories share the names of their packages.
    processes = multiprocessing.get_context("spawn")
    for module, checkout in {**given, "ldir": ""}.items():
        process = processes.Process(target=run, args=(module, checkout))
        process.start()
        process.join()
        if process.exitcode != 0:
            parser.exit(1, f"{module} failed\n")


if __name__ == "__main__":
    main()
