"""Evaluation reports: 演练评估报告 of an exercise, 应急处置评估报告 of a real incident.

What a report rests on is read once (``reading``), put into sections with their tables, charts and
maps (``sections``), and kept; the text of each section may then be edited, every version stays, and
the whole becomes Word or PDF as often as wanted (``paper``), also when the exercise is long gone.
"""
