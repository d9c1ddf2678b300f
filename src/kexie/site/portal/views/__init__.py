"""Doors of the portal: only composition; what they show comes from the apps below, through their api and slots."""
