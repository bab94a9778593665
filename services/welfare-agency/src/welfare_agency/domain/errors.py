"""What can be wrong with the material of a decision. No text repeats a value or a person."""


class CaseMaterialError(Exception):
    """The material handed to a rule is not what the rule is about."""


class ApplicationMalformed(CaseMaterialError):
    """An application names no applicant, one twice, or a negative amount."""


class UnknownProcedure(CaseMaterialError):
    """No plan is declared for the procedure."""


class FactRepeated(CaseMaterialError):
    """Two facts answer the same question; the later must replace the earlier before a decision."""


class FactIncomplete(CaseMaterialError):
    """A fact was provided without an item that its plan asks for, or with another type."""

    def __init__(self, item: str) -> None:
        super().__init__(f"fact lacks a usable item: {item}")
        self.item = item


class CaseError(Exception):
    """What this agency refuses to its own staff."""


class UnknownCase(CaseError):
    """No case has this id."""

    def __init__(self) -> None:
        super().__init__("There is no such case.")


class CaseRequestReused(CaseError):
    """A request id that opened a case on another application."""

    def __init__(self) -> None:
        super().__init__("This request id opened another case.")
