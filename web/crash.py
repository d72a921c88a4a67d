"""What is logged of an unexpected error: exception texts may quote a customer, so only types and places."""

import traceback


def places(error: BaseException) -> str:
    """Where in the code an error came from, innermost last, without any values."""
    frames = traceback.extract_tb(error.__traceback__)[-4:]
    return " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(frames))
