"""What a customer wrote, made plain, and ways to say something as designers write them."""

import pytest

from addons.ways import compiled, sentences


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("I haven't got Wi-Fi", " i have not got wifi "),
        ("I havent, dont, cannot", " i have not , do not , can not "),
        ("It’s dark and the router's hot", " it is dark and the router hot "),
        ("I'm here, I've it, they'll come", " i am here , i have it , they will come "),
        ("won't can't ain't", " will not can not is not "),
        ("theres 2.5 gb", " there is 2.5 gb "),
    ],
)
def test_short_forms_are_written_out(text: str, plain: str) -> None:
    assert [sentence.text for sentence in sentences(text)] == [plain]


def test_a_message_is_taken_sentence_by_sentence() -> None:
    found = sentences("It is dark. Why?\nhelp")
    assert [(each.text, each.asks) for each in found] == [
        (" it is dark . ", False), (" why ? ", True), (" . ", False), (" help ", False),
    ]  # fmt: skip


def test_a_clause_ends_at_a_comma_and_where_something_new_begins() -> None:
    (sentence,) = sentences("I did not go, but it works and the light is on")
    text = sentence.text
    assert text[slice(*sentence.clause(text.index("works")))].split() == ["it", "works", "and"]
    assert text[slice(*sentence.clause(text.index("light")))].split() == [
        "the",
        "light",
        "is",
        "on",
    ]


@pytest.mark.parametrize(
    ("way", "said", "found"),
    [
        ("<box> ... (is|was) dark", "the hub over there is dark", True),
        ("<box> ... (is|was) dark", "the big hub was dark", True),
        ("<box> ... dark", "the hub a b c dark", True),
        ("<box> ... dark", "the hub a b c d dark", False),
        ("<box> ... dark", "the hub is not dark", False),
        ("<box> ... dark", "the hub should be dark", False),
        ("<box> ... dark", "a hub, dark as night", False),
        ("batter*", "the batteries", True),
        ("hub", "hubris", False),
        ("isn't dark", "it is not dark", True),
    ],
)
def test_a_way_fits_what_it_says(way: str, said: str, found: bool) -> None:
    pattern = compiled(way, {"box": ["router", "hub"]})
    assert bool(pattern.search(sentences(said)[0].text)) is found


def test_a_place_is_given_in_the_customers_own_letters() -> None:
    text = "Hm. My HUB isn't DARK"
    sentence = sentences(text)[1]
    match = compiled("hub is not dark", {}).search(sentence.text)
    assert match is not None
    start, end = sentence.place(match)
    assert text[start:end] == "HUB isn't DARK"


def test_letters_that_grow_when_they_are_made_small_do_no_harm() -> None:
    (sentence,) = sentences("İ am dark")
    match = compiled("dark", {}).search(sentence.text)
    assert match is not None
    assert sentence.place(match) == (0, len("İ am dark"))


def test_a_group_that_there_is_not_is_an_error() -> None:
    with pytest.raises(KeyError):
        compiled("<moon> is full", {})
