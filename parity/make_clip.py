"""CLIP's networks on small deterministic weights, as transformers and OpenAI's code compute them.

    python make_clip.py --clip CLIP

CLIP is a checkout of OpenAI's repository. README.md describes the golden files.
"""

import argparse
import io
import json
import zipfile
from importlib.metadata import version

import torch
from PIL import Image
from safetensors.torch import save_file
from transformers import (
    CLIPConfig,
    CLIPImageProcessor,
    CLIPModel,
    CLIPTextConfig,
    CLIPTextModel,
    CLIPTextModelWithProjection,
)

import deterministic
from networks import GOLDEN
from reference import CLIP

TARGET = GOLDEN / "clip"
TRANSFORMERS = f"transformers=={version('transformers')}"
TEXT = {
    "vocab_size": 99,
    "hidden_size": 32,
    "intermediate_size": 72,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "max_position_embeddings": 12,
    "hidden_act": "quick_gelu",
    "layer_norm_eps": 1e-5,
    "projection_dim": 20,
    "bos_token_id": 97,
    "eos_token_id": 2,
    "pad_token_id": 98,
}
VISION = {
    "hidden_size": 48,
    "intermediate_size": 80,
    "num_hidden_layers": 2,
    "num_attention_heads": 3,
    "num_channels": 3,
    "image_size": 24,
    "patch_size": 8,
    "hidden_act": "quick_gelu",
    "layer_norm_eps": 1e-5,
    "projection_dim": 20,
}
# A text, one of more than one end, one that fills the context, and an empty one.
IDS = torch.tensor(
    [
        [97, 5, 17, 33, 98, 98, 98, 98, 98, 98, 98, 98],
        [97, 61, 98, 4, 98, 0, 0, 0, 0, 0, 0, 0],
        [97, 8, 7, 6, 5, 4, 3, 2, 1, 0, 50, 98],
        [97, 98, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
    ]
)
# The largest number is not the end here: a token was added behind it.
ADDED_IDS = torch.where(IDS == 61, 98, torch.where(IDS == 98, 40, IDS))


@torch.no_grad()
def fill(model, prefix="", rounded=False):
    """Embeddings by the rule of matrices, and all that is neither matrix nor bias by that of gains."""
    names = []
    for name, value in model.named_parameters():
        name = prefix + name
        gain = value.ndim < 2 and not name.endswith(".bias")
        new = (
            torch.tensor(1 + 0.2 * deterministic.symmetric(name, value.shape), dtype=torch.float32)
            if gain
            else deterministic.parameter(name, value.shape)
        )
        value.copy_(new.half() if rounded else new)
        names.append([name, list(value.shape)])
    model.eval()
    return names


def watch(embedding, ids):
    """The embeddings of tokens as an input of their own, whose gradient can be asked for."""
    leaf = embedding(ids).detach().requires_grad_(True)
    embedding.register_forward_hook(lambda module, given, output: leaf)
    return leaf


def gradient(outputs, inputs):
    loss = sum((output * deterministic.tensor(f"cotangent.{name}", output.shape)).sum() for name, output in outputs.items())
    return torch.autograd.grad(loss, inputs)


def save(name, model, source, config, names, tensors):
    for key, value in tensors.items():
        if value.is_floating_point() and (not value.isfinite().all() or value.std() < 1e-3):
            raise ValueError(f"{name}: {key} is degenerate, the golden would prove nothing")
    description = {"model": model, "source": source, "config": config, "parameters": names}
    stored = {key: value.detach().contiguous() for key, value in tensors.items()}
    save_file(stored, TARGET / f"{name}.safetensors", metadata={"golden": json.dumps(description)})
    print(name, {key: round(float(value.float().std()), 3) for key, value in stored.items()})


def text(name, ids, **changes):
    config = TEXT | changes
    model = CLIPTextModel(CLIPTextConfig(**config))
    names = fill(model, "text_model.")
    leaf = watch(model.embeddings.token_embedding, ids)
    outputs = model(ids)
    results = {"hidden": outputs.last_hidden_state, "pooled": outputs.pooler_output}
    (grad,) = gradient(results, [leaf])
    save(name, "CLIPTextModel", TRANSFORMERS, config, names, {"ids": ids, "grad": grad} | results)


def projected_text(name, ids, **changes):
    config = TEXT | changes
    model = CLIPTextModelWithProjection(CLIPTextConfig(**config))
    names = fill(model)
    leaf = watch(model.text_model.embeddings.token_embedding, ids)
    outputs = model(ids)
    results = {"hidden": outputs.last_hidden_state, "pooled": outputs.text_embeds}
    (grad,) = gradient(results, [leaf])
    save(name, "CLIPTextModelWithProjection", TRANSFORMERS, config, names, {"ids": ids, "grad": grad} | results)


def both(name, ids):
    config = {"text_config": TEXT, "vision_config": VISION | {"hidden_act": "gelu"}, "projection_dim": 20}
    model = CLIPModel(CLIPConfig(**config))
    names = fill(model)
    pixels = deterministic.tensor("pixels", (3, 3, 24, 24)).requires_grad_(True)
    leaf = watch(model.text_model.embeddings.token_embedding, ids)
    outputs = model(input_ids=ids, pixel_values=pixels)
    images = model.get_image_features(pixel_values=pixels).pooler_output
    texts = model.get_text_features(input_ids=ids).pooler_output
    grad_pixels, grad_tokens = gradient({"logits": outputs.logits_per_image}, [pixels, leaf])
    tensors = {
        "ids": ids,
        "images": images,
        "texts": texts,
        "logits": outputs.logits_per_image,
        "grad_pixels": grad_pixels,
        "grad_tokens": grad_tokens,
    }
    save(name, "CLIPModel", TRANSFORMERS, config, names, tensors)


def original(name, ids):
    from clip.model import CLIP as Original

    config = {"embed_dim": 20, "image_resolution": 24, "vision_layers": 2, "vision_width": 64, "vision_patch_size": 8}
    config |= {"context_length": 12, "vocab_size": 99, "transformer_width": 64, "transformer_heads": 1, "transformer_layers": 1}
    model = Original(**config)
    names = fill(model, rounded=True)
    with torch.no_grad():
        images = model.encode_image(deterministic.tensor("pixels", (3, 3, 24, 24)))
        texts = model.encode_text(ids)
        logits, _ = model(deterministic.tensor("pixels", (3, 3, 24, 24)), ids)
    save(name, "CLIP", CLIP.source, config, names, {"ids": ids, "images": images, "texts": texts, "logits": logits})


class Scripted(torch.nn.Module):
    """As OpenAI's archives are: modules within modules, half precision, a number for each note."""

    def __init__(self):
        super().__init__()
        self.visual = torch.nn.Sequential(torch.nn.Linear(3, 2, bias=False), torch.nn.ReLU())
        self.logit_scale = torch.nn.Parameter(torch.tensor(1.5))
        self.register_buffer("input_resolution", torch.tensor(224))

    def forward(self, x):
        return self.visual(x) * self.logit_scale


def script():
    """A small archive of TorchScript, for the reader of checkpoints."""
    module = Scripted().half()
    with torch.no_grad():
        module.visual[0].weight.copy_(torch.arange(6).reshape(2, 3))
    whole = io.BytesIO()
    torch.jit.save(torch.jit.script(module), whole)
    # Without the notes for debuggers, which name files of whoever ran this.
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(TARGET / "script.pt", "w") as new:
        for record in old.infolist():
            if not record.filename.endswith(".debug_pkl"):
                new.writestr(record, old.read(record))


def processed():
    """A picture through the preprocessing, enlarged and reduced, wide and tall."""
    values = (deterministic.uniform("picture", 3 * 37 * 61) * 256).astype("uint8").reshape(61, 37, 3)
    # Smooth in parts, with hard edges, so that every weight of the resizing shows.
    values[10:30, 5:25] = 255
    values[30:50, 12:33] = 0
    picture = Image.fromarray(values)
    picture.save(TARGET / "picture.png")
    tensors = {}
    for size in (16, 224):
        for name, image in {"tall": picture, "wide": picture.transpose(Image.Transpose.ROTATE_90)}.items():
            from clip.clip import _transform

            tensors[f"{name}.{size}"] = _transform(size)(image)
            processor = CLIPImageProcessor(size={"shortest_edge": size}, crop_size={"height": size, "width": size})
            theirs = processor(image, return_tensors="pt")["pixel_values"][0]
            print(name, size, type(processor).__name__, "differ by", float((theirs - tensors[f"{name}.{size}"]).abs().max()))
    # Three crops of the large ones are enough.
    stored = {key: (value if value.shape[-1] < 100 else value[:, 90:110, :40]).contiguous() for key, value in tensors.items()}
    save_file(stored, TARGET / "processed.safetensors", metadata={"golden": json.dumps({"source": CLIP.source})})


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--clip", required=True)
    CLIP.use(parser.parse_args().clip)
    torch.set_num_threads(1)
    TARGET.mkdir(parents=True, exist_ok=True)
    text("text-largest", IDS)
    text("text-first", ADDED_IDS, hidden_act="gelu", eos_token_id=40, num_hidden_layers=3)
    projected_text("text-projected", ADDED_IDS, eos_token_id=40)
    both("both", IDS)
    original("original", IDS)
    script()
    processed()


if __name__ == "__main__":
    main()
