"""Six synthetic plans of the demo city, each with a run card for every response level.

Their structure follows the ideas of GB/T 29639-2020 (who, what, within what time); the text is ours.
Every quantity expression stands for itself when facts are unknown: it names its default.
"""
