"""Text and JSON from outside, and how much of it."""

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web import buckets
from web.chat.errors import Refusal
from web.chat.limits import Bucket
from web.chat.strict import clean, inert
from web.strict import BadJson, parse

ODD = st.text(
    st.sampled_from("/ \t\n\x00\x1c\x85\xa0\u2028\u3000\ufeff\u200b\ud800x{"), max_size=12
)


@given(ODD)
def test_typed_text_never_reaches_rasa_as_a_command(text: str) -> None:
    # UserMessage strips the text; what then starts with a slash is taken for an intent.
    sent = inert(text)
    assert sent.strip()
    assert not sent.strip().startswith("/")
    assert "\x00" not in sent


@given(st.text())
def test_cleaned_text_can_be_stored(text: str) -> None:
    cleaned = clean(text + "\ud800\x00")
    assert "\x00" not in cleaned
    assert cleaned.encode("utf-8").decode("utf-8") == cleaned


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("it is slow", "it is slow"),
        ("  it is slow ", "it is slow"),
        ("/restart", "restart"),
        (" // /inform{}", "inform{}"),
        ("///", "?"),
        ("and/or", "and/or"),
        ("line\none", "line\none"),
    ],
)
def test_typed_text_as_it_is_sent(typed: str, sent: str) -> None:
    assert inert(typed) == sent


def test_strict_json_reads_what_is_json() -> None:
    assert parse(b'{"a": [1, 2.5, null, "\xc3\xa9"]}') == {"a": [1, 2.5, None, "\u00e9"]}


@pytest.mark.parametrize("body", [b'{"a":1,"a":1}', b"NaN", b"1e400", b"{", b"\xff", b"[" * 5000])
def test_what_is_not_strict_json_is_refused(body: bytes) -> None:
    with pytest.raises(BadJson):
        parse(body)


class Watch:
    """A watch that stands until it is moved."""

    now = 0.0

    def __call__(self) -> float:
        """The time."""
        return self.now


def _taken(bucket: Bucket, key: str) -> bool:
    try:
        bucket.take(key)
    except Refusal:
        return False
    return True


def test_a_bucket_gives_a_burst_and_then_its_rate() -> None:
    watch = Watch()
    bucket = Bucket(3, 0.5, watch)
    assert [_taken(bucket, "a") for _ in range(5)] == [True] * 3 + [False] * 2
    assert _taken(bucket, "b")
    watch.now = 1.9
    assert not _taken(bucket, "a")
    watch.now = 2.0
    assert _taken(bucket, "a")
    assert not _taken(bucket, "a")
    watch.now = 1000.0
    assert [_taken(bucket, "a") for _ in range(4)] == [True] * 3 + [False]


def test_a_refusal_says_when_to_come_back() -> None:
    bucket = Bucket(1, 0.2, Watch())
    bucket.take("a")
    with pytest.raises(Refusal) as caught:
        bucket.take("a")
    assert caught.value.retry_after == math.ceil(1 / 0.2)


def test_buckets_forget_the_longest_unused(monkeypatch: Any) -> None:
    monkeypatch.setattr(buckets, "KEPT", 2)
    bucket = Bucket(1, 0.001, Watch())
    for key in ("a", "b", "c"):
        bucket.take(key)
    assert _taken(bucket, "a")
    assert not _taken(bucket, "c")
