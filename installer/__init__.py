"""Gets the project running on a machine: makes `.venv`, installs what the locks say, checks what Qt needs, starts it.

`python3 installer run` and `python3 installer test` are the two commands. Standard library only; Linux, macOS and
Windows; no git. It knows the program only as `python -m workbench`: nothing here imports `workbench`, and nothing
there knows of this.
"""
