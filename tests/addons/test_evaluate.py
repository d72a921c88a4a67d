"""Reading labelled messages, translating labels, and the figures."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from addons import evaluate, scores
from addons.classifier import PARTS
from addons.evaluate import CannotEvaluate, Labels, Row, label_of, read_labels, read_rows
from addons.language import ROOT
from addons.scores import Judged

KNOWN = frozenset({"no_internet", "billing", "out_of_scope"})


def judged(*pairs: tuple[str, str], accepted: Sequence[str] = ()) -> list[Judged]:
    return [
        Judged("…", gold, frozenset(accepted), said.removeprefix("?"), said.startswith("?"))
        for gold, said in pairs
    ]


def csv_file(folder: Path, content: bytes) -> Path:
    path = folder / "messages.csv"
    path.write_bytes(content)
    return path


def test_a_good_file_is_read_with_its_other_labels(tmp_path: Path) -> None:
    path = csv_file(
        tmp_path,
        b'\xef\xbb\xbftext,gold,alt,source\n"down, again",no_internet,billing|out_of_scope,x\n',
    )
    assert read_rows(path, KNOWN) == [
        Row("down, again", "no_internet", frozenset({"billing", "out_of_scope"}))
    ]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "has no column text, gold, alt"),
        (b"text,gold\nhello,billing\n", "has no column alt"),
        (b"text,gold,alt\n", "holds no messages"),
        (b"text,gold,alt\nhello,weather,\n", "line 2: unknown label 'weather'"),
        (b"text,gold,alt\nhello,billing,rain\n", "line 2: unknown label 'rain'"),
        (b"text,gold,alt\nhello\n", "line 2: unknown label ''"),
        (b"text,gold,alt\n ,billing,\n", "line 2: the message is empty"),
        (b"text,gold,alt\n\xff\xfe,billing,\n", "not text in UTF-8"),
        (b'text,gold,alt\n"open,billing,\n', "not a CSV file"),
    ],
)
def test_a_bad_file_is_told_in_one_sentence(tmp_path: Path, content: bytes, reason: str) -> None:
    with pytest.raises(CannotEvaluate) as told:
        read_rows(csv_file(tmp_path, content), KNOWN)
    assert reason in str(told.value)
    assert "\n" not in str(told.value)


def test_the_command_fails_without_a_file_or_a_model(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert evaluate.main([]) == 2
    assert evaluate.main([str(tmp_path / "none.csv")]) == 2
    good = csv_file(tmp_path, b"text,gold,alt\nhello,billing,\n")
    assert evaluate.main([str(good)], models=tmp_path) == 2
    usage, missing, untrained = capsys.readouterr().err.splitlines()
    assert usage.startswith("Usage")
    assert missing.endswith("No such file or directory.")
    assert "mend train" in untrained


@pytest.mark.parametrize(
    ("parsed", "label"),
    [
        ({"intent": {"name": "greet"}, "entities": []}, "greet"),
        (
            {
                "intent": {"name": "problem"},
                "entities": [
                    {"entity": "device", "value": "router"},
                    {"entity": "problem", "value": "wifi_weak"},
                ],
            },
            "problem/wifi_weak",
        ),
        (
            {"intent": {"name": "other_need"}, "entities": [{"entity": "need", "value": "email"}]},
            "other_need/email",
        ),
        (
            {
                "intent": {"name": "nlu_fallback"},
                "entities": [{"entity": "problem", "value": "wifi_weak"}],
            },
            "nlu_fallback",
        ),
    ],
)
def test_the_full_label_is_read_from_what_rasa_says(parsed: dict[str, Any], label: str) -> None:
    assert label_of(parsed) == label


def test_every_label_that_can_be_predicted_is_translated_to_a_known_one() -> None:
    labels = read_labels()
    trained = set()
    for path in [*ROOT.glob("data/nlu/*.yml"), *ROOT.glob("data/guides/*.yml")]:
        for item in YAML(typ="safe").load(path.read_text(encoding="utf-8")).get("nlu", []):
            part = (item.get("metadata") or {}).get(PARTS.get(item["intent"], ""))
            trained.add(f"{item['intent']}/{part}" if part else item["intent"])
    assert trained | {"nlu_fallback"} <= set(labels.translation)
    assert set(labels.translation.values()) <= labels.known | {"none"}


def test_a_label_the_table_lacks_is_told() -> None:
    row = Row("hi", "billing", frozenset())
    with pytest.raises(CannotEvaluate, match="does not translate our label 'dance'"):
        evaluate.judge(row, {"intent": {"name": "dance"}}, Labels({}, KNOWN))


def test_strict_and_lenient_differ_by_the_accepted_labels() -> None:
    rows = judged(("a", "a"), ("a", "b"), ("a", "c"), accepted=["b"])
    assert scores.strict(rows) == pytest.approx(1 / 3)
    assert scores.lenient(rows) == pytest.approx(2 / 3)


def test_macro_f1_is_over_given_labels_only() -> None:
    rows = judged(("a", "a"), ("a", "a"), ("a", "c"), ("b", "a"))
    assert scores.macro_f1(rows) == pytest.approx((2 * 2 / (3 + 3) + 0) / 2)


def test_a_refusal_counts_on_telecom_messages_only() -> None:
    rows = judged(("out_of_scope", "?out_of_scope"), ("a", "?out_of_scope"), ("a", "a"))
    assert scores.refusals(rows) == pytest.approx(1 / 2)
    assert scores.false_alarms(rows) == 0
    assert scores.strict(rows) == pytest.approx(2 / 3)


def test_the_interval_is_repeatable_and_holds_the_value() -> None:
    rows = judged(*[("a", "a")] * 60, *[("a", "b")] * 40)
    figure = scores.with_interval(scores.strict, rows)
    assert figure == scores.with_interval(scores.strict, rows)
    assert figure.value == pytest.approx(0.6)
    # The normal approximation of a share of 0.6 of 100 is 0.6 ± 0.096.
    assert (figure.low, figure.high) == pytest.approx((0.504, 0.696), abs=0.02)


def test_the_confusion_table_shows_who_was_taken_for_what() -> None:
    lines = scores.confusion_table(judged(("a", "a"), ("a", "b"), ("a", "b"))).splitlines()
    assert lines[1].split() == ["1", "a", "1", "2"]
    assert lines[2].split() == ["2", "b", ".", "."]


def test_the_label_table_has_how_many_there_were() -> None:
    lines = scores.label_table(judged(("a", "a"), ("a", "b"), ("b", "b"))).splitlines()
    assert lines[1].split() == ["a", "2", "1.00", "0.50", "0.67"]
    assert lines[2].split() == ["b", "1", "0.50", "1.00", "0.67"]


def test_messages_go_to_the_model_as_words_and_come_back_as_figures() -> None:
    asked = []

    class OneAnswer:
        async def parse_message(self, text: str) -> dict[str, Any]:
            asked.append(text)
            return {"intent": {"name": "greet"}, "entities": []}

    rows = [Row("/greet", "out_of_scope", frozenset()), Row("my bill", "billing", frozenset())]
    labels = Labels({"greet": "out_of_scope"}, KNOWN)
    text = asyncio.run(evaluate.measure(OneAnswer(), rows, labels))
    assert asked == ["greet", "my bill"]
    assert text.startswith("2 messages, 1 of them about telecom")
    assert "strict                         0.500" in text
