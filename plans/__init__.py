"""Prepared answers: plans, run cards per response level, matching, activation and timed tasks."""
