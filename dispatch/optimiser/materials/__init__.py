"""Which lot sends how much to which need, and in which trips of which trucks."""
