"""What the provider's systems answer, read back from them, and what it changes: for the report and for the customer.

An event only says where to look (`look_at`); what is looked at every now and then anyway finds what no event told.
"""

from mend.answers.reader import Reader, readers

__all__ = ["Reader", "readers"]
