"""How anything is kept on disk."""
