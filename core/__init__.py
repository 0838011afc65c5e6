"""The ground everything stands on: configuration, database, worlds, outbox, errors, sign-in, clock.

It knows no word of the trade: nothing here mentions an incident, a team or a lot.
"""
