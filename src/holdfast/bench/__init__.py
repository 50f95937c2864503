"""Measurements that `holdfast bench` prints as JSON: each a function that returns its figures."""
