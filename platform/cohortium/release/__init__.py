"""What a release is made of: its policy, its persons, its renditions. Pure over values and tables."""
