"""The main job, start to end, on two small synthetic hospitals."""
