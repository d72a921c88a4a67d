"""The systems' face: problem reports as TMF621 trouble tickets, a hub for their events, listeners for others'."""
