"""The record book: the only SQL of the records (Rasa's tracker keeps a table of its own in `addons`).

`page` is the transaction, `tables` the tables, and each other module the sentences about one noun.
"""

from mend.store.engine import make_engine
from mend.store.page import Change, ChangeKind, Page, Store, StoreError

__all__ = ["Change", "ChangeKind", "Page", "Store", "StoreError", "make_engine"]
