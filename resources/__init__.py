"""What can be sent: teams with capabilities, depots with material lots, facilities, positions, mutual aid."""
