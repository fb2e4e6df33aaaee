"""What the engine's tests share. They run from the project's root, as the engine does."""

import os
import warnings
from pathlib import Path

import pytest

with warnings.catch_warnings():
    # Rasa 3.6 and what it pins are at their end: what they warn of when they are imported is theirs to mend.
    warnings.simplefilter("ignore")
    import okpay_engine.nlu.tokenizer  # noqa: F401
    from okpay_engine.encoder.sentence_encoder import SentenceEncoder, load_encoder
    from okpay_engine.evaluate import Pipeline
    from okpay_engine.logs import quiet_logs
    from okpay_engine.nearest import training_examples

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture(scope="session", autouse=True)
def project_root() -> None:
    """Paths in config.yml are from the project's root."""
    os.chdir(ROOT)
    quiet_logs()


@pytest.fixture(scope="session")
def encoder(project_root: None) -> SentenceEncoder:
    """The encoder as it serves."""
    return load_encoder()


@pytest.fixture(scope="session")
def model() -> Path:
    """The trained model: the one named by OKPAY_MODEL, else the newest."""
    named = os.environ.get("OKPAY_MODEL")
    models = sorted((ROOT / "models").glob("okpay-*.tar.gz"), key=lambda path: path.stat().st_mtime)
    assert named or models, "no model: run `make train`"
    return Path(named) if named else models[-1]


@pytest.fixture(scope="session")
def pipeline(project_root: None, model: Path) -> Pipeline:
    """The trained model's understanding."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return Pipeline(model)


@pytest.fixture(scope="session")
def examples(project_root: None) -> dict[str, list[str]]:
    """The training data: intent to examples."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return training_examples()
