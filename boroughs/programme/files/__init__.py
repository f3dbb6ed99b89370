"""The programme file: one YAML file that holds a whole programme, read section by section and loaded in one piece.

Each capability registers the reader of its own section (`section.py`); nothing here knows which there are.
"""
