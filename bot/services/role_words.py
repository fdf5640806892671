"""Say who holds what, and what is wrong with a list, as people read it."""

from __future__ import annotations

from bot.content.phrasing import Phrasing
from bot.services.ports import EDITOR, Employee, Holding
from bot.services.role_names import RoleProblem


def role_title(holding: Holding, phrases: Phrasing) -> str:
    """'den systemansvarlige for <system>'; the ids of a role the content no longer has."""
    if holding.role == EDITOR:
        return phrases.say("role.editor")
    role = phrases.library.organisation.roles.get(holding.role)
    if role is None:
        return " · ".join(part for part in vars(holding).values() if part)
    name = role.name.get(phrases.language)
    if holding.system:
        return phrases.say("role.of_system", role=name, system=phrases.system(holding.system))
    if holding.department:
        return phrases.say("role.of_department", role=name, department=phrases.department(holding.department))
    return name


def problem_words(problem: RoleProblem, phrases: Phrasing) -> str:
    """What is wrong, with the line of the file where there is one."""
    words = phrases.say(problem.key, **problem.values)
    return phrases.say("roles.problem.on_line", line=problem.line, problem=words) if problem.line else words


def called(employee: Employee) -> str:
    """A name, with the address that tells namesakes apart; '' when neither is known."""
    if employee.name and employee.email:
        return f"{employee.name} ({employee.email})"
    return employee.name_or_address
