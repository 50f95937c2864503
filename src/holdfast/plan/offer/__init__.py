"""The options that people see: sought, finished, told, checked and revised."""
