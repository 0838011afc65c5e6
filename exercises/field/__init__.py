"""The simulated field (模拟现场): teams, stores and scenes of an exercise behave by a stated model.

Modules named ``model_*`` are pure: a seed, the name of a thing and what is known go in, what it
does comes out. The others read the exercise's world and write through the ordinary services.
"""
