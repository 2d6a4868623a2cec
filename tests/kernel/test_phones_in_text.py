"""Phone numbers in free texts are found in any writing, and nothing else is taken for one."""

import pytest

from aftersales.kernel.phones_in_text import found_in, replaced_in
from aftersales.store.personal import mask_text

_MOBILE = """
13912345678|1391234 5678|139.1234.5678|139–1234–5678|139—1234—5678|１３９１２３４５６７８|139　1234　5678|139/1234/5678|139_1234_5678
1-3-9-1-2-3-4-5-6-7-8|139 12 34 56 78|139·1234·5678|(139)1234-5678|139，1234，5678|139 - 1234 - 5678|139  1234  5678
打13912345678|tel13912345678|QQ13912345678|wx:13912345678|手机13912345678转8|l39l2345678|139１２３４5678|139-1234～5678
一三九一二三四五六七八|幺三九幺二三四五六七八|壹叁玖壹贰叁肆伍陆柒捌|139一二三四5678
"""
MOBILE = [
    *_MOBILE.strip().replace("\n", "|").split("|"),
    "139\u200b1234\u200b5678",
    "139\xa01234\xa05678",
    "139\n1234\n5678",
]
LAND = """
0571-88887777|(0571)88887777|（0571）8888-7777|0571 8888 7777|0571—88887777|０５７１－８８８８７７７７|571-88887777|+86 571 8888 7777
电话88887777|电话：8888 7777|tel 88887777|Tel: 8888-7777|TEL:88887777|家里电话是88887777|固话88887777|打88887777找他|phone 88887777
""".strip()
NONE = """
批次 B20260317|2026-03-17 13:45|单号 20260317001|CT-2026-000123|SN20260317123456|1,350,000.00|订单 202603171234|合同 HT-2026-0012-13912
型号 XJ-1300-2200-3|6901234567892|尺寸 1300*1400*1500|尺寸 1500*1600*180|发票 044001900111|DHL 1234567890|2026-11-28T18:53:35Z|400-820-8820
电话 20260317 打过|温度 13 50 60 70 80|18:53-19:35|13-14 15-16 17-18 19-20|第13800000号|SN05718888777
""".strip()


@pytest.mark.parametrize("written", MOBILE)
def test_mobile_number_is_found_however_it_is_written(written):
    assert found_in(f"请联系{written}。") == ["13912345678"]
    assert mask_text(f"请联系{written}").endswith(("139 **** 5678", "139 **** 5678转8"))


@pytest.mark.parametrize("written", LAND.replace("\n", "|").split("|"))
def test_land_line_is_found_however_it_is_written(written):
    [found] = found_in(written)
    assert found.endswith("88887777")
    assert "**" in mask_text(written) and "8888" not in mask_text(written)


@pytest.mark.parametrize("written", NONE.replace("\n", "|").split("|"))
def test_dates_orders_sizes_and_amounts_are_no_phones(written):
    assert found_in(written) == []
    assert mask_text(written) == written


def test_two_numbers_are_two_and_numbers_abroad_are_found():
    assert found_in("139 1234 5678 139 8765 4321") == ["13912345678", "13987654321"]
    assert found_in("13912345678、13987654321") == ["13912345678", "13987654321"]
    assert found_in("+1 (415) 555-2671, 00852-23456789, 415-555-2671") == [
        "+14155552671",
        "0085223456789",
        "4155552671",
    ]
    assert replaced_in("电话：8888 7777", lambda number: f"<{number}>") == "电话：<88887777>"
