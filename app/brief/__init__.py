"""The leaders' view: what happened, what is to be decided, what it costs; a sentence a decision.

``reading`` gathers one instant into plain shapes, ``sentences`` (pure) turns it into codes and
facts, and the screens' catalogues put them into words.
"""
