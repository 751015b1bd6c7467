"""The forms a learning curve may take, one file each."""
