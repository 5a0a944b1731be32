"""The version of symnet, where every room and the build find it."""

__version__ = "0.1.0"
