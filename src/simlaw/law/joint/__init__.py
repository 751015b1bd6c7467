"""The joint law over source size n and target size m."""
