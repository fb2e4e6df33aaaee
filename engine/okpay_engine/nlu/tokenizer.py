"""Cuts a message into words: spaCy's Chinese pipeline, segmenting with jieba and a payment dictionary."""

import logging
from functools import cache
from pathlib import Path
from typing import Any, Dict, List

import jieba
import spacy
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from okpay_engine.nlu.normalizer import NORMALIZED
from okpay_engine.nlu.vocabulary import read_words

jieba.setLogLevel(logging.WARNING)


def chinese_pipeline(words: List[str]) -> spacy.Language:
    """spaCy's blank Chinese pipeline, segmenting with jieba that knows `words` as well."""
    for word in words:
        _teach(word)
    return spacy.blank("zh", config={"nlp": {"tokenizer": {"segmenter": "jieba"}}})


@cache
def _teach(word: str) -> None:
    """Once a word: at each further time jieba finds it likelier, and training and serving would part."""
    jieba.add_word(word)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=True)
class ChineseTokenizer(Tokenizer):
    """Rasa's tokens are spaCy's, without the white space."""

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """`dictionary`: the file of words jieba should not cut, from the project's root."""
        return {
            "dictionary": "data/dictionary.txt",
            "intent_tokenization_flag": False,
            "intent_split_symbol": "_",
        }

    def __init__(
        self, config: Dict[str, Any], words: List[str], storage: ModelStorage, resource: Resource
    ) -> None:
        super().__init__(config)
        self._words = words
        self._pipeline = chinese_pipeline(words)
        self._storage = storage
        self._resource = resource

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "ChineseTokenizer":
        """For training: the dictionary is read from the project."""
        return cls(config, read_words(Path(config["dictionary"])), model_storage, resource)

    @classmethod
    def load(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "ChineseTokenizer":
        """For inference: the dictionary is the one the model was trained with."""
        with model_storage.read_from(resource) as folder:
            return cls(config, read_words(folder / "dictionary.txt"), model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Keep the dictionary in the model."""
        with self._storage.write_to(self._resource) as folder:
            (folder / "dictionary.txt").write_text("\n".join(self._words), encoding="utf-8")
        return self._resource

    def tokenize(self, message: Message, attribute: str) -> List[Token]:
        """Tokens of the normalised text; white space is none."""
        text = message.get(NORMALIZED) if attribute == TEXT else message.get(attribute)
        doc = self._pipeline(text or "")
        return [Token(word.text, word.idx) for word in doc if not word.is_space]
