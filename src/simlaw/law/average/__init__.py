"""The default law: shapes averaged by how well they forecast."""
