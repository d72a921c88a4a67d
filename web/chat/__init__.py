"""The customers' face: sessions, messages and the chat window's file."""
