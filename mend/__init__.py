"""The core of Mend: eTOM 1.3.7.6 Correct & Recover Customer Problem. Knows neither Rasa nor the web."""
