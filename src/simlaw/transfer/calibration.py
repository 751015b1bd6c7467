"""The straight line that brings a pretrained network to the measured scale."""

from __future__ import annotations

from simlaw.transfer.scaler import Float64


def calibrate(
    output: Float64, measured: Float64, *, computed_spread: float, prior: float
) -> tuple[float, float]:
    """Return the centre and spread that put a pretrained network on the measured scale.

    Least squares of the measured values on the network's standardised output, with a slope pulled
    towards the computed one as by ``prior`` samples that agree with it. A slope is never below a
    tenth of the computed one: fine-tuning needs a scale to work on.

    Parameters
    ----------
    output
        float64 ``(m,)``: the network's standardised output for the training rows.
    measured
        float64 ``(m,)``: their values.
    computed_spread
        Standard deviation of the source values: the slope of the computed scale.
    prior
        Number of agreeing samples, zero or more.

    Returns
    -------
    (centre, spread)
        In the unit of the target values.
    """
    centred = output - output.mean()
    belief = prior * float(centred.var())
    weight = float(centred @ centred) + belief
    if weight < 1e-12:
        slope = computed_spread
    else:
        covariance = float(centred @ (measured - measured.mean()))
        slope = (covariance + belief * computed_spread) / weight
    slope = max(slope, 0.1 * computed_spread)
    return float(measured.mean() - slope * output.mean()), slope
