"""The tables of the record book (SQLAlchemy Core). Times are UTC with zone; `deploy/migrations` builds the same.

Field names follow TMF621 where the thing is a trouble ticket and TMF656 where it is a service problem.
"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Moment(TypeDecorator):
    """A moment in UTC. SQLite forgets the zone, so it is put back on reading; naive times are refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Any) -> datetime | None:
        """To the database: always UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _dialect: Any) -> datetime | None:
        """From the database: always with a zone."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _moment(name: str, **options: Any) -> Column:
    return Column(name, Moment, **options)


conversation = Table(
    "conversation",
    metadata,
    Column("id", String(64), primary_key=True),
    Column(
        "customer", String(128), index=True
    ),  # from the operator's identity token; null = nobody
    Column("channel", String(32), nullable=False),
    _moment("started", nullable=False),
    _moment("last_seen", nullable=False),
    # The turn: one holder at a time; a holder that died is overtaken after turn_until.
    Column("turn_holder", String(64)),
    _moment("turn_until"),
)

message = Table(
    "message",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("conversation", ForeignKey("conversation.id"), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("client_id", String(64)),  # the customer's message id; null for Mend's
    Column("author", String(16), nullable=False),  # customer | mend | person
    Column("customer", String(128)),  # who was signed in when it was written; null = nobody
    Column("text", Text, nullable=False),
    Column("buttons", JSON),  # Mend's: [{"title", "payload"}]; the payload never leaves the server
    Column("pressed", JSON),  # the customer's: {"message": seq, "index", "payload"} of the button
    Column("about", JSON),  # Mend's: {"guide", "step", "kind", "picture", "alt", "minutes"}
    Column(
        "state", String(16), nullable=False
    ),  # the customer's: received | running | done | failed; Mend's: said
    Column("reply_to", Integer),  # Mend's: seq of the customer's message it answers
    Column("prompt", Integer),  # Mend's: the prompt it says
    Column("intent", String(128)),
    Column("confidence", Float),
    Column("ranking", JSON),
    _moment("created", nullable=False),
    UniqueConstraint("conversation", "seq"),
    UniqueConstraint("conversation", "client_id"),
    Index("ix_message_state", "state"),
)

prompt = Table(
    "prompt",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("conversation", ForeignKey("conversation.id"), nullable=False, index=True),
    Column("kind", String(32), nullable=False),  # see mend.news
    Column("data", JSON, nullable=False),
    Column("state", String(16), nullable=False, index=True),  # waiting | said | dropped
    _moment("created", nullable=False),
    _moment("said"),
)

problem_report = Table(
    "problem_report",
    metadata,
    Column("id", String(32), primary_key=True),
    # null: another system opened it, and no customer has talked to Mend about it yet
    Column("conversation", ForeignKey("conversation.id"), index=True),
    Column("customer", String(128), index=True),
    Column("product_kind", String(32)),
    Column("product_id", String(128)),
    Column("product_name", String(256)),
    Column("service_ids", JSON, nullable=False),
    Column("place", JSON),
    Column("symptom", String(64)),  # the guide's name
    Column("name", String(256)),  # TMF621: a short title
    Column("ticket_type", String(64), nullable=False, default="incident"),
    Column("description", Text, nullable=False),  # in the customer's words
    Column("severity", String(64), nullable=False),
    Column("priority", String(64)),
    Column("status", String(16), nullable=False),
    Column("status_reason", String(256)),
    Column("opened_by", String(64), nullable=False, default="mend"),  # mend, or a client system
    Column("external_id", String(128)),  # the id that whoever opened it knows it by
    Column("extra", JSON),  # what a client system wrote and Mend has no use for, kept as it came
    Column(
        "ticket", String(128)
    ),  # its id in the operator's own ticket system, while it is mirrored
    _moment("created", nullable=False, index=True),
    _moment("last_update", nullable=False, index=True),
    _moment("resolved"),
    _moment("requested_resolution"),
    _moment("expected_resolution"),
    _moment("look_at", index=True),  # when the mirrored ticket is to be read next
    UniqueConstraint("opened_by", "external_id"),
    Index("ix_problem_report_status", "status", "last_update"),
)

status_change = Table(
    "status_change",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("report", ForeignKey("problem_report.id"), nullable=False, index=True),
    Column("status", String(16), nullable=False),
    Column("reason", String(256)),
    _moment("at", nullable=False),
)

note = Table(
    "note",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("report", ForeignKey("problem_report.id"), nullable=False, index=True),
    Column("author", String(64), nullable=False),
    Column("origin", String(32)),  # the system that it was read from; null: it was written here
    Column("text", Text, nullable=False),
    _moment("at", nullable=False),
)

restoration = Table(
    "restoration",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("report", ForeignKey("problem_report.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("conversation", ForeignKey("conversation.id"), nullable=False, index=True),
    # What opened it when it was not the customer: handoff/7, order/3, workaround/12.
    Column("answers", String(64)),
    _moment("opened", nullable=False),
    _moment("ended"),
    Column("result", String(16)),  # null while open; written once
    Column("cause", String(32)),
    Column("restored_by", String(128)),  # guide/step
    Column("confirmed_by", String(64)),  # the customer's message id
    # Where the customer is, so that another day or device goes on from here.
    Column("guide", String(64), nullable=False),
    Column("step", String(64)),
    Column("phase", String(16), nullable=False),  # see mend.guides.Phase
    Column("progress", JSON, nullable=False),
    UniqueConstraint("report", "number"),
)

attempt = Table(
    "attempt",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("restoration", ForeignKey("restoration.id"), nullable=False, index=True),
    Column("guide", String(64), nullable=False),
    Column("step", String(64), nullable=False),
    Column("kind", String(16), nullable=False),  # a StepKind, or check, retest, confirm, danger
    Column("asked", Text),
    Column("answered", Text),  # in the customer's words
    Column("answer", String(64)),
    Column("evidence", JSON),
    Column(
        "effect", String(16)
    ),  # fixed | relief | no_effect | learned | skipped | asked_for | unknown
    _moment("started", nullable=False),
    _moment("ended"),
)

provider_task = Table(
    "provider_task",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("restoration", ForeignKey("restoration.id"), nullable=False, index=True),
    Column("kind", String(32), nullable=False),  # line_test, or a RemoteAction
    Column("service_id", String(128), nullable=False),
    Column("guide", String(64)),
    Column("step", String(64)),
    Column("external_id", String(128)),
    Column(
        "state", String(16), nullable=False, index=True
    ),  # asked | accepted | completed | failed
    Column("outcome", String(32)),
    Column("evidence", JSON),
    _moment("asked", nullable=False),
    _moment("ended"),
)

handoff = Table(
    "handoff",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("restoration", ForeignKey("restoration.id"), nullable=False, index=True),
    Column("report", ForeignKey("problem_report.id"), nullable=False, index=True),
    Column("service_problem", String(128)),  # SM&O's reference, once it exists
    Column("known", Boolean, nullable=False),  # linked to a service problem that was open already
    Column("category", String(64), nullable=False),
    Column("suspected_layer", String(32), nullable=False),
    Column("summary", JSON, nullable=False),
    Column("state", String(16), nullable=False),  # see mend.others.HandoffState
    Column("reason", Text),  # SM&O's words about its state, or its question to the customer
    Column("workaround", Boolean, nullable=False, default=False),  # resolved, for now
    Column("history", JSON),  # SM&O's states as they were seen: [{"state", "reason", "at"}]
    _moment("expected"),  # when SM&O expects it to be over
    _moment("changed"),  # SM&O's own time of what was seen last; older news changes nothing
    _moment("look_at", index=True),  # when the service problem is to be read next; null = never
    _moment("created", nullable=False),
    Index("ix_handoff_service_problem", "service_problem"),
)

crm_request = Table(
    "crm_request",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("report", ForeignKey("problem_report.id"), index=True),
    Column("restoration", ForeignKey("restoration.id"), index=True),
    Column("conversation", ForeignKey("conversation.id"), nullable=False, index=True),
    Column("number", String(16), nullable=False, unique=True),  # what the customer asks about
    Column("customer", String(128), index=True),
    Column("process", String(32), nullable=False),
    Column("kind", String(32), nullable=False),  # see mend.problem.RequestKind
    Column("what", Text, nullable=False),
    Column("contact", String(256)),
    Column("state", String(16), nullable=False),  # see mend.problem.RequestState
    Column("reason", Text),  # the process's own words about its state
    Column("external_id", String(128)),
    _moment("look_at", index=True),
    _moment("created", nullable=False),
    Index("ix_crm_request_external_id", "external_id"),
)

appointment = Table(
    "appointment",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("request", ForeignKey("crm_request.id"), nullable=False, index=True),
    Column("offered", JSON, nullable=False),  # the slots that were shown: [{"start", "end"}]
    Column("state", String(16), nullable=False),  # see mend.others.AppointmentState
    _moment("start"),
    _moment("end"),
    Column("external_id", String(128)),
    _moment("look_at", index=True),
    _moment("created", nullable=False),
    Index("ix_appointment_external_id", "external_id"),
)

# What was consented to stays as it was, whatever the catalogue says later.
offer_decision = Table(
    "offer_decision",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("report", ForeignKey("problem_report.id"), index=True),
    Column("conversation", ForeignKey("conversation.id"), nullable=False, index=True),
    Column("customer", String(128), nullable=False, index=True),
    Column("offers", JSON, nullable=False),  # as they were shown, with price and term
    Column("choice", String(128)),  # an offering's id; null = stay as it is
    Column("consented", Boolean, nullable=False),
    Column("text", Text, nullable=False),  # the words that were consented to, or declined
    Column("text_hash", String(64), nullable=False),  # sha256 of the text
    Column("document_hash", String(64)),  # sha256 of the contract summary
    Column("act", Text, nullable=False),  # the button or words of the consent
    Column("message_id", String(64), nullable=False),
    _moment("at", nullable=False),
)

product_order = Table(
    "product_order",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("decision", ForeignKey("offer_decision.id"), nullable=False, index=True),
    Column("report", ForeignKey("problem_report.id"), index=True),
    Column("restoration", ForeignKey("restoration.id"), index=True),
    Column("action", String(16), nullable=False),  # OrderAction, or a RemoteAction that is an order
    Column("product_id", String(128)),
    Column("offering", String(128)),
    Column("state", String(16), nullable=False),  # see mend.others.OrderState
    Column("reason", Text),
    Column("external_id", String(128)),
    _moment("look_at", index=True),
    _moment("created", nullable=False),
    Index("ix_product_order_external_id", "external_id"),
)

letter = Table(
    "letter",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("system", String(32), nullable=False),  # a name in mend.wiring.systems
    Column("operation", String(32), nullable=False),
    Column("key", String(64), nullable=False, unique=True),  # travels as the external id
    Column("about_kind", String(32), nullable=False),  # see mend.store.deliveries
    Column("about_id", Integer, nullable=False),
    Column("report", String(32), index=True),
    Column("body", JSON, nullable=False),
    Column("state", String(16), nullable=False),  # see mend.store.letter_desk.State
    Column("tries", Integer, nullable=False, default=0),
    _moment("created", nullable=False),
    _moment("next_try", nullable=False),
    _moment("lease_until"),
    _moment("delivered"),
    Column("reference", String(128)),  # their id, once it is delivered
    _moment("check_at", index=True),  # when a delivered letter is looked up once more
    Column(
        "unknown", Boolean, nullable=False, default=False
    ),  # the last try may have had an effect
    Column("last_answer", Text),
    Index("ix_letter_due", "state", "next_try"),
)

action_run = Table(
    "action_run",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("conversation", String(64), nullable=False),
    Column("message_id", String(64), nullable=False),
    Column("action", String(64), nullable=False),
    Column("nth", Integer, nullable=False),
    Column("reply", JSON, nullable=False),
    _moment("at", nullable=False),
    UniqueConstraint("conversation", "message_id", "action", "nth"),
)

agent = Table(
    "agent",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(64), nullable=False, unique=True),
    Column("password_hash", String(256), nullable=False),
    Column("role", String(16), nullable=False),  # viewer | agent | supervisor
    Column("failures", Integer, nullable=False, default=0),
    _moment("locked_until"),
    _moment("created", nullable=False),
)

agent_session = Table(
    "agent_session",
    metadata,
    Column("id", String(64), primary_key=True),  # sha256 of the cookie's value
    Column("agent", ForeignKey("agent.id"), nullable=False, index=True),
    Column("csrf", String(64), nullable=False),
    _moment("created", nullable=False),
    _moment("last_seen", nullable=False),
)

audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("agent", String(64), nullable=False),
    Column("what", String(64), nullable=False),
    Column("about", String(128)),
    _moment("at", nullable=False),
)

# Systems of the provider that use the TMF621 face: what they may do, and a hash of their bearer token.
client_system = Table(
    "client_system",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(64), nullable=False, unique=True),
    Column("token_hash", String(64), nullable=False, unique=True),  # sha256; the token has 256 bits
    Column("scopes", JSON, nullable=False),
    _moment("created", nullable=False),
    _moment("revoked"),
)

# TMF630 hub: who wants our events.
subscription = Table(
    "subscription",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("client", ForeignKey("client_system.id"), nullable=False, index=True),
    Column("callback", String(512), nullable=False),
    Column("query", String(512), nullable=False),
    _moment("created", nullable=False),
    UniqueConstraint("client", "callback", "query"),
)

# Our own subscriptions at the provider's systems.
subscribed = Table(
    "subscribed",
    metadata,
    Column("system", String(32), primary_key=True),
    Column("callback", String(512), nullable=False),
    Column("reference", String(128), nullable=False),  # their id of it
    _moment("at", nullable=False),
)

heartbeat = Table(
    "heartbeat",
    metadata,
    Column("process", String(32), primary_key=True),
    _moment("at", nullable=False),
)
