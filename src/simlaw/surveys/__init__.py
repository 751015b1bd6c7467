"""Several targets of one source database in one table: what more of it brings to each.

`survey` runs the studies, or reads them where they are finished, and returns a `Survey`: a `Row`
for each study (its error now, what doubling the database brings, where to stop), what doubling
brings to all of them together, and how a budget is split, since one simulation yields every
property. `SurveyQuestion` says what is asked, `survey_text` prints the table.
"""

from simlaw.surveys.question import SurveyQuestion
from simlaw.surveys.row import Row
from simlaw.surveys.several import Survey
from simlaw.surveys.survey import survey
from simlaw.surveys.words import survey_text

__all__ = ["Row", "Survey", "SurveyQuestion", "survey", "survey_text"]
