"""The tagger as two ONNX graphs: one that encodes windows and scores cues, one that reads a window for each cue.

Weights of the large products are 8-bit integers, one scale for each column (Jacob et al. 2018); what is multiplied with
them is quantised as it comes. They keep to seven bits, since the products of processors without VNNI overflow at eight.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import onnx
from network import (
    ATTENTION,
    BOND,
    CLASSES,
    LAYERS,
    POLARITIES,
    READER_ATTENTION,
    READER_LAYERS,
    ROLE_LABELS,
    Tagger,
)
from onnx import TensorProto, helper, numpy_helper

_OPSET: Final = 17
_LARGEST: Final = 63


class Graph:
    """A graph that is being built."""

    def __init__(self, tensors: dict[str, np.ndarray]) -> None:
        self.tensors = tensors
        self.nodes: list[onnx.NodeProto] = []
        self.constants: dict[str, onnx.TensorProto] = {}
        self.count = 0

    def op(self, kind: str, *inputs: str, **attributes: Any) -> str:
        """The output of a new node."""
        self.count += 1
        name = f"{kind}_{self.count}"
        self.nodes.append(helper.make_node(kind, list(inputs), [name], name=name, **attributes))
        return name

    def constant(self, name: str, value: np.ndarray) -> str:
        """A tensor that is stored."""
        self.constants[name] = numpy_helper.from_array(np.array(value, order="C"), name)
        return name

    def ints(self, *values: int) -> str:
        """A row of whole numbers."""
        return self.constant("ints_" + "_".join(map(str, values)).replace("-", "m"), np.array(values, np.int64))

    def number(self, value: float) -> str:
        """A single number."""
        return self.constant(f"number_{value}", np.array(value, np.float32))

    def table(self, name: str, rows: str) -> str:
        """Rows of a table of 8-bit integers, one scale for each row."""
        values = self.tensors[f"{name}.weight"]
        scales = np.abs(values).max(1) / 127
        scales[scales == 0] = 1
        whole = np.rint(values / scales[:, None]).astype(np.int8)
        found = self.op("Cast", self.op("Gather", self.constant(f"{name}.int8", whole), rows), to=TensorProto.FLOAT)
        scale = self.op("Gather", self.constant(f"{name}.scale", scales.astype(np.float32)[:, None]), rows)
        return self.op("Mul", found, scale)

    def linear(self, states: str, *names: str) -> str:
        """States times weights plus bias; several names are columns side by side."""
        weight = np.concatenate([self.tensors[f"{name}.weight"] for name in names]).T
        bias = np.concatenate([self.tensors[f"{name}.bias"] for name in names])
        key = "+".join(names)
        if weight.shape[1] < 64:
            product = self.op("MatMul", states, self.constant(f"{key}.float", weight))
        else:
            scales = np.abs(weight).max(0) / _LARGEST
            scales[scales == 0] = 1
            whole = np.rint(weight / scales).astype(np.int8)
            self.count += 1
            quantised = [f"q_{self.count}", f"qs_{self.count}", f"qz_{self.count}"]
            self.nodes.append(helper.make_node("DynamicQuantizeLinear", [states], quantised, name=quantised[0]))
            inner = self.op(
                "MatMulInteger",
                quantised[0],
                self.constant(f"{key}.int8", whole),
                quantised[2],
                self.constant(f"{key}.zero", np.zeros(whole.shape[1], np.int8)),
            )
            scale = self.op("Mul", quantised[1], self.constant(f"{key}.scale", scales.astype(np.float32)))
            product = self.op("Mul", self.op("Cast", inner, to=TensorProto.FLOAT), scale)
        return self.op("Add", product, self.constant(f"{key}.bias", bias))

    def norm(self, states: str, name: str) -> str:
        """A layer norm."""
        weight = self.constant(f"{name}.weight", self.tensors[f"{name}.weight"])
        bias = self.constant(f"{name}.bias", self.tensors[f"{name}.bias"])
        return self.op("LayerNormalization", states, weight, bias, axis=-1, epsilon=1e-12)

    def layer(self, states: str, away: str, name: str, heads: int, width: int) -> str:
        """One layer of a transformer; `away` (B, 1, 1, P) is added to the scores."""
        mixed = self.linear(states, *(f"{name}{part}" for part in ("query", "key", "value")))
        split = self.op("Reshape", mixed, self.ints(0, 0, 3, heads, width // heads))
        turned = self.op("Transpose", split, perm=[2, 0, 3, 1, 4])
        query, key, value = (
            self.op("Gather", turned, self.constant(f"index_{part}", np.array(part, np.int64)), axis=0)
            for part in range(3)
        )
        scores = self.op("MatMul", query, self.op("Transpose", key, perm=[0, 1, 3, 2]))
        scores = self.op("Mul", scores, self.number(float(1 / np.sqrt(width // heads))))
        shares = self.op("Softmax", self.op("Add", scores, away), axis=-1)
        seen = self.op("Transpose", self.op("MatMul", shares, value), perm=[0, 2, 1, 3])
        seen = self.linear(self.op("Reshape", seen, self.ints(0, 0, width)), f"{name}out")
        states = self.norm(self.op("Add", states, seen), f"{name}norm")
        inner = self.linear(states, f"{name}inner")
        curve = self.op("Erf", self.op("Div", inner, self.number(float(np.sqrt(2)))))
        grown = self.op("Mul", self.op("Mul", inner, self.op("Add", curve, self.number(1.0))), self.number(0.5))
        return self.norm(self.op("Add", states, self.linear(grown, f"{name}outer")), f"{name}last_norm")

    def away(self, there: str) -> str:
        """What is added to the scores of places that are not there."""
        off = self.op("Mul", self.op("Sub", self.number(1.0), there), self.number(-1e9))
        return self.op("Unsqueeze", off, self.ints(1, 2))

    def model(
        self,
        inputs: Sequence[tuple[str, int, Sequence[str | int]]],
        outputs: dict[str, tuple[str, Sequence[str | int]]],
    ) -> onnx.ModelProto:
        """The graph as a model, its outputs under their own names."""
        for name, (inner, _) in outputs.items():
            self.nodes.append(helper.make_node("Identity", [inner], [name], name=f"out_{name}"))
        graph = helper.make_graph(
            self.nodes,
            "tagger",
            [helper.make_tensor_value_info(name, kind, shape) for name, kind, shape in inputs],
            [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name, (_, shape) in outputs.items()],
            list(self.constants.values()),
        )
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", _OPSET)], producer_name="copydesk")
        model.ir_version = 8
        onnx.checker.check_model(model)
        return model


def encoder(tensors: dict[str, np.ndarray]) -> onnx.ModelProto:
    """Windows → states of their words, scores of cues."""
    graph = Graph(tensors)
    width = tensors["norm.weight"].shape[0]
    states = graph.op("Add", graph.table("piece", "pieces"), graph.table("position", "positions"))
    shapes = graph.op("Gather", graph.constant("shape.weight", tensors["shape.weight"]), "shapes")
    quoted = graph.op("Gather", graph.constant("quoted.weight", tensors["quoted.weight"]), "quoted")
    states = graph.norm(graph.op("Add", graph.op("Add", states, shapes), quoted), "norm")
    away = graph.away("there")
    for number in range(LAYERS):
        states = graph.layer(states, away, f"layers.{number}.", ATTENTION, width)
    words = graph.op("GatherND", states, "heads", batch_dims=1)
    integers = [(name, TensorProto.INT64, ["b", "p"]) for name in ("pieces", "shapes", "quoted")]
    return graph.model(
        [
            *integers,
            ("positions", TensorProto.INT64, ["p"]),
            ("there", TensorProto.FLOAT, ["b", "p"]),
            ("heads", TensorProto.INT64, ["b", "w", 1]),
        ],
        {"words": (words, ["b", "w", width]), "cue": (graph.linear(words, "cue"), ["b", "w", "l"])},
    )


def reader(tensors: dict[str, np.ndarray]) -> onnx.ModelProto:
    """States of words and a cue → roles of the words, what the statement is."""
    graph = Graph(tensors)
    width = tensors["reader_norm.weight"].shape[0]
    inner = graph.linear("words", "word_in")
    seen = graph.op("Gather", inner, "windows", axis=0)
    weights = graph.op("Unsqueeze", "weights", graph.ints(1))
    means = graph.op("MatMul", weights, graph.op("Gather", "words", "windows", axis=0))
    seen = graph.op("Add", seen, graph.linear(means, "cue_in"))
    far = graph.op("Gather", graph.constant("distance.weight", tensors["distance.weight"]), "distances")
    own = graph.op("Gather", graph.constant("is_cue.weight", tensors["is_cue.weight"]), "cues")
    seen = graph.norm(graph.op("Add", graph.op("Add", seen, far), own), "reader_norm")
    away = graph.away(graph.op("Gather", "there", "windows", axis=0))
    for number in range(READER_LAYERS):
        seen = graph.layer(seen, away, f"reader.{number}.", READER_ATTENTION, width)
    middle = graph.op("Squeeze", graph.op("MatMul", weights, seen), graph.ints(1))
    bonds = graph.op("Reshape", graph.linear(means, "cue_bond"), graph.ints(0, ROLE_LABELS, BOND))
    bonded = graph.op("Gather", graph.linear("words", "word_bond"), "windows", axis=0)
    direct = graph.op("MatMul", bonded, graph.op("Transpose", bonds, perm=[0, 2, 1]))
    roles = graph.op("Add", graph.linear(seen, "role"), graph.op("Mul", direct, graph.number(float(BOND**-0.5))))
    return graph.model(
        [
            ("words", TensorProto.FLOAT, ["b", "w", "d"]),
            ("there", TensorProto.FLOAT, ["b", "w"]),
            ("windows", TensorProto.INT64, ["c"]),
            ("weights", TensorProto.FLOAT, ["c", "w"]),
            ("cues", TensorProto.INT64, ["c", "w"]),
            ("distances", TensorProto.INT64, ["c", "w"]),
        ],
        {"roles": (roles, ["c", "w", "r"]), "told": (graph.linear(middle, "told"), ["c", "t"])},
    )


def export(tagger: Tagger, pieces: Sequence[str], folder: Path) -> None:
    """Write both graphs and the vocabulary."""
    tensors = {name: value.detach().numpy() for name, value in tagger.state_dict().items()}
    for name in ("told.weight", "told.bias"):
        tensors[name] = tensors[name][: 1 + CLASSES + POLARITIES + 1]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "encode.onnx").write_bytes(encoder(tensors).SerializeToString(deterministic=True))
    (folder / "read.onnx").write_bytes(reader(tensors).SerializeToString(deterministic=True))
    (folder / "pieces.txt").write_text("\n".join(pieces) + "\n", encoding="utf-8")
