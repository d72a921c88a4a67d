"""Read a guide file. Raises BadGuide with the file, the place and what to do; `check` looks at the sense of it."""

from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from mend.facts import FAMILIES
from mend.guides.model import Answer, BadGuide, End, Guide, Step, Variant, Way
from mend.problem import (
    Cause,
    Check,
    CrmProcess,
    Destination,
    Layer,
    ProductKind,
    RemoteAction,
    RequestKind,
    StepKind,
)
from mend.yaml_text import BadYaml, load

Kind = TypeVar("Kind", bound=StrEnum)

GUIDE_KEYS = {"title", "product", "before", "passes", "checks", "steps", "ends"}
STEP_KEYS = {
    "kind", "say", "help", "picture", "alt", "answers", "caution", "action", "retest", "done_by",
    "cause", "suspect", "until", "permanent", "minutes", "next", "again", "for",
}  # fmt: skip
VARIANT_KEYS = {"say", "help", "picture", "alt"}
ANSWER_KEYS = {"title", "to", "hears", "finds"}
END_KEYS = {"cause", "to", "suspect", "process", "asks", "say"}
WAY_KEYS = {"to", "suspect", "process", "asks"}


class _Place:
    """Where we are in a file, for messages."""

    def __init__(self, path: Path, *names: str):
        self.path, self.names = path, names

    def at(self, *names: str) -> "_Place":
        return _Place(self.path, *self.names, *names)

    def wrong(self, what: str) -> BadGuide:
        return BadGuide(f"{self.path.name}: {' → '.join(self.names)}: {what}")

    def mapping(self, value: Any, keys: set[str] | None = None) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise self.wrong("must be a mapping")
        unknown = sorted(set(value) - keys) if keys else []
        if unknown:
            raise self.wrong(f"unknown key {', '.join(map(str, unknown))}")
        return value

    def text(self, value: Any) -> str:
        if not isinstance(value, str) or not value.strip():
            raise self.wrong("must be a text")
        return " ".join(value.split())

    def texts(self, value: Any) -> tuple[str, ...]:
        if not isinstance(value, list):
            raise self.wrong("must be a list of texts")
        return tuple(self.text(item) for item in value)

    def one_of(self, kind: type[Kind], value: Any) -> Kind:
        try:
            return kind(value)
        except ValueError:
            known = ", ".join(kind)
            raise self.wrong(f"{value!r} is not one of {known}") from None

    def true(self, value: Any) -> bool:
        if value is not True:
            raise self.wrong("must be `true`, or left out")
        return True

    def number(self, value: Any) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            raise self.wrong("must be a whole number from 1")
        return value


def read(path: Path) -> Guide:
    """The guide in one file. Raises BadGuide."""
    place = _Place(path)
    try:
        data = load(path.read_text(encoding="utf-8"))
    except (BadYaml, UnicodeDecodeError) as error:
        raise BadGuide(f"{path.name}: not readable as YAML: {error}") from error
    data = place.mapping(data)
    for key in ("nlu", "responses", "guide"):
        if key not in data:
            raise BadGuide(f"{path.name}: the key `{key}:` is missing")
    name = path.stem
    block = place.at("guide").mapping(data["guide"], GUIDE_KEYS)
    for key in ("title", "product", "steps", "ends"):
        if key not in block:
            raise place.at("guide").wrong(f"the key `{key}:` is missing")
    steps = place.at("steps").mapping(block["steps"])
    if not steps:
        raise place.at("steps").wrong("a guide needs at least one step")
    names = list(steps)
    return Guide(
        name=name,
        title=place.at("title").text(block["title"]),
        product=place.at("product").one_of(ProductKind, block["product"]),
        checks=_checks(place.at("checks"), block.get("checks", {})),
        steps={
            step: _step(place.at(step), step, steps[step], following)
            for step, following in zip(names, [*names[1:], None], strict=True)
        },
        ends={
            end: _end(place.at(end), end, value)
            for end, value in place.at("ends").mapping(block["ends"]).items()
        },
        opening=_opening(place, name, data["responses"]),
        examples=_examples(place, name, data["nlu"]),
        before=place.at("before").texts(block.get("before", [])),
        passes=place.at("passes").texts(block.get("passes", [])),
    )


def read_all(folder: Path) -> dict[str, Guide]:
    """Every guide of a folder, by name. Raises BadGuide for the first that cannot be read."""
    return {path.stem: read(path) for path in sorted(folder.glob("*.yml"))}


def _checks(place: _Place, value: Any) -> dict[Check, dict[str, str]]:
    checks = {}
    for name, outcomes in place.mapping(value).items():
        check = place.one_of(Check, name)
        checks[check] = {
            str(outcome): place.at(name).text(target)
            for outcome, target in place.at(name).mapping(outcomes).items()
        }
    return checks


def _step(place: _Place, name: str, value: Any, following: str | None) -> Step:
    block = place.mapping(value, STEP_KEYS)
    for key in ("kind", "say", "answers"):
        if key not in block:
            raise place.wrong(f"the key `{key}:` is missing")
    onward = block.get("next", following)
    if onward is None:
        raise place.wrong("the last step must have `next:`")
    picture = block.get("picture")
    return Step(
        name=name,
        kind=place.at("kind").one_of(StepKind, block["kind"]),
        say=place.at("say").text(block["say"]),
        answers=tuple(
            _answer(place.at(answer), str(answer), item, onward)
            for answer, item in place.at("answers").mapping(block["answers"]).items()
        ),
        next=place.at("next").text(onward),
        help=place.at("help").text(block["help"]) if "help" in block else None,
        picture=place.at("picture").text(picture) if picture is not None else None,
        alt=place.at("alt").text(block["alt"]) if "alt" in block else None,
        minutes=place.at("minutes").number(block["minutes"]) if "minutes" in block else None,
        caution=place.at("caution").text(block["caution"]) if "caution" in block else None,
        action=place.at("action").one_of(RemoteAction, block["action"])
        if "action" in block
        else None,
        retest=place.at("retest").one_of(Check, block["retest"]) if "retest" in block else None,
        done_by=place.at("done_by").texts(block.get("done_by", [])),
        cause=place.at("cause").one_of(Cause, block["cause"]) if "cause" in block else None,
        suspect=place.at("suspect").one_of(Layer, block["suspect"]) if "suspect" in block else None,
        until=place.at("until").number(block["until"]) if "until" in block else None,
        permanent=_way(place.at("permanent"), place.mapping(block["permanent"], WAY_KEYS))
        if "permanent" in block
        else None,
        again=place.at("again").true(block["again"]) if "again" in block else False,
        variants={
            family: _variant(place.at("for", family), family, value)
            for family, value in place.at("for").mapping(block.get("for", {})).items()
        },
    )


def _variant(place: _Place, family: str, value: Any) -> Variant:
    if family not in FAMILIES:
        raise place.wrong(f"is not one of {', '.join(FAMILIES)}")
    block = place.mapping(value, VARIANT_KEYS)
    return Variant(**{key: place.at(key).text(text) for key, text in block.items()})


def _answer(place: _Place, name: str, value: Any, onward: str) -> Answer:
    block = place.mapping(value, ANSWER_KEYS)
    if "title" not in block:
        raise place.wrong("the key `title:` is missing")
    return Answer(
        name=name,
        title=place.at("title").text(block["title"]),
        to=place.at("to").text(block.get("to", onward)),
        hears=place.at("hears").texts(block.get("hears", [])),
        finds={
            str(fact): str(found)
            for fact, found in place.at("finds").mapping(block.get("finds", {})).items()
        },
    )


def _end(place: _Place, name: str, value: Any) -> End:
    block = place.mapping(value, END_KEYS)
    for key in ("cause", "to", "say"):
        if key not in block:
            raise place.wrong(f"the key `{key}:` is missing")
    return End(
        name=name,
        cause=place.at("cause").one_of(Cause, block["cause"]),
        way=_way(place, block),
        say=place.at("say").text(block["say"]),
    )


def _way(place: _Place, block: dict[str, Any]) -> Way:
    return Way(
        to=place.at("to").one_of(Destination, block.get("to")),
        suspect=place.at("suspect").one_of(Layer, block["suspect"]) if "suspect" in block else None,
        process=place.at("process").one_of(CrmProcess, block["process"])
        if "process" in block
        else None,
        asks=place.at("asks").one_of(RequestKind, block["asks"]) if "asks" in block else None,
    )


def _opening(place: _Place, name: str, responses: Any) -> str:
    wanted = f"utter_problem/{name}"
    if list(place.at("responses").mapping(responses)) != [wanted]:
        raise place.at("responses").wrong(f"must hold exactly {wanted}")
    return wanted


def _examples(place: _Place, name: str, nlu: Any) -> tuple[str, ...]:
    wanted = f"problem/{name}"
    if not isinstance(nlu, list) or [item.get("intent") for item in nlu] != [wanted]:
        raise place.at("nlu").wrong(f"must hold exactly the intent {wanted}")
    lines = str(nlu[0].get("examples", "")).splitlines()
    return tuple(line.strip().removeprefix("- ").strip() for line in lines if line.strip())
