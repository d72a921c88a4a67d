"""What Rasa may ask for: slots in, one call to mend, words and slots out. Flat, because rasa-sdk imports all of it."""
