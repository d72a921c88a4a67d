"""The agents' desk: reports, transcripts and what became of them. Plain pages, no script."""
