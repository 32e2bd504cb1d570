"""What an instructor needs: release, verify and execute notebooks."""
