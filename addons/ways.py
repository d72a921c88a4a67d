"""Ways to say something, as a designer writes them, and what a customer wrote, made plain enough to compare.

`(a|b)` is one of them, `<router>` one of a named group of words, `word*` the word with any ending, and `...` up to
three words in between, none of which denies or supposes.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

Patterns = tuple[re.Pattern[str], ...]
Ways = tuple[tuple[str, re.Pattern[str]], ...]  # what is said, and one way to say it

_TOKEN = re.compile(r"\d+(?:[.,]\d+)+|[^\W_]+(?:'[^\W_]+)*|[.,;:!?\n]")
_PLAIN_APOSTROPHE = str.maketrans("’‘`´", "''''")
_ENDS = frozenset(".;!?\n")
# A new clause begins at a comma and at these words; what is denied before them is not denied after them.
_CLAUSE = re.compile(
    r" ,(?= )| (?:but|though|although|however|because|so|still)(?= )"
    r"| and(?= (?:i|we|it|my|our|the|all|there|now|then|they|he|she|everything|nothing|no|still|have|also) )"
)
# What denies or supposes, and so must not stand in a gap.
_NOT_IN_A_GAP = (
    "not|never|no|without|none|nor|neither|but|if|unless|whether|or|should|could|would|will|might|must|need|needs"
    "|needed|to be"
)
_GAP_WORD = rf"(?!(?:{_NOT_IN_A_GAP}) )[^\W_][^ ]*"
_GAP = rf"(?: {_GAP_WORD}){{0,3}}? "
_NEGATED = frozenset(
    ("dont", "doesnt", "didnt", "havent", "hasnt", "hadnt", "isnt", "arent", "wasnt", "werent", "cant", "couldnt",
     "wouldnt", "shouldnt", "wont", "aint", "mustnt")
)  # fmt: skip
_SHORT = {
    "ive": "i have", "weve": "we have", "youve": "you have", "im": "i am", "theres": "there is", "thats": "that is",
    "cannot": "can not", "gonna": "going to", "wanna": "want to", "wlan": "wifi",
}  # fmt: skip
_ENDINGS = {"ve": "have", "m": "am", "re": "are", "ll": "will", "d": "would"}
# After these, 's is "is"; after anything else it is left out.
_IS_AFTER = frozenset(
    ("it", "that", "there", "what", "where", "who", "how", "here", "he", "she", "everything")
)
_STEMS = {"ca": "can", "wo": "will", "ai": "is", "sha": "shall"}


@dataclass(frozen=True)
class Sentence:
    """One sentence in plain words with a blank between them and around it, and where each came from."""

    text: str
    # Of each word: where it begins in `text`, and its start and end in the message.
    spans: tuple[tuple[int, int, int], ...]

    @property
    def asks(self) -> bool:
        """It ends with a question mark."""
        return self.text.endswith(" ? ")

    @cached_property
    def edges(self) -> list[int]:
        """Where its clauses begin, and where the last one ends."""
        return [0, *(match.end() for match in _CLAUSE.finditer(self.text)), len(self.text)]

    def clause(self, at: int) -> tuple[int, int]:
        """The start and end of the clause in which something begins."""
        start = max(edge for edge in self.edges if edge <= at)
        return start, min(edge for edge in self.edges if edge > at)

    def place(self, match: re.Match[str]) -> tuple[int, int]:
        """The match's start and end in the customer's own letters."""
        inside = [span for span in self.spans if match.start() <= span[0] < match.end()]
        return inside[0][1], inside[-1][2]


def sentences(message: str) -> list[Sentence]:
    """The sentences of a message: lower case, short forms written out, "wi-fi" as one word."""
    found: list[Sentence] = []
    text = " "
    spans: list[tuple[int, int, int]] = []
    tokens = list(_TOKEN.finditer(message.lower().translate(_PLAIN_APOSTROPHE)))
    # A few letters grow when they are made small; then nothing can be said about where they were.
    whole = len(message.lower()) == len(message)
    for token in tokens:
        for word in _written_out(token.group()):
            if word == "fi" and text.endswith(" wi "):
                text = text[: -len("wi ")]
                spans.pop()
                word = "wifi"
            start, end = (token.start(), token.end()) if whole else (0, len(message))
            spans.append((len(text), start, end))
            text += f"{word} "
        if token.group() in _ENDS:
            found.append(Sentence(text, tuple(spans)))
            text, spans = " ", []
    if spans:
        found.append(Sentence(text, tuple(spans)))
    return found


def compiled(way: str, groups: Mapping[str, Iterable[str]]) -> re.Pattern[str]:
    """One way to say something. Raises KeyError for a group that there is not, and re.error."""
    named = re.sub(r"<(\w+)>", lambda name: f"({'|'.join(groups[name[1]])})", way.strip().lower())
    parts = [_part(part) for part in re.split(r"\s*\.\.\.\s*", named)]
    return re.compile(rf"(?<= ){_GAP.join(f'(?:{part})' for part in parts)}(?= )")


def ways_of(said: Mapping[str, Iterable[str]], groups: Mapping[str, Iterable[str]]) -> Ways:
    """All ways, each with what it says. Raises what `compiled` raises."""
    return tuple(
        (str(name), compiled(str(way), groups)) for name, ways in said.items() for way in ways
    )


def ends_with(way: re.Pattern[str], text: str) -> bool:
    """Whether a text, with a blank at its end, ends with this."""
    return any(match.end() == len(text) - 1 for match in way.finditer(text))


def _part(part: str) -> str:
    plain = re.sub(r"[^\W_]+(?:'[^\W_]+)*", lambda word: " ".join(_written_out(word.group())), part)
    plain = plain.replace("wi-fi", "wifi").replace("-", " ")
    literal = re.escape(plain).replace(r"\(", "(?:").replace(r"\)", ")").replace(r"\|", "|")
    return literal.replace(r"\*", r"[^ ]*").replace("\\ ", " ")


def _written_out(word: str) -> list[str]:
    if word == "\n":
        return ["."]
    if word in _SHORT:
        return _SHORT[word].split()
    if word in _NEGATED:
        word = f"{word[:-2]}n't"
    stem, apostrophe, ending = word.rpartition("'")
    if not apostrophe:
        return [word]
    if ending == "t" and stem.endswith("n"):
        return [_STEMS.get(stem[:-1], stem[:-1]), "not"]
    if ending in _ENDINGS:
        return [stem, _ENDINGS[ending]]
    if ending == "s":
        return [stem, "is"] if stem in _IS_AFTER else [stem]
    return [word]
