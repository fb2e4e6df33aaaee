"""What misled the classifier: the training examples that stand nearest to a message, by meaning."""

from pathlib import Path
from typing import Any, Dict, List, Mapping, Sequence

import numpy as np
from rasa.shared.importers.rasa import RasaFileImporter

from okpay_engine.encoder.sentence_encoder import PackageEncoder, SentenceEncoder
from okpay_engine.nlu.normalizer import TextNormalizer, TextNormalizerComponent, read_homophones
from okpay_engine.progress import report

MISLEADING = 3


def training_examples() -> Dict[str, List[str]]:
    """The labelled examples of the project: intent to texts."""
    examples: Dict[str, List[str]] = {}
    for message in RasaFileImporter("config.yml", "domain.yml", ["data"]).get_nlu_data().intent_examples:
        examples.setdefault(message.get("intent"), []).append(message.get("text"))
    return examples


def unit_vectors(sentences: Sequence[str], encoder: SentenceEncoder) -> np.ndarray:
    """float32 rows of length 1 from the encoder's last layer, whose cosines it was trained for."""
    last = encoder.encode(sentences)[:, -PackageEncoder.size :]
    unit: np.ndarray = last / np.linalg.norm(last, axis=1, keepdims=True)
    return unit


class NearestExamples:
    """Examples by intent; those of an intent are encoded when it is first asked for."""

    def __init__(self, examples: Mapping[str, Sequence[str]], encoder: SentenceEncoder) -> None:
        homophones = TextNormalizerComponent.get_default_config()["homophones"]
        self._normalize = TextNormalizer(read_homophones(Path(homophones))).normalize
        self._examples = examples
        self._encoder = encoder
        self._encoded: Dict[str, np.ndarray] = {}

    def vectors(self, texts: Sequence[str]) -> np.ndarray:
        """Vectors of unit length, one row a text."""
        return unit_vectors([self._normalize(text) for text in texts], self._encoder)

    def of(self, intent: str, vector: np.ndarray, count: int) -> List[Dict[str, Any]]:
        """The `count` nearest examples of `intent`, each `{text, cosine}`; none of an unknown intent."""
        texts = self._examples.get(intent)
        if not texts:
            return []
        if intent not in self._encoded:
            self._encoded[intent] = self.vectors(texts)
        cosines = self._encoded[intent] @ vector
        best = np.argsort(-cosines, kind="stable")[:count]
        return [{"text": texts[index], "cosine": float(cosines[index])} for index in best]


def explain(rows: Sequence[Mapping[str, Any]], examples: NearestExamples) -> List[Dict[str, Any]]:
    """Every wrong row, with what misled and the nearest example of the right intent."""
    wrong = [row for row in rows if row["intent"] != row["expected"]]
    if not wrong:
        return []
    errors = []
    for number, vector in enumerate(examples.vectors([row["text"] for row in wrong])):
        report("explaining", number, len(wrong))
        row = wrong[number]
        misled_by = examples.of(row["intent"], vector, MISLEADING)
        errors.append({**row, "misled_by": misled_by, "right": examples.of(row["expected"], vector, 1)})
    report("explaining", len(wrong), len(wrong))
    return errors
