"""The conversation of the report that was handed off."""

from tests.web.desk.seed import Seed


def handed_off_talk(seed: Seed, number: str) -> None:
    """Words, buttons, a message not understood, a failed turn and a person."""
    buttons = [
        {"title": "No lights at all", "payload": "/answer"},
        {"title": "One is red or off", "payload": "/answer"},
        {"title": "All look normal", "payload": "/answer"},
    ]
    about = {"guide": "no_internet", "kind": "ask", "step": "look_at_lights", "number": 1, "of": 8}
    customer = {"customer": "C-10442"}
    seed.says(
        number,
        1,
        95,
        "customer",
        "no internet since this morning, the box has a red light",
        client_id="m1",
        intent="problem/no_internet",
        confidence=0.931,
        ranking=[
            {"name": "problem/no_internet", "confidence": 0.931},
            {"name": "problem/slow_internet", "confidence": 0.041},
            {"name": "problem/wifi_drops", "confidence": 0.012},
        ],
        **customer,
    )
    seed.says(number, 2, 95, "mend", "Let's get your internet back.", reply_to=1)
    seed.says(
        number,
        3,
        95,
        "mend",
        "What do the lights on your router show?",
        reply_to=1,
        about=about,
        buttons=buttons,
    )
    seed.says(
        number,
        4,
        94,
        "customer",
        "One is red or off",
        client_id="m2",
        pressed={"message": 3, "index": 1, "payload": "/answer"},
        intent="answer",
        confidence=1.0,
        **customer,
    )
    seed.says(
        number,
        5,
        94,
        "mend",
        "Please push the cable between the wall and the router in firmly. Better now?",
        reply_to=4,
        about=about | {"step": "check_cables", "kind": "do", "number": 2},
    )
    seed.says(
        number,
        6,
        90,
        "customer",
        "did that, no change at all",
        client_id="m3",
        intent="nlu_fallback",
        confidence=0.31,
        **customer,
    )
    seed.says(
        number,
        7,
        86,
        "mend",
        "The test of your line shows a fault that is on our side. I have passed it to the network "
        "team with everything we found; the reference is SP-30177.",
    )
    seed.says(number, 8, 20, "customer", "any news?", client_id="m4", state="failed", **customer)
    seed.says(
        number, 9, 12, "person", "Hello, this is Ana. An engineer is on the way to the cabinet."
    )
