from __future__ import annotations

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, no_translations
from django.utils import timezone

from surveys.enums import RoundState
from surveys.models import Round
from surveys.queries.frames import draw_again
from surveys.queries.rounds import current_round, preview
from surveys.rules.sampling import Member, lot
from surveys.services import rounds

FIRST = 5


class Command(BaseCommand):
    help = "Show what the next survey round would do, or draw the sample of a round again and compare."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--preview", action="store_true", help="what the planned round would do; changes nothing")
        parser.add_argument("--quarter", metavar="2026-Q4", help="the round to look at; the planned one without")
        parser.add_argument("--redraw", metavar="2026-Q4", help="prove the draw of a round")

    @no_translations
    def handle(self, *args: Any, preview: bool, quarter: str | None, redraw: str | None, **options: Any) -> None:
        if redraw:
            self._redraw(redraw)
        elif preview or quarter:
            self._preview(quarter)
        else:
            raise CommandError("Say --preview or --redraw QUARTER.")

    def _preview(self, quarter: str | None) -> None:
        now = timezone.now()
        rounds.plan(now=now)
        rows = Round.objects.filter(state=RoundState.PLANNED).order_by("quarter")
        row = _round(quarter) if quarter else rows.first() or current_round(now)
        if row is None:
            raise CommandError("No round is planned: no quarterly questionnaire is in use.")
        found = preview(row, now)
        opens, closes = timezone.localtime(row.opens_at), timezone.localtime(row.closes_at) - timedelta(minutes=1)
        channels = ", ".join(f"{count} by {name}" for name, count in found.by_channel.items() if count)
        for line in (
            f"Round {row.quarter}, {row.state}, {'anonymous' if row.is_anonymous else 'named'}",
            f"opens     {opens:%Y-%m-%d %H:%M}, closes {closes:%Y-%m-%d %H:%M}",
            f"frame     {found.population} customers in {found.strata} strata ({channels or 'nobody'})",
            f"needed    {found.needed} answers for ±{100 * row.margin:.1f}%",
            f"drawn     {found.drawn}, at an expected rate of {100 * row.expected_rate:.1f}%",
            f"not asked {found.opted_out} do not want surveys; {found.asked_already} were asked this quarter",
            f"no way    {found.without_address} cannot be reached",
        ):
            self.stdout.write(line)

    def _redraw(self, quarter: str) -> None:
        row = _round(quarter)
        if not row.seed:
            raise CommandError(f"The frame of {quarter} is not frozen yet.")
        found = draw_again(row)
        self.stdout.write(f"seed       {row.seed}")
        self.stdout.write(f"frame hash {row.frame_hash} stored")
        self.stdout.write(f"frame hash {found.frame_hash} computed")
        for member in row.members.filter(drawn__isnull=False).select_related("stratum__region")[:FIRST]:
            region = member.stratum.region.code if member.stratum.region else ""
            place = Member(member.position, member.number, region, member.stratum.tier, member.channel)
            ticket = lot(row.seed, place.stratum, member.number)
            self.stdout.write(f"  {member.number} in {place.stratum}: ticket {ticket}, rank {member.drawn}")
        if not found.is_same:
            names = ", ".join((*found.missing, *found.extra)[:20])
            raise CommandError(f"NOT the same: {'frame changed; ' if not found.same_frame else ''}{names}")
        self.stdout.write(f"The same {found.drawn} customers of {row.population} are drawn again.")


def _round(quarter: str) -> Round:
    row = Round.objects.filter(quarter=quarter).first()
    if row is None:
        raise CommandError(f"There is no round {quarter}.")
    return row
