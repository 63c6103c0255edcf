"""Token ids of a thousand prompts, as transformers and OpenAI's code give them.

    python make_clip_tokens.py --clip CLIP

CLIP is a checkout of OpenAI's repository. README.md describes the golden files.
"""

import argparse
import gzip
import json
import tempfile
from importlib.metadata import version
from pathlib import Path

from clip_prompts import prompts
from reference import CLIP

GOLDEN = Path(__file__).parent / "golden" / "clip"
VOCABULARY = "bpe_simple_vocab_16e6.txt.gz"
# Of the 262144 merges in the published file CLIP uses these.
MERGES = 49152 - 256 - 2
CONTEXT = 77
# The special tokens of Stable Diffusion 1 and 2, which differ in what they pad with.
PADS = {"transformers": "<|endoftext|>", "exclamation": "!"}


def shorten(published):
    """The vocabulary without the merges that nobody uses, with the bytes the same from run to run."""
    lines = gzip.decompress(published.read_bytes()).decode("utf-8").split("\n")
    text = "\n".join(lines[: 1 + MERGES]) + "\n"
    (GOLDEN / VOCABULARY).write_bytes(gzip.compress(text.encode("utf-8"), mtime=0))


def transformers_folder(folder, original, pad):
    """The layout of a diffusers folder, from the vocabulary of OpenAI's code."""
    (folder / "vocab.json").write_text(json.dumps(original.encoder, ensure_ascii=False), encoding="utf-8")
    merges = [" ".join(pair) for pair in original.bpe_ranks]
    (folder / "merges.txt").write_text("\n".join(["#version: 0.2", *merges]) + "\n", encoding="utf-8")
    special = {
        "bos_token": {"content": "<|startoftext|>", "lstrip": False, "normalized": True, "rstrip": False, "single_word": False},
        "eos_token": {"content": "<|endoftext|>", "lstrip": False, "normalized": True, "rstrip": False, "single_word": False},
        "unk_token": {"content": "<|endoftext|>", "lstrip": False, "normalized": True, "rstrip": False, "single_word": False},
        "pad_token": pad,
    }
    (folder / "special_tokens_map.json").write_text(json.dumps(special))
    config = {"tokenizer_class": "CLIPTokenizer", "model_max_length": CONTEXT, "pad_token": "<|endoftext|>"}
    (folder / "tokenizer_config.json").write_text(json.dumps(config))


def transformers_ids(original, pad, texts):
    from transformers import CLIPTokenizer

    with tempfile.TemporaryDirectory() as name:
        transformers_folder(Path(name), original, pad)
        tokenizer = CLIPTokenizer.from_pretrained(name)
        ids = tokenizer(texts, truncation=True, max_length=CONTEXT)["input_ids"]
        return ids, tokenizer.pad_token_id


def original_ids(original, text):
    ids = [original.encoder["<|startoftext|>"], *original.encode(text), original.encoder["<|endoftext|>"]]
    return ids if len(ids) <= CONTEXT else ids[: CONTEXT - 1] + ids[-1:]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--clip", required=True)
    CLIP.use(parser.parse_args().clip)
    from clip.simple_tokenizer import SimpleTokenizer, default_bpe

    GOLDEN.mkdir(parents=True, exist_ok=True)
    shorten(Path(default_bpe()))
    original = SimpleTokenizer()
    texts = prompts()
    by_pad = {name: transformers_ids(original, pad, texts) for name, pad in PADS.items()}
    sources = ", ".join(f"{package}=={version(package)}" for package in ("transformers", "tokenizers", "ftfy"))
    golden = {
        "source": f"{CLIP.source}, {sources}",
        "context": CONTEXT,
        "pads": {name: pad for name, (_, pad) in by_pad.items()},
        "prompts": [
            {"text": text, "original": original_ids(original, text), **{name: ids[i] for name, (ids, _) in by_pad.items()}}
            for i, text in enumerate(texts)
        ],
    }
    content = json.dumps(golden, separators=(",", ":")).encode("utf-8")
    (GOLDEN / "tokens.json.gz").write_bytes(gzip.compress(content, mtime=0))
    print(f"{len(texts)} prompts, pads {golden['pads']}")


if __name__ == "__main__":
    main()
