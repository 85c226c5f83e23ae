"""Treaties: facts from outside, and what must not happen."""

import numpy as np
import pandas as pd
import pytest

from thirdcountry.measures import treaties
from thirdcountry.tables import load
from thirdcountry.tables.countries import name_countries

HOSTS = ["CHN", "MNG", "LAO", "THA", "VNM", "MMR", "KHM", "RUS"]


@pytest.fixture(scope="module")
def hosts():
    return name_countries(HOSTS)


def test_the_matrix_is_that_of_the_treaty_collection(hosts):
    """Depositary: China, Cambodia and Russia joined in 1982, 1992 and 1993; Mongolia never."""
    table = treaties.list_memberships(load("accessions"), hosts, 2025).set_index("country")
    assert table.refugee_since[["CHN", "KHM", "RUS"]].tolist() == [1982, 1992, 1993]
    assert set(table.index[table.refugee_party == 0]) == {"MNG", "LAO", "THA", "VNM", "MMR"}
    assert table.torture_since["MNG"] == 2002 and table.torture_party["MMR"] == 0
    assert table.agreements["CHN"] == [1960, 1964, 1986, 1998, 2004]


def test_agreements_say_what_is_known_and_whether_the_text_is_public(hosts):
    found = treaties.list_agreements(load("accessions"), hosts, 2025, load("sources"))
    assert found.country.unique().tolist() == ["CHN", "LAO", "RUS"]
    text = found.set_index(["country", "year"]).text_public
    assert text[("CHN", 1964)] and not text[("CHN", 1960)]
    assert pd.isna(text[("CHN", 1986)])
    early = treaties.list_agreements(load("accessions"), hosts, 2003, load("sources"))
    assert early.year.max() == 1998
    assert treaties.list_agreements(
        load("accessions"), {"THA": "Thailand"}, 2025, load("sources")
    ).empty


def test_a_later_accession_does_not_count_yet_and_no_row_is_no_knowledge(hosts):
    before = treaties.list_memberships(
        load("accessions"), {**hosts, "JPN": "Japan"}, 1981
    ).set_index("country")
    assert before.refugee_party["CHN"] == 0 and np.isnan(before.refugee_since["CHN"])
    assert before.agreements["CHN"] == [1960, 1964]
    assert np.isnan(before.refugee_party["JPN"])


def test_commitment_is_the_weighted_mean():
    table = pd.DataFrame({"refugee_party": [1, 0, np.nan], "torture_party": [0, 1, 1.0]})
    found = treaties.measure_commitment(table, {"refugee": 3, "torture": 1})
    assert found[:2].tolist() == [0.75, 0.25] and np.isnan(found[2])
    assert treaties.measure_commitment(table, {"refugee": 0, "torture": 1}).tolist() == [0, 1, 1]


def test_treaty_texts_only_grow_and_last_changed_in_2004():
    found = treaties.count_texts(load("accessions"), "CHN", (1950, 2025)).set_index("year")
    total = found.conventions + found.agreements
    assert (total.diff().dropna() >= 0).all()
    assert found.index[found.changed > 0].tolist() == [1960, 1964, 1982, 1986, 1988, 1998, 2004]
    assert total[2025] == 8 and found.changed.sum() == 8


def test_the_country_watched_has_most_agreements(hosts):
    assert treaties.find_most_bound(load("accessions"), hosts) == "CHN"
    assert (
        treaties.find_most_bound(load("accessions"), {"THA": "Thailand", "RUS": "Russia"}) == "RUS"
    )
