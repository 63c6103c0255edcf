"""Goldens of whole runs: each solver's authors' code on one small problem.

Needs checkouts of the authors' repositories at the commits in reference.py; those that are not
given are left out:

    python make_solvers.py --dps PATH --mcg PATH ...

The modules of authors/ hold what is particular to a repository, authors/problem.py what all share.
"""

import argparse
import importlib
import multiprocessing

import torch

MODULES = ("dps", "mcg", "ilvr", "ddnm", "ddrm", "diffpir", "reddiff", "dds", "dpg")


def run(module, checkout):
    torch.set_num_threads(1)
    importlib.import_module(f"authors.{module}").main(checkout)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for module in MODULES:
        parser.add_argument(f"--{module}", metavar="PATH")
    checkouts = {name: path for name, path in vars(parser.parse_args()).items() if path}
    # A process each, because the repositories share the names of their packages.
    processes = multiprocessing.get_context("spawn")
    for module, checkout in checkouts.items():
        process = processes.Process(target=run, args=(module, checkout))
        process.start()
        process.join()
        if process.exitcode != 0:
            parser.exit(1, f"{module} failed\n")


if __name__ == "__main__":
    main()
