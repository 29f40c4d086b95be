"""What is kept of the installation."""

from django.db import models

from article22.ground.installation.rules import Kind


class Installation(models.Model):
    """The one row says what this installation was born as, and under which name it signs."""

    id = models.UUIDField(primary_key=True)
    only_one = models.BooleanField(default=True, unique=True)
    kind = models.CharField(max_length=4)
    born_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="installation_is_only_one", condition=models.Q(only_one=True)),
            models.CheckConstraint(name="installation_is_demo_or_live", condition=models.Q(kind__in=[kind.value for kind in Kind])),
        ]


class Clock(models.Model):
    """The one row, in a demo, says what its clock showed at an instant of the machine, and when it was last seen running."""

    only_one = models.BooleanField(default=True, primary_key=True)
    machine = models.DateTimeField()
    shown = models.DateTimeField()
    seen = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(name="clock_is_only_one", condition=models.Q(only_one=True))]
