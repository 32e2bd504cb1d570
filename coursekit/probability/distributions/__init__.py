"""Families of distributions, one module a family or a close pair."""
