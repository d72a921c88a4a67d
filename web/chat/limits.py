"""How much one conversation or one address may ask."""

from dataclasses import dataclass, field

from web.buckets import Buckets
from web.chat.errors import Refusal


class Bucket(Buckets):
    """Token buckets whose emptiness is a refusal."""

    def take(self, key: str) -> None:
        """Take one token of this key. Raises Refusal slow_down with the seconds until the next."""
        seconds = self.wait(key)
        if seconds:
            raise Refusal("slow_down", seconds)


@dataclass(frozen=True)
class Limits:
    """The buckets of the chat face.

    Many customers share one address (carrier NAT), so `sessions` is generous and messages are
    counted by conversation.
    """

    sessions: Bucket = field(default_factory=lambda: Bucket(60, 1.0))  # by address
    messages: Bucket = field(default_factory=lambda: Bucket(20, 1.0))  # by conversation
    looks: Bucket = field(default_factory=lambda: Bucket(30, 5.0))  # by conversation
