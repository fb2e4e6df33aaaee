"""All entities of a message, by their place in the original text."""

import re
import unicodedata
from typing import Callable, Dict, Iterator, List, Tuple

import opencc

from okpay_engine.nlu.entities.amounts import find_amounts
from okpay_engine.nlu.entities.entity import Entity
from okpay_engine.nlu.entities.errors import find_errors
from okpay_engine.nlu.entities.methods import MethodFinder
from okpay_engine.nlu.entities.references import (
    find_mails,
    find_phones,
    find_ticket_numbers,
    find_transaction_ids,
)
from okpay_engine.nlu.entities.times import find_times

_FINDERS: Tuple[Callable[[str], Iterator[Entity]], ...] = (
    find_mails,
    find_phones,
    find_ticket_numbers,
    find_errors,
    find_times,
    find_amounts,
    find_transaction_ids,
)
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
# Where two overlap, one of these kinds stands before the others, then the longer one.
_IN_ORDER = ("email", "ticket_number", "phone", "error", "transaction_id")
_FIRST = {kind: rank for rank, kind in enumerate(_IN_ORDER)}


class EntityFinder:
    """Finds entities of every kind."""

    def __init__(self, methods: Dict[str, str]) -> None:
        self._methods = MethodFinder(methods)
        self._simplify = opencc.OpenCC("t2s").convert

    def find(self, text: str) -> List[Entity]:
        """Entities in order of place; no two overlap."""
        plain = self._plain(text)
        found = [entity for finder in (*_FINDERS, self._methods.find) for entity in finder(plain)]
        found.sort(key=lambda e: (_FIRST.get(e.kind, len(_FIRST)), e.start - e.end, e.start))
        kept: List[Entity] = []
        for entity in found:
            if all(entity.end <= other.start or entity.start >= other.end for other in kept):
                kept.append(entity)
        return sorted(kept, key=lambda entity: entity.start)

    def _plain(self, text: str) -> str:
        """Half-width and simplified, every character in its old place."""
        whole = _LONE_SURROGATE.sub("\ufffd", text)
        forms = (unicodedata.normalize("NFKC", character) for character in whole)
        narrow = "".join(f if len(f) == 1 else c for f, c in zip(forms, whole))
        simple = self._simplify(narrow)
        return simple if len(simple) == len(narrow) else narrow
