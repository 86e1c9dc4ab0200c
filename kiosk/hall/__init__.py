"""The hall backend: the reference server of contract /v1, where the province has none, for demos and tests."""
