"""What a help desk does and no guide is about: the CRM process that owns it, and what can be asked of it.

Mend asks it of that process, once the customer has said yes to it; a wish to leave is taken at once.
"""

import json
from dataclasses import dataclass

from mend import crm, visits
from mend.problem import CrmProcess, RequestKind
from mend.reply import Button, Reply, Word
from mend.store import conversations, crm_requests, reports, runs
from mend.store.runs import Turn
from mend.wiring import Mend


@dataclass(frozen=True)
class Owner:
    """Whose it is, and what can be asked for: the first kind is what a plain yes means."""

    process: CrmProcess
    kinds: tuple[RequestKind, ...]


PERSON = Owner(CrmProcess.INTERACTION, (RequestKind.CALL_BACK,))
# The needs that data/nlu/other_needs.yml tells apart; everything else is for a person.
OWNERS: dict[str, Owner] = {
    "billing": Owner(
        CrmProcess.BILL_INQUIRY,
        (RequestKind.QUESTION, RequestKind.DISPUTE, RequestKind.EXTENSION),
    ),
    "cancel_service": Owner(CrmProcess.RETENTION, (RequestKind.LEAVE,)),
    "appointment": Owner(CrmProcess.APPOINTMENT, (RequestKind.VISIT,)),
    "complaint": Owner(CrmProcess.INTERACTION, (RequestKind.COMPLAINT,)),
    "compensation": Owner(CrmProcess.QOS_SLA, (RequestKind.CREDIT,)),
}
_PROCESS_OF = {kind: owner.process for owner in (PERSON, *OWNERS.values()) for kind in owner.kinds}


def offer(mend: Mend, turn: Turn, need: str | None) -> Reply:
    """Say whose it is and what can be asked of them; nothing is asked before a yes."""
    if need == "appointment":
        return visits.talk(mend, turn)
    owner = OWNERS.get(need or "", PERSON)
    named = need if need in OWNERS else "other"
    buttons = tuple(_button(kind) for kind in owner.kinds)
    word = Word(f"utter_need_{named}", buttons=(*buttons, Button("utter_title_no_thanks", "/deny")))
    return Reply((word,), {"open_question": "request", "need": owner.kinds[0]})


def make(mend: Mend, turn: Turn, named: str | None) -> Reply:
    """The customer said yes: ask it of the process that owns it, under a number of its own."""
    kind = RequestKind(named) if named in list(_PROCESS_OF) else RequestKind.CALL_BACK
    with mend.store.page() as page:
        if (before := runs.said(page, turn)) is not None:
            return before
        conversations.ensure(page, turn.conversation, turn.customer)
        open_ones = reports.unfinished(page, turn.conversation, turn.customer)
        about = open_ones[0].id if open_ones and kind is RequestKind.CREDIT else None
        key = crm.ask(
            page,
            conversation=turn.conversation,
            customer=turn.customer,
            process=_PROCESS_OF[kind],
            kind=kind,
            what=f"The customer asks ({kind}): {crm_requests.last_words(page, turn.conversation)}",
            report=about,
        )
        row = crm_requests.request(page, key)
        if turn.customer is None:
            reply = Reply((Word("utter_contact_needed"),), {"open_question": "contact"})
        else:
            word = Word(f"utter_made_{kind}", values={"number": row.number})
            reply = Reply((word,), {"open_question": "none"})
        return runs.keep(page, turn, reply)


def _button(kind: RequestKind) -> Button:
    payload = f"/make_request{json.dumps({'request_kind': kind.value})}"
    return Button(f"utter_title_request_{kind}", payload)
