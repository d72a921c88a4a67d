"""The guides in conversation: typed and pressed, through the trained model and the real actions."""

from tests.dialogue.talk import Spoken


def test_a_guide_from_the_first_words_to_restored(world: Spoken) -> None:
    alma = world.talk("cus-001")
    alma.says("my internet is down")
    assert alma.last.about["guide"] == "no_internet"
