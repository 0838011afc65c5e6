"""The papers a command post hands on: duty brief, special report and the forms after ICS.

Reading (``reading``) gathers everything a paper says at one instant into plain shapes
(``schemas``); each paper is a pure function from such a shape to a ``Document``.
"""
