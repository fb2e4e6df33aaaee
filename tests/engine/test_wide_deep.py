import numpy as np
import pytest
from scipy import sparse

from okpay_engine.nlu import wide_deep


def problem(rows: int = 400, classes: int = 4) -> tuple:
    """Each class has a term of its own and a direction of its own, both noisy."""
    random = np.random.default_rng(7)
    labels = random.integers(0, classes, rows)
    terms = np.zeros((rows, classes + 6), np.float32)
    terms[np.arange(rows), labels] = 1.0
    terms[np.arange(rows), classes + random.integers(0, 6, rows)] = 1.0
    dense = random.normal(0, 0.6, (rows, 8)).astype(np.float32)
    dense[np.arange(rows), labels] += 2.0
    return sparse.csr_matrix(terms), dense, labels, classes


def test_learns_what_can_be_learnt() -> None:
    terms, dense, labels, classes = problem()
    full, quick = wide_deep.fit(terms, dense, labels, classes)
    assert (full.scores(terms, dense).argmax(axis=1) == labels).mean() > 0.97
    assert (quick.scores(terms, dense[:, :0]).argmax(axis=1) == labels).mean() > 0.97


def test_is_the_same_at_every_training() -> None:
    terms, dense, labels, classes = problem(120)
    first, second = (wide_deep.fit(terms, dense, labels, classes) for _ in range(2))
    for head, again in zip(first, second, strict=True):
        for name, values in head.arrays().items():
            assert np.array_equal(values, again.arrays()[name]), name


def test_the_average_of_the_members_is_one_model() -> None:
    terms, dense, labels, classes = problem(120)
    seeds = range(wide_deep.members(len(labels)))
    members = [wide_deep.fit_one(terms, dense, labels, classes, seed=seed) for seed in seeds]
    mean = np.mean([member.scores(terms, dense) for member in members], axis=0)
    full = wide_deep.fit(terms, dense, labels, classes).full
    assert np.allclose(full.scores(terms, dense), mean, atol=1e-4)


def test_progress_reaches_its_end() -> None:
    terms, dense, labels, classes = problem(60)
    told = []
    wide_deep.fit(terms, dense, labels, classes, lambda done, total: told.append((done, total)))
    assert told[-1][0] == told[-1][1]
    assert [done for done, _ in told] == sorted(done for done, _ in told)


@pytest.mark.parametrize("rows", [5, 60, 400, 5000, 17_000])
def test_there_are_steps_enough(rows: int) -> None:
    epochs, batch = wide_deep.schedule(rows)
    assert epochs >= wide_deep.EPOCHS
    assert epochs * -(-rows // batch) >= wide_deep.LEAST_STEPS


@pytest.mark.parametrize(("rows", "count"), [(1, 4), (400, 4), (10_000, 3), (17_000, 1), (100_000, 1)])
def test_few_rows_are_learnt_by_several(rows: int, count: int) -> None:
    assert wide_deep.members(rows) == count


def test_what_is_large_is_learnt_in_large_batches() -> None:
    assert wide_deep.schedule(17_000) == (wide_deep.EPOCHS, wide_deep.BATCH)


def test_probabilities_sum_to_one() -> None:
    rows = wide_deep.softmax(np.array([[1000.0, 0.0], [-1000.0, -1000.0]]))
    assert np.allclose(rows.sum(axis=1), 1.0)
