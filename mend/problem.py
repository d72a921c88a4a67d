"""The nouns of a customer problem, and the closed lists that every room shares. Imports nothing of ours.

Names follow TM Forum: the problem report is a TMF621 trouble ticket, the hand-off a TMF656 service problem,
the restoration one run of eTOM 1.3.7.6.1 *Manage Product Restoration* on a report.
"""

from enum import StrEnum


class Status(StrEnum):
    """TMF621 v4 TroubleTicketStatusType."""

    ACKNOWLEDGED = "acknowledged"
    REJECTED = "rejected"
    PENDING = "pending"
    HELD = "held"
    IN_PROGRESS = "inProgress"
    CANCELLED = "cancelled"
    CLOSED = "closed"
    RESOLVED = "resolved"


# The life cycle diagram published beside TMF621 v4; nothing else is a legal change.
TRANSITIONS: dict[Status, frozenset[Status]] = {
    Status.ACKNOWLEDGED: frozenset({Status.IN_PROGRESS, Status.REJECTED, Status.CANCELLED}),
    Status.IN_PROGRESS: frozenset({Status.HELD, Status.PENDING, Status.RESOLVED, Status.CANCELLED}),
    Status.HELD: frozenset({Status.IN_PROGRESS}),
    Status.PENDING: frozenset({Status.IN_PROGRESS, Status.CANCELLED}),
    Status.RESOLVED: frozenset({Status.CLOSED, Status.IN_PROGRESS}),
    Status.REJECTED: frozenset(),
    Status.CANCELLED: frozenset(),
    Status.CLOSED: frozenset(),
}

FINAL = frozenset(status for status, onward in TRANSITIONS.items() if not onward)


class IllegalChange(Exception):
    """This change of status is not in the life cycle; keep the status and tell the caller."""


def check_change(now: Status, then: Status) -> None:
    """Raise IllegalChange unless the life cycle allows `now` → `then`."""
    if then not in TRANSITIONS[now]:
        raise IllegalChange(f"a report that is {now} cannot become {then}")


def way_to(now: Status, then: Status) -> list[Status] | None:
    """The legal changes that lead from `now` to `then`, shortest first; [] when they are the same, None without any.

    A detour may only wait, never end: it goes through in progress, held or pending.
    """
    ways: list[list[Status]] = [[]]
    seen = {now}
    while ways:
        way = ways.pop(0)
        at = way[-1] if way else now
        if at == then:
            return way
        for onward in sorted(TRANSITIONS[at] - seen):
            seen.add(onward)
            ways.append([*way, onward])
    return None


class Result(StrEnum):
    """How a restoration ended; the three outcomes that eTOM 1.3.7.6 reports."""

    RESTORED = "restored"
    WORKAROUND = "workaround"
    UNSUCCESSFUL = "unsuccessful"


class ProductKind(StrEnum):
    """What the customer bought, as guides speak of it."""

    BROADBAND = "broadband"
    TV = "tv"
    MOBILE = "mobile"
    HOME_PHONE = "home_phone"
    EMAIL = "email"
    ACCOUNT = "account"  # the online account at the provider; comes with whatever was bought


class StepKind(StrEnum):
    """What a guide step does."""

    ASK = "ask"
    DO = "do"
    TEACH = "teach"
    RUN = "run"
    WORKAROUND = "workaround"


class Check(StrEnum):
    """Provider-side checks a guide may name. The outcome `unknown` always means: go on."""

    OUTAGE = "outage"
    SUSPENDED = "suspended"
    ALLOWANCE = "allowance"
    LINE_TEST = "line_test"
    ROAMING = "roaming"  # is use abroad switched on for the line?
    SIM = "sim"


CHECK_OUTCOMES: dict[Check, frozenset[str]] = {
    Check.OUTAGE: frozenset({"known", "none"}),
    # `paid`: still suspended, though no bill is overdue any more.
    Check.SUSPENDED: frozenset({"suspended", "paid", "active"}),
    # Mobile and broadband: data; e-mail: the room in the mailbox.
    Check.ALLOWANCE: frozenset({"used_up", "left"}),
    Check.LINE_TEST: frozenset({"fault", "slow", "unstable", "good"}),
    Check.ROAMING: frozenset({"on", "off"}),
    Check.SIM: frozenset({"active", "blocked", "not_activated"}),
}


class RemoteAction(StrEnum):
    """What a `run` step may ask the provider to do.

    What changes what was bought is an order (TMF622, ORDERED); the rest touches the network only (TMF640).
    """

    REFRESH_LINE = "refresh_line"
    REFRESH_WIFI = "refresh_wifi"
    REFRESH_TV = "refresh_tv"
    REFRESH_PHONE = "refresh_phone"  # register the home phone again
    REFRESH_MOBILE = "refresh_mobile"  # set the line up in the mobile network again
    SEND_SETTINGS = "send_settings"  # internet and picture message settings, to the phone
    ACTIVATE_SIM = "activate_sim"
    RESET_VOICEMAIL = "reset_voicemail"  # its PIN, and calls are forwarded to it again
    PASSWORD_LINK = "password_link"  # noqa: S105 - for the mailbox, to the contact on the account
    ENABLE_ROAMING = "enable_roaming"
    RECONNECT = "reconnect"  # end a suspension after payment


ORDERED = frozenset({RemoteAction.ENABLE_ROAMING, RemoteAction.RECONNECT})

# What each kind of product can have done to it, and the check that has to have found something first.
Need = tuple[Check, str] | None
_PAID: dict[RemoteAction, Need] = {RemoteAction.RECONNECT: (Check.SUSPENDED, "paid")}
ACTIONS_OF: dict[ProductKind, dict[RemoteAction, Need]] = {
    ProductKind.BROADBAND: dict.fromkeys((RemoteAction.REFRESH_LINE, RemoteAction.REFRESH_WIFI))
    | _PAID,
    ProductKind.TV: {RemoteAction.REFRESH_TV: None, **_PAID},
    ProductKind.HOME_PHONE: {RemoteAction.REFRESH_PHONE: None, **_PAID},
    ProductKind.MOBILE: {
        RemoteAction.REFRESH_MOBILE: None,
        RemoteAction.SEND_SETTINGS: None,
        RemoteAction.RESET_VOICEMAIL: None,
        RemoteAction.ACTIVATE_SIM: (Check.SIM, "not_activated"),
        RemoteAction.ENABLE_ROAMING: (Check.ROAMING, "off"),
        **_PAID,
    },
    ProductKind.EMAIL: {RemoteAction.PASSWORD_LINK: None},
    ProductKind.ACCOUNT: {},
}


class Layer(StrEnum):
    """Where SM&O should look first."""

    ACCESS_LINE = "access_line"
    ACCESS_NODE = "access_node"
    RADIO_ACCESS = "radio_access"
    CORE_NETWORK = "core_network"
    SERVICE_PLATFORM = "service_platform"
    TV_PLATFORM = "tv_platform"
    VOICE_PLATFORM = "voice_platform"
    MESSAGING_PLATFORM = "messaging_platform"
    MAIL_PLATFORM = "mail_platform"
    CUSTOMER_EQUIPMENT = "customer_equipment"
    UNKNOWN = "unknown"


class Cause(StrEnum):
    """What was found to be wrong."""

    KNOWN_OUTAGE = "known_outage"
    SUSPENDED = "suspended"
    ALLOWANCE_USED_UP = "allowance_used_up"
    LINE_FAULT = "line_fault"
    SPEED_BELOW_SOLD = "speed_below_sold"
    UNSTABLE_LINE = "unstable_line"
    NETWORK_FAULT = "network_fault"  # on the provider's side, beyond the line
    NOT_PROVISIONED = "not_provisioned"  # bought, but not set up in the network
    NO_COVERAGE = "no_coverage"
    CONGESTION = "congestion"
    CABLING = "cabling"
    POWER = "power"
    EQUIPMENT_STUCK = "equipment_stuck"
    EQUIPMENT_FAULTY = "equipment_faulty"
    EQUIPMENT_SETTINGS = "equipment_settings"
    WIFI_COVERAGE = "wifi_coverage"
    WIFI_INTERFERENCE = "wifi_interference"
    DEVICE_SETTINGS = (
        "device_settings"  # flight mode, data off, data saver, APN, a blocked number …
    )
    SIM = "sim"
    ROAMING_OFF = "roaming_off"
    APP = "app"
    CUSTOMER_DEVICE = "customer_device"
    HOME_WIRING = "home_wiring"
    TOO_MANY_USERS = "too_many_users"
    WRONG_CREDENTIALS = "wrong_credentials"
    ACCOUNT_LOCKED = "account_locked"
    MAILBOX_FULL = "mailbox_full"
    COMPROMISED = "compromised"  # somebody else was in the account, the mailbox or the number
    NUMBER_TRANSFER = "number_transfer"
    NOT_INCLUDED = "not_included"  # never part of what was bought
    THIRD_PARTY = "third_party"
    CORRECT_USAGE = "correct_usage"
    DANGER = "danger"
    NOT_AS_DESCRIBED = "not_as_described"  # what the customer sees matches no answer of ours
    ASKED_FOR_PERSON = "asked_for_person"
    NO_FAULT = "no_fault"
    UNKNOWN = "unknown"


class Destination(StrEnum):
    """Where a restoration that did not succeed goes."""

    SMO = "smo"
    CRM = "crm"
    NOBODY = "nobody"


class CrmProcess(StrEnum):
    """The CRM processes that Mend asks, with their Frameworx 16 numbers in CRM_PROCESS_IDS."""

    ORDER_HANDLING = "order_handling"
    BILL_INQUIRY = "bill_inquiry"
    APPOINTMENT = "appointment"
    INTERACTION = "interaction"
    RETENTION = "retention"
    QOS_SLA = "qos_sla"


CRM_PROCESS_IDS: dict[CrmProcess, str] = {
    CrmProcess.ORDER_HANDLING: "1.3.3",
    CrmProcess.BILL_INQUIRY: "1.3.11",
    CrmProcess.APPOINTMENT: "1.3.5",
    CrmProcess.INTERACTION: "1.3.5",
    CrmProcess.RETENTION: "1.3.4",
    CrmProcess.QOS_SLA: "1.3.8",
}


class RequestKind(StrEnum):
    """What is asked of a CRM process; the first of a process is what it is asked when nothing is said."""

    REPLACEMENT = "replacement"
    SIM_CARD = "sim_card"
    RELOCATION = "relocation"
    NUMBER_TRANSFER = "number_transfer"
    DISPUTE = "dispute"
    EXTENSION = "extension"
    QUESTION = "question"
    VISIT = "visit"
    CALL_BACK = "call_back"
    URGENT_CALL = "urgent_call"  # danger: before all others
    COMPLAINT = "complaint"
    LEAVE = "leave"
    CREDIT = "credit"


REQUEST_KINDS: dict[CrmProcess, tuple[RequestKind, ...]] = {
    CrmProcess.ORDER_HANDLING: (
        RequestKind.REPLACEMENT,
        RequestKind.SIM_CARD,
        RequestKind.RELOCATION,
        RequestKind.NUMBER_TRANSFER,
    ),
    CrmProcess.BILL_INQUIRY: (RequestKind.QUESTION, RequestKind.DISPUTE, RequestKind.EXTENSION),
    CrmProcess.APPOINTMENT: (RequestKind.VISIT,),
    CrmProcess.INTERACTION: (
        RequestKind.CALL_BACK,
        RequestKind.COMPLAINT,
        RequestKind.URGENT_CALL,
    ),
    CrmProcess.RETENTION: (RequestKind.LEAVE,),
    CrmProcess.QOS_SLA: (RequestKind.CREDIT,),
}


class RequestState(StrEnum):
    """Where a request to a CRM process stands."""

    NEEDS_CONTACT = "needs_contact"
    NEEDS_SLOT = "needs_slot"  # a visit for which the customer has not picked a time yet
    ASKED = "asked"  # on its way
    ACCEPTED = "accepted"  # they have it, under their reference
    IN_PROGRESS = "in_progress"
    DONE = "done"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


OPEN_REQUESTS = frozenset({RequestState.ASKED, RequestState.ACCEPTED, RequestState.IN_PROGRESS})
