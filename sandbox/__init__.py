"""A stand-in communications provider: TM Forum APIs over a small invented town, and the demo page.

Imports nothing of Mend's. State lives in memory; `POST /sandbox/reset` starts it afresh.
"""
