"""Questions: each names the option that answers it."""

from simlaw.study.file.questions import OpenQuestionsError, Question


def test_all_questions_are_in_one_message_each_with_its_option() -> None:
    error = OpenQuestionsError(
        [Question("unit", "source", "which unit?"), Question("value", "target", "which?", "Tg exp")]
    )
    assert "--source-unit UNIT" in str(error)
    assert "--target-value 'Tg exp'" in str(error)
    assert "--guess" not in str(error)  # one of them has no guess


def test_a_guess_is_offered_where_there_is_one_for_all() -> None:
    assert "--guess" in str(OpenQuestionsError([Question("unit", "source", "which?", "degC")]))
