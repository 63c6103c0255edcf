"""Distances of sets of features, as pytorch-fid, torch-fidelity and guided-diffusion's evaluator compute them.

    python make_distribution.py --guided-diffusion guided-diffusion

The evaluator's own code runs on NumPy: what it asks of TensorFlow (distances, a softmax) is given here in float32.
README.md describes the golden files.
"""

import argparse
import json
import sys
import types
from importlib.metadata import version
from unittest import mock

import numpy as np
import torch
from pytorch_fid.fid_score import calculate_frechet_distance
from safetensors.torch import save_file
from torch_fidelity.metric_fid import fid_features_to_statistics, fid_statistics_to_metric
from torch_fidelity.metric_isc import isc_features_to_metric
from torch_fidelity.metric_kid import kid_features_to_metric
from torch_fidelity.metric_prc import prc_features_to_metric

import deterministic
from networks import GOLDEN
from reference import GUIDED_DIFFUSION

TARGET = GOLDEN / "distribution"
WIDTH = 24
CLASSES = 10
# Images of both sets: more than features, fewer, and as few as may be.
SIZES = {"many": (60, 50), "few": (15, 11), "least": (4, 5)}
SPLITS = 4


def features(name, count):
    """Rows that vary together in most directions and hardly in some, as those of networks do."""
    loose = deterministic.tensor(name, [count, WIDTH]).double()
    mixing = deterministic.tensor("mixing", [WIDTH, WIDTH]).double() / WIDTH**0.5
    decay = torch.logspace(0, -2, WIDTH, dtype=torch.float64)
    shift = 0.3 if name.startswith("result") else 0.0
    return ((loose * decay) @ mixing + shift).relu().float()


class Session:
    """What the evaluator asks its TensorFlow session for."""

    def run(self, _, feed_dict):
        (logits,) = feed_dict.values()
        return torch.from_numpy(logits).softmax(1).numpy()


class Distances:
    """Squared distances, and which lie within radii."""

    def pairwise_distances(self, u, v):
        u, v = u.astype(np.float64), v.astype(np.float64)
        return ((u[:, None] - v[None]) ** 2).sum(-1).astype(np.float32)

    def less_thans(self, first, first_radii, second, second_radii):
        distances = self.pairwise_distances(first, second)[..., None]
        return (distances <= second_radii).any(1), (distances <= first_radii[:, None]).any(0)


def evaluator(checkout):
    """The module, without TensorFlow and without a network."""
    GUIDED_DIFFUSION.use(checkout)
    tensorflow = types.ModuleType("tensorflow")
    compat, v1 = types.ModuleType("tensorflow.compat"), types.ModuleType("tensorflow.compat.v1")
    tensorflow.compat, compat.v1 = compat, v1
    stubs = {"tensorflow": tensorflow, "tensorflow.compat": compat, "tensorflow.compat.v1": v1}
    stubs["requests"] = types.ModuleType("requests")
    with mock.patch.dict(sys.modules, stubs):
        from evaluations import evaluator as module
    made = object.__new__(module.Evaluator)
    made.sess, made.softmax_batch_size = Session(), 512
    made.softmax, made.softmax_input = "softmax", "logits"
    with mock.patch.object(module, "DistanceBlock", return_value=Distances()):
        made.manifold_estimator = module.ManifoldEstimator(None)
    return made


def statistics(rows):
    """As pytorch-fid has them: it keeps features in float64."""
    rows = rows.astype(np.float64)
    return rows.mean(0), np.cov(rows, rowvar=False)


def numbers(evaluate, result, reference, logits):
    x, y = result.numpy(), reference.numpy()
    fidelity = [fid_features_to_statistics(rows) for rows in (result, reference)]
    both = min(len(result), len(reference))
    kid = kid_features_to_metric(
        result[:both], reference[:both], kid_subsets=2, kid_subset_size=both, verbose=False
    )
    isc = isc_features_to_metric(logits, SPLITS, shuffle=False)
    prc = prc_features_to_metric(result, reference, verbose=False)
    precision, recall = evaluate.compute_prec_recall(y, x)
    of = {
        "fid": {
            "pytorch-fid": calculate_frechet_distance(*statistics(x), *statistics(y)),
            "torch-fidelity": fid_statistics_to_metric(*fidelity, verbose=False)["frechet_inception_distance"],
            "guided-diffusion": evaluate.compute_statistics(x).frechet_distance(evaluate.compute_statistics(y)),
        },
        "kid": {"torch-fidelity": kid["kernel_inception_distance_mean"]},
        "is": {
            "torch-fidelity": isc["inception_score_mean"],
            "guided-diffusion": evaluate.compute_inception_score(
                logits.numpy(), split_size=-(-len(logits) // SPLITS)
            ),
        },
        "is_deviation": {"torch-fidelity": isc["inception_score_std"]},
        "precision": {"torch-fidelity": prc["precision"], "guided-diffusion": precision},
        "recall": {"torch-fidelity": prc["recall"], "guided-diffusion": recall},
    }
    return {name: {source: float(value) for source, value in by.items()} for name, by in of.items()}


def save_files(reference):
    """Statistics and samples in the files of pytorch-fid and guided-diffusion."""
    rows = reference.double().numpy()
    mu, sigma = rows.mean(0), np.cov(rows, rowvar=False)
    np.savez_compressed(TARGET / "pytorch-fid.npz", mu=mu, sigma=sigma)
    spatial = rows[:, :7]
    images = np.floor(256 * deterministic.uniform("images", 5 * 6 * 4 * 3)).astype(np.uint8)
    np.savez(
        TARGET / "guided-diffusion.npz",
        images.reshape(5, 6, 4, 3),
        mu=mu.astype(np.float32),
        sigma=np.asfortranarray(sigma),
        mu_s=spatial.mean(0),
        sigma_s=np.cov(spatial, rowvar=False),
    )
    return {"mu": mu.tolist(), "sigma_row": sigma[1].tolist(), "images": images[:12].tolist()}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--guided-diffusion", required=True)
    evaluate = evaluator(parser.parse_args().guided_diffusion)
    TARGET.mkdir(parents=True, exist_ok=True)
    stored, expected = {}, {}
    for case, (results, references) in SIZES.items():
        result, reference = features(f"result.{case}", results), features(f"reference.{case}", references)
        logits = 3 * deterministic.tensor(f"logits.{case}", [results // SPLITS * SPLITS, CLASSES])
        stored |= {f"{case}.result": result, f"{case}.reference": reference, f"{case}.logits": logits}
        expected[case] = numbers(evaluate, result, reference, logits)
        print(case, json.dumps(expected[case]))
    expected["files"] = save_files(stored["many.reference"])
    expected["source"] = [
        f"{name}=={version(name)}" for name in ("pytorch-fid", "torch-fidelity", "numpy", "scipy")
    ] + [GUIDED_DIFFUSION.source]
    save_file(stored, TARGET / "features.safetensors")
    (TARGET / "expected.json").write_text(json.dumps(expected, indent=1) + "\n")


if __name__ == "__main__":
    torch.set_num_threads(1)
    main()
