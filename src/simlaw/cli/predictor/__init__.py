"""Commands about predictors: training one, asking one."""
