"""FID, KID, IS, precision and recall of two folders by pytorch-fid and torch-fidelity, on deterministic weights.

    python compare_folders.py RESULTS REFERENCES WEIGHTS.pth

Writes the weights to WEIGHTS.pth, so that `tweedie metrics REFERENCES RESULTS --features pytorch-fid:WEIGHTS.pth` (or
torch-fidelity:) can be held against what this prints. Stores no golden.
"""

import argparse
import json
import time
from pathlib import Path

import torch
import torch_fidelity
from pytorch_fid import fid_score

import make_inception


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("results")
    parser.add_argument("references")
    parser.add_argument("weights")
    args = parser.parse_args()
    torch.set_num_threads(1)

    network, _, run, _ = make_inception.of_pytorch_fid()
    torch.save(network.state_dict(), args.weights)

    def features(images):
        return [run(255 * images)[:, :, None, None]]

    features.eval = lambda: None
    start = time.perf_counter()
    statistics = [
        fid_score.compute_statistics_of_path(folder, features, 8, 2048, "cpu")
        for folder in (args.results, args.references)
    ]
    print("pytorch-fid", fid_score.calculate_frechet_distance(*statistics[0], *statistics[1]))
    print(f"{time.perf_counter() - start:.1f} s")

    count = min(len(list(Path(folder).iterdir())) for folder in (args.results, args.references))
    start = time.perf_counter()
    numbers = torch_fidelity.calculate_metrics(
        input1=args.results,
        input2=args.references,
        feature_extractor="inception-v3-compat",
        feature_extractor_weights_path=args.weights,
        cuda=False,
        fid=True,
        kid=True,
        kid_subset_size=count,
        isc=True,
        prc=True,
        cache=False,
        verbose=False,
        batch_size=8,
    )
    print("torch-fidelity", json.dumps(numbers))
    print(f"{time.perf_counter() - start:.1f} s")


if __name__ == "__main__":
    main()
