"""One function a flow: read, decide, do, record."""
