"""A table that was imported the day before yesterday: some rows existed already, two were bad."""

from __future__ import annotations

from datetime import time, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from aftersales.transfers.services.imports.asking import begin, receive
from aftersales.transfers.services.imports.running import run_due_imports

from .world import World

SPARES = """型号,产品名称,英文名称,类别,目录价,保修期
HX-250,恒温培养箱,Incubator,培养箱,12860,24
HX-250-F,培养箱循环风扇,Incubator fan,配件,380,6
HX-250-D,培养箱门封条,Incubator door seal,配件,95,6
LX-3,净水机滤芯,Filter cartridge,耗材,268,0
HX-250-P,培养箱控制面板,Incubator control panel,配件,面议,12
LS-3-V,,Inlet valve,配件,58,6
"""


def bring(world: World) -> None:
    """The administrator's list of spare parts, as a spreadsheet."""
    at = world.moment(world.today - timedelta(days=2), time(9, 40))
    upload = SimpleUploadedFile("配件目录.csv", SPARES.encode("gb18030"))
    run = receive(actor=world.cast["admin"], now=at, kind="products", upload=upload)
    begin(actor=world.cast["admin"], now=at, run_id=run.pk, trial=False)
    run_due_imports(now=at)
