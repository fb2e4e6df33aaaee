"""A wide and deep classifier: a linear layer over sparse terms plus one hidden layer over a dense vector.

After Cheng et al., "Wide & Deep Learning for Recommender Systems" (2016): the wide half remembers which
words decide, the deep half generalises from meaning. Trained with Adam (Kingma and Ba, 2015); of the wide
half only the terms that a batch shows are updated, as in "lazy Adam".
"""

import os
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from typing import Callable, Dict, NamedTuple, Sequence, Tuple

import numpy as np
from scipy import sparse
from threadpoolctl import threadpool_limits

# As many members as together see this many rows in an epoch: few rows make an unsteady model, of which
# several are trained in no time; on many, the average of two does no better than one.
MEMBER_ROWS = 32_000
MOST_MEMBERS = 4
HIDDEN = 512
EPOCHS = 10
BATCH = 256
# A few hundred examples would be learnt in a few dozen steps, which is too few: they are taken in batches of
# SMALL_BATCH, as often as it takes.
LEAST_STEPS = 400
SMALL_BATCH = 32
# Half of the terms are hidden at each step: what is misspelt or left out must not decide alone.
TERM_DROPOUT = 0.5
DROPOUT = 0.5
SMOOTHING = 0.05
WIDE_RATE = 0.0145
DEEP_RATE = 0.0024
DEEP_DECAY = 0.01
MOMENTS = (0.9, 0.999)
EPSILON = 1e-8
LAST_RATE = 0.02

Progress = Callable[[int, int], None]


@dataclass
class WideDeep:
    """The trained weights; shapes: terms x labels, dense x hidden, hidden x labels."""

    wide: np.ndarray
    inner: np.ndarray
    inner_bias: np.ndarray
    outer: np.ndarray
    bias: np.ndarray

    def scores(self, terms: sparse.csr_matrix, dense: np.ndarray) -> np.ndarray:
        """Unnormalised scores, documents x labels."""
        hidden = np.maximum(dense @ self.inner + self.inner_bias, 0.0)
        return terms @ self.wide + hidden @ self.outer + self.bias

    def arrays(self) -> Dict[str, np.ndarray]:
        """The weights by name, to be kept."""
        return dict(vars(self))


class Heads(NamedTuple):
    """The classifier, and one that needs no dense vector (of which it takes none of the columns)."""

    full: WideDeep
    quick: WideDeep


def softmax(scores: np.ndarray) -> np.ndarray:
    """Rows of probabilities."""
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    return raised / raised.sum(axis=1, keepdims=True)


def fit(
    terms: sparse.csr_matrix,
    dense: np.ndarray,
    labels: np.ndarray,
    classes: int,
    progress: Progress = lambda done, total: None,
) -> Heads:
    """Train on rows of terms (float32) and dense vectors with integer labels.

    Some models (`members`) are trained from different seeds, in processes of their own, and their scores
    averaged. As the wide half is linear and the deep halves stand side by side, the average is one model as
    well. `progress` follows the first of them. One more learns from the terms alone.
    """
    with ProcessPoolExecutor(max(1, (os.cpu_count() or 1) - 1), mp_context=get_context("spawn")) as pool:
        quick = pool.submit(fit_one, terms, dense[:, :0], labels, classes)
        others = [
            pool.submit(fit_one, terms, dense, labels, classes, seed=seed)
            for seed in range(1, members(terms.shape[0]))
        ]
        first = fit_one(terms, dense, labels, classes, progress)
        return Heads(_averaged([first, *(other.result() for other in others)]), quick.result())


def members(rows: int) -> int:
    """How many models are averaged that learn from so many rows."""
    return max(1, min(MOST_MEMBERS, MEMBER_ROWS // rows))


def _averaged(members: Sequence[WideDeep]) -> WideDeep:
    return WideDeep(
        wide=np.mean([member.wide for member in members], axis=0),
        inner=np.hstack([member.inner for member in members]),
        inner_bias=np.hstack([member.inner_bias for member in members]),
        outer=np.vstack([member.outer for member in members]) / len(members),
        bias=np.mean([member.bias for member in members], axis=0),
    )


@threadpool_limits.wrap(limits=1)
def fit_one(
    terms: sparse.csr_matrix,
    dense: np.ndarray,
    labels: np.ndarray,
    classes: int,
    progress: Progress = lambda done, total: None,
    seed: int = 0,
) -> WideDeep:
    """One head, on one thread: it comes out the same on any number of cores."""
    random = np.random.default_rng(seed)
    model = _initial(dense.shape[1], classes, random)
    # What a step needs of a term lies side by side: the terms of a batch are far apart.
    wide = np.zeros((terms.shape[1], 3, classes), np.float32)
    deep = {name: _Adam.of(getattr(model, name)) for name in ("inner", "inner_bias", "outer", "bias")}
    dropout = _Dropout(terms.shape[1], random)
    epochs, size = schedule(terms.shape[0])
    steps = epochs * -(-terms.shape[0] // size)
    step = 0
    for epoch in range(epochs):
        progress(epoch, epochs)
        order = random.permutation(terms.shape[0])
        for start in range(0, len(order), size):
            rows = order[start : start + size]
            step += 1
            slope = max(LAST_RATE, 1.0 - step / steps)
            touched, shown = dropout.show(terms[rows])
            state = wide[touched]
            weights = _Adam(state[:, 0], state[:, 1], state[:, 2])
            gradients = _gradients(model, weights.weights, shown, dense[rows], labels[rows], random)
            weights.step(gradients.pop("wide"), step, WIDE_RATE * slope)
            wide[touched] = state
            for name, gradient in gradients.items():
                deep[name].step(gradient, step, DEEP_RATE * slope, DEEP_DECAY)
    progress(epochs, epochs)
    model.wide = np.ascontiguousarray(wide[:, 0])
    return model


def schedule(rows: int) -> Tuple[int, int]:
    """How often so many rows are gone through, and in batches of how many."""
    if EPOCHS * -(-rows // BATCH) >= LEAST_STEPS:
        return EPOCHS, BATCH
    return max(EPOCHS, -(-LEAST_STEPS * SMALL_BATCH // rows)), SMALL_BATCH


def _initial(dense: int, classes: int, random: np.random.Generator) -> WideDeep:
    def uniform(inputs: int, outputs: int) -> np.ndarray:
        edge = 1.0 / np.sqrt(max(inputs, 1))
        return random.uniform(-edge, edge, (inputs, outputs)).astype(np.float32)

    return WideDeep(
        wide=np.zeros((0, classes), np.float32),
        inner=uniform(dense, HIDDEN),
        inner_bias=np.zeros(HIDDEN, np.float32),
        outer=uniform(HIDDEN, classes),
        bias=np.zeros(classes, np.float32),
    )


class _Dropout:
    """Hides half of the terms of a batch."""

    def __init__(self, terms: int, random: np.random.Generator) -> None:
        self._is_shown = np.zeros(terms, bool)
        self._place = np.zeros(terms, np.int32)
        self._random = random

    def show(self, terms: sparse.csr_matrix) -> Tuple[np.ndarray, sparse.csr_matrix]:
        """Which terms of a batch are not hidden, and the batch with those columns alone."""
        seen = self._random.random(terms.nnz, np.float32) >= TERM_DROPOUT
        indices = terms.indices[seen]
        # Marking them in a table as long as the vocabulary takes a tenth of the time of sorting them.
        self._is_shown[indices] = True
        (touched,) = self._is_shown.nonzero()
        self._is_shown[touched] = False
        self._place[touched] = np.arange(len(touched), dtype=np.int32)
        values = terms.data[seen] / np.float32(1.0 - TERM_DROPOUT)
        ends = np.concatenate([[0], np.cumsum(seen)])[terms.indptr]
        shape = (terms.shape[0], len(touched))
        return touched, sparse.csr_matrix((values, self._place[indices], ends), shape=shape)


def _gradients(
    model: WideDeep,
    wide: np.ndarray,
    shown: sparse.csr_matrix,
    dense: np.ndarray,
    labels: np.ndarray,
    random: np.random.Generator,
) -> Dict[str, np.ndarray]:
    """Gradients of the smoothed cross-entropy; `wide` are the weights of the terms that are shown."""
    before = dense @ model.inner + model.inner_bias
    kept = (random.random(before.shape, np.float32) >= DROPOUT).astype(np.float32) / (1.0 - DROPOUT)
    hidden = np.maximum(before, 0.0) * kept
    wanted = np.full((len(labels), model.bias.size), SMOOTHING / model.bias.size, np.float32)
    wanted[np.arange(len(labels)), labels] += 1.0 - SMOOTHING
    error = softmax(shown @ wide + hidden @ model.outer + model.bias) - wanted
    error = (error / len(labels)).astype(np.float32)
    behind = (error @ model.outer.T) * kept * (before > 0)
    return {
        "wide": shown.T @ error,
        "inner": dense.T @ behind,
        "inner_bias": behind.sum(axis=0),
        "outer": hidden.T @ error,
        "bias": error.sum(axis=0),
    }


@dataclass
class _Adam:
    """Weights and their running moments, of one shape."""

    weights: np.ndarray
    first: np.ndarray
    second: np.ndarray

    @classmethod
    def of(cls, weights: np.ndarray) -> "_Adam":
        """With no moments yet."""
        return cls(weights, np.zeros_like(weights), np.zeros_like(weights))

    def step(self, gradient: np.ndarray, number: int, rate: float, decay: float = 0.0) -> None:
        """Go against the gradient, in place; no array is made, and `gradient` is used up.

        The moments are sums, not means: what makes means of them is taken into the rate.
        """
        low, high = MOMENTS
        self.first *= low
        self.first += gradient
        self.second *= high
        gradient *= gradient
        self.second += gradient
        first_share, second_share = ((1.0 - share) / (1.0 - share**number) for share in MOMENTS)
        spread = np.sqrt(self.second, out=gradient)
        spread += EPSILON / np.sqrt(second_share)
        way = np.divide(self.first, spread, out=gradient)
        way *= rate * first_share / np.sqrt(second_share)
        if decay:
            self.weights *= 1.0 - rate * decay
        self.weights -= way
