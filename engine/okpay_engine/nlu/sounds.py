"""Reads by its sound what was written with the wrong characters: 腿款 is 退款, 眼证码 is 验证码.

Typed by pinyin, a word comes out as others of the same sound, or of one that a southern speaker takes for it.
A noisy channel after Kernighan, Church and Gale, "A Spelling Correction Program Based on a Noisy Channel
Model" (1990): characters that sound like a word of the field are taken for it when they are no word
themselves, cut through none, and are too rare for anybody to have meant them one by one.
"""

import json
import math
import re
from itertools import accumulate
from pathlib import Path
from typing import Any, Dict, Iterable, List, NamedTuple, Optional, Set

import jieba
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from okpay_engine.nlu.normalizer import NORMALIZED
from okpay_engine.nlu.vocabulary import read_words

SOUNDS = "sounds.json"
# Logarithms of how often characters stand in Chinese, one after the other by chance: below this nobody meant
# them. What only nearly sounds like the word has to be rarer.
RARE, RARER = -14.0, -16.5
# Cantonese writes words of its own, which sound like nothing in Mandarin.
CANTONESE = frozenset("嚟咗啲嘅唔冇佢喺乜嗰咁畀嘢睇攞")
HAN = range(0x4E00, 0xA000)

_HAN_RUNS = re.compile("[\u4e00-\u9fff]{2,}")
_NEAR = ((re.compile("^([zcs])h"), r"\1"), (re.compile("([aei]n)g$"), r"\1"))


class Sounds(NamedTuple):
    """How the words of the field and single characters are said: syllables of pinyin without tones."""

    words: Dict[str, List[str]]
    characters: Dict[str, str]


def sounds_of(words: Iterable[str]) -> Sounds:
    """Look up how `words` are said, and which characters sound like a part of one."""
    # A table of all of Chinese, needed for training alone.
    from pypinyin import lazy_pinyin

    said = {word: lazy_pinyin(word) for word in words}
    heard = {_near(syllable) for syllables in said.values() for syllable in syllables}
    characters = {character: lazy_pinyin(character)[0] for character in map(chr, HAN)}
    return Sounds(said, {one: syllable for one, syllable in characters.items() if _near(syllable) in heard})


class Corrector:
    """Puts words of the field where characters only sound like them; the length stays the same."""

    def __init__(self, sounds: Sounds) -> None:
        jieba.initialize()
        self._said = sounds.words
        self._syllables = sounds.characters
        self._near = {one: _near(syllable) for one, syllable in sounds.characters.items()}
        self._longest = max(map(len, sounds.words), default=0)
        self._heard: Dict[str, List[str]] = {}
        for word, syllables in sounds.words.items():
            self._heard.setdefault(" ".join(map(_near, syllables)), []).append(word)

    def correct(self, text: str) -> str:
        """`text` with its words as they were meant."""
        return _HAN_RUNS.sub(lambda run: self._correct_run(run[0]), text)

    def _correct_run(self, run: str) -> str:
        syllables = [self._near.get(character, "") for character in run]
        edges: Set[int] = set()
        start = 0
        while start < len(run):
            taken = 1
            for length in range(min(self._longest, len(run) - start), 1, -1):
                written = run[start : start + length]
                if written in self._said:
                    taken = length
                    break
                heard = self._heard.get(" ".join(syllables[start : start + length]))
                meant = self._meant(written, heard) if heard else None
                if meant is None:
                    continue
                edges = edges or _edges(run)
                if {start, start + length} <= edges:
                    run = run[:start] + meant + run[start + length :]
                    taken = length
                    break
            start += taken
        return run

    def _meant(self, written: str, words: List[str]) -> Optional[str]:
        """The word that was meant by characters that sound like all of `words`."""
        if jieba.dt.FREQ.get(written) or not CANTONESE.isdisjoint(written):
            return None
        likelihood = sum(map(_likelihood, written))
        said = [self._syllables[character] for character in written]
        fitting = [word for word in words if likelihood < (RARE if self._said[word] == said else RARER)]
        return max(fitting, key=lambda word: _alike(word, written), default=None)


def _alike(word: str, written: str) -> int:
    return sum(map(str.__eq__, word, written))


def _near(syllable: str) -> str:
    for pattern, plain in _NEAR:
        syllable = pattern.sub(plain, syllable)
    return syllable


def _likelihood(character: str) -> float:
    return math.log(max(jieba.dt.FREQ.get(character, 0), 1) / jieba.dt.total)


def _edges(run: str) -> Set[int]:
    return {0, *accumulate(len(word) for word in jieba.cut(run, HMM=False))}


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class SoundCorrector(GraphComponent):
    """Corrects the normalised text."""

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """`words`: the file of words that are recognised by their sound, from the project's root."""
        return {"words": "data/sounds.txt"}

    def __init__(self, sounds: Sounds, storage: ModelStorage, resource: Resource) -> None:
        self._corrector = Corrector(sounds)
        self._sounds = sounds
        self._storage = storage
        self._resource = resource

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "SoundCorrector":
        """For training: the words are read from the project."""
        return cls(sounds_of(read_words(Path(config["words"]))), model_storage, resource)

    @classmethod
    def load(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "SoundCorrector":
        """For inference: the sounds are those the model was trained with."""
        with model_storage.read_from(resource) as folder:
            sounds = Sounds(*json.loads((folder / SOUNDS).read_text(encoding="utf-8")))
        return cls(sounds, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Keep the sounds in the model."""
        with self._storage.write_to(self._resource) as folder:
            (folder / SOUNDS).write_text(json.dumps(self._sounds, ensure_ascii=False), encoding="utf-8")
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Correct every example."""
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: List[Message]) -> List[Message]:
        """Correct every message."""
        for message in messages:
            if text := message.get(NORMALIZED):
                message.set(NORMALIZED, self._corrector.correct(text))
        return messages
