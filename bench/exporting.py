"""The cost of a CSV export of a long list: seconds, and the memory of the process at its first block and at its peak.

python bench/exporting.py --fill 100000      on a migrated database with the demo company; adds customers
python bench/exporting.py                    exports all of them, unmasked
"""

import argparse
import os
import resource
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aftersales.settings")

import django

django.setup()

from django.utils import timezone

from aftersales.kernel.lists import chunks
from aftersales.staff.models import Region, User
from aftersales.tables.exporting import listing_for
from aftersales.tables.sheets import csv_blocks
from customers.models import Contact, Customer


def fill(count: int) -> None:
    now, region = timezone.now(), Region.objects.first()
    for numbers in chunks(range(count), 5000):
        made = Customer.objects.bulk_create(
            Customer(
                number=f"CU-1999-{n:06}",
                name=f"样例公司 {n}",
                region=region,
                phone=f"021 {n:08}",
                address="样例路 8 号",
                created_at=now,
            )
            for n in numbers
        )
        Contact.objects.bulk_create(Contact(customer=row, name="张三", phone="138 0000 0000") for row in made)


def megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fill", type=int, default=0)
    if count := parser.parse_args().fill:
        fill(count)
        return
    user = User.objects.filter(role="manager").first()
    listing = listing_for(user, "customers")
    assert listing is not None
    started, busy, size, first = time.monotonic(), time.process_time(), 0, 0.0
    cells = listing.cells(user, {}, timezone.now(), whole=True)
    for block in csv_blocks(listing.columns, cells):
        first, size = first or megabytes(), size + len(block)
    seconds, busy = time.monotonic() - started, time.process_time() - busy
    print(f"{Customer.objects.count():,} rows, {size / 1e6:.1f} MB of CSV")
    print(f"{seconds:.1f} s, {busy:.1f} s of them computing")
    print(f"memory: {first:.0f} MB at the first block, {megabytes():.0f} MB at the peak")


if __name__ == "__main__":
    main()
