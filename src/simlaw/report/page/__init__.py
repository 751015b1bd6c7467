"""The report as one self-contained HTML page: its sections as plain values, and the templates."""
