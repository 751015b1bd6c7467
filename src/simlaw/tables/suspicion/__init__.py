"""What looks wrong in tables and between two of them: findings, each with a code and a way out."""
