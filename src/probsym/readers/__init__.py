"""Readers of file formats, one module each: the only code that catches what a format's library may raise.

Each checks types, shapes, finiteness and sizes, and raises a :class:`~probsym.errors.FileFormatError` whose message
starts with the file. Code above expects nothing else, apart from an ``OSError`` of the operating system.
"""
