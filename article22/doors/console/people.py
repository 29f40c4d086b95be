"""`article22 administrator`: the first two of a live installation, who have nobody to propose them. `article22 reset`: where no second one is left."""

from argparse import Namespace
from typing import Any

from article22.doors.console.connecting import acting_as_system
from article22.doors.console.printing import add_command, add_json, print_json
from article22.kernel.refusal import Absent
from article22.kernel.text import Text


def describe(commands: Any) -> None:
    """Declare the command's options."""
    parser = add_command(commands, "administrator", "make one of the first two administrators, and print the link by which they set their password")
    parser.add_argument("name", help="their name")
    parser.add_argument("email", help="the address with which they sign in")
    parser.add_argument("--organisation", required=True, help="the authority they belong to")
    add_json(parser)
    parser.set_defaults(run=run)
    parser = add_command(commands, "reset", "take away the lost second factor of somebody, as an administrator proposed: you are the second person")
    parser.add_argument("email", help="the address with which they sign in")
    parser.set_defaults(run=run_reset)


def run(options: Namespace) -> int:
    """Refused once there are two: then one administrator proposes and another grants."""
    with acting_as_system("web") as (environment, actor):
        from article22.doors.web.account.links import password_path
        from article22.ground.accounts import queries
        from article22.ground.accounts.actions import people as actions
        from article22.ground.accounts.rules import OrganisationKind, Role
        from article22.threshold.clock import now

        organisation = queries.find_organisation(options.organisation) or actions.add_organisation(
            options.organisation, OrganisationKind.AGENCY, by=actor, at=now())
        person = actions.add_person(options.name, options.email, by=actor, at=now())
        actions.add_membership(person, organisation, Role.ADMINISTRATOR, by=actor, at=now())
        link = f"{environment.public_url}{password_path(person)}"
    if options.json:
        print_json({"person": f"{person.pk}", "link": link})
    else:
        print(f"{options.name} can set a password, once and within three days: {link}")
    return 0


def run_reset(options: Namespace) -> int:
    """Of two administrators of whom one lost the factor, nobody is left to decide: whoever runs the machine does."""
    with acting_as_system("web") as (_environment, actor):
        from article22.ground.accounts.queries import list_resets
        from article22.procedures.resetting import decide_reset
        from article22.threshold.clock import now

        found = next((reset for reset in list_resets(seen_by=actor) if reset.person.email.lower() == options.email.lower()), None)
        if found is None:
            raise Absent(Text("reset.none", "No administrator proposes that the second factor of {email} be taken away. One does so under People and roles.",
                              email=options.email[:80]))
        decide_reset(found.pk, is_granted=True, by=actor, at=now())
    print(f"{found.person.name} is signed out, and sets up another second factor by the link in their mail.")
    return 0
