"""A person, when the customer wants one: a call-back request, and how to reach somebody who is not signed in."""

import re

import phonenumbers

from mend import crm
from mend.problem import OPEN_REQUESTS, CrmProcess
from mend.reply import Reply, Word
from mend.store import conversations, crm_requests, runs
from mend.store.runs import Turn
from mend.wiring import Mend

DECLINED = "@no"
_EMAIL = re.compile(r"[^\s@<>]{1,64}@[^\s@<>]{1,190}\.[^\s@<>.]{2,24}")


def contact_in(text: str, region: str | None = None) -> str | None:
    """The first e-mail address or telephone number in a text, or None.

    A number without its country's prefix is taken as written when it has 7 to 15 digits (ITU-T E.164).
    """
    if (email := _EMAIL.search(text)) is not None:
        return email.group().strip(".,;")
    for match in phonenumbers.PhoneNumberMatcher(text, region):
        return str(phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.E164))
    digits = re.search(r"\+?\d(?:[\s().-]{0,2}\d){6,14}", text)
    return re.sub(r"[^\d+]", "", digits.group()) if digits else None


def call(mend: Mend, turn: Turn) -> Reply:
    """The customer asks for a person outside a guide: a call-back request, or first a way to reach them."""
    with mend.store.page() as page:
        if (before := runs.said(page, turn)) is not None:
            return before
        conversations.ensure(page, turn.conversation, turn.customer)
        asked = crm_requests.open_call_back(page, turn.conversation, turn.customer)
        waiting = crm_requests.waiting_for_contact(page, turn.conversation)
        if asked is None and waiting is None:
            crm.ask(
                page,
                conversation=turn.conversation,
                customer=turn.customer,
                process=CrmProcess.INTERACTION,
                what=f"The customer asks for a person: {turn.text}",
            )
            waiting = crm_requests.waiting_for_contact(page, turn.conversation)
        if waiting is not None:
            reply = Reply((Word("utter_contact_needed"),), {"open_question": "contact"})
        else:
            reply = Reply((Word("utter_call_back_noted"),), {"open_question": "none"})
        return runs.keep(page, turn, reply)


def take_contact(mend: Mend, turn: Turn, said: str) -> Reply:
    """The customer's answer to "how can we reach you?": a contact, a no, or something else (asked again)."""
    with mend.store.page() as page:
        if (before := runs.said(page, turn)) is not None:
            return before
        waiting = crm_requests.waiting_for_contact(page, turn.conversation)
        if waiting is None:
            return Reply(slots={"contact": "settled"})
        contact = contact_in(said) if said != DECLINED else None
        if contact is None and said != DECLINED:
            word = Word("utter_contact_not_understood")
            return runs.keep(page, turn, Reply((word,), {"contact": None}))
        # Everything that waits for it: danger may have come on top of what was asked for before.
        while waiting is not None:
            if contact is None:
                crm.withdraw(page, waiting)
            else:
                crm.give_contact(page, waiting, contact, turn.customer)
            waiting = crm_requests.waiting_for_contact(page, turn.conversation)
        return runs.keep(page, turn, Reply(slots={"contact": "settled"}))


def close_contact(mend: Mend, turn: Turn) -> Reply:
    """After the question how to reach the customer: say what has been noted, as the record book has it."""
    with mend.store.page() as page:
        if (before := runs.said(page, turn)) is not None:
            return before
        last = crm_requests.latest(page, turn.conversation)
        if last is not None and last.state in OPEN_REQUESTS:
            word = Word("utter_call_back_to", values={"contact": last.contact or ""})
        else:
            word = Word("utter_contact_declined")
        slots = {"open_question": "none", "contact": None}
        return runs.keep(page, turn, Reply((word,), slots))
