"""TMF630's hub: Mend's subscriptions to the events of another system."""

from mend.systems.client import Client, in_path


class Hub:
    """The hub of one API, whose base path (such as /tmf-api/troubleTicket/v4) is `base`."""

    def __init__(self, client: Client, base: str):
        self.client = client
        self.base = base

    def subscribe(self, callback: str, query: str = "") -> str:
        """Ask for events at `callback`; `query` such as `eventType=…` narrows them.

        Returns the subscription's id. Raises TryLater, Refused (409: there is one already).
        """
        body = {"callback": callback, **({"query": query} if query else {})}
        return self.client.their_id("POST", self.client.write("POST", f"{self.base}/hub", body))

    def unsubscribe(self, key: str) -> None:
        """End a subscription; one that is not there has ended. Raises TryLater, Refused."""
        self.client.remove(f"{self.base}/hub/{in_path(key)}")
