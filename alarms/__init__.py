"""Alarms: what must not be overlooked. A closed list of kinds, each with a cause that can be
looked up; one alarm stands per cause, calls again until somebody acknowledges it by name, escalates
when nobody does, and ends by itself when its cause is gone."""
