"""What can be sent: teams, depots with material lots, facilities, positions, mutual aid."""
