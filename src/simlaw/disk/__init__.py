"""How anything is kept on disk; it knows bytes, lines and checksums, and no table or descriptor.

`whole_files` writes whole files and folders, `journal` lines that are only ever appended, and
`store` what was computed once and is found again, each file with a checksum (`checksums`), within a
size (`size_bound`), and never removed while a process uses it (`entries_in_use`). `places` says
where things lie.
"""
