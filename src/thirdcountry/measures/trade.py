"""Bilateral trade: partner shares, ranks, concentration, the weight of the two Koreas.

Notation: X exports, M imports, T = X + M turnover of reporter i with partner j, W the world.
All values are current US$; every measure is a ratio, so it does not change with the currency unit.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from thirdcountry.errors import UserError
from thirdcountry.measures import Named
from thirdcountry.tables.panel import SOURCE
from thirdcountry.tables.sources import join_ids

FLOWS = ("export", "import", "turnover")
NEAR_TIE = 0.05  # partners closer than 5 % are inside the usual gap between two reporters

SMALL = 0.001  # share of turnover that a single wrong partner code can fill
TINY_USD = 1000  # less than this in a year is hardly trade of two countries

#: Vintage of GDP: the longest series, and the one whose level was not rebased.
GDP_VINTAGE = "wdi-2026-03"


class TradeError(UserError):
    """Trade data that cannot give what was asked."""


def plain(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows of trade with the types of numpy; the tables have those that can be missing."""
    return rows.astype({"value_usd": "float64", "year": "int64", "estimated": "bool"})


def with_turnover(rows: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Return the rows plus flow ``turnover`` = export + import where both are reported.

    A year with only one of the two flows gets no turnover: half a sum would look like a fall.
    ``estimated`` of a turnover is true if either flow is an estimate.
    """
    sides = (rows[rows.flow == flow].drop(columns="flow") for flow in ("export", "import"))
    both = pd.merge(*sides, on=keys, suffixes=("", "_other")).sort_values(keys)
    other = both.source_id_other.where(both.source_id_other != both.source_id, "")
    both = both.assign(
        value_usd=both.value_usd + both.value_usd_other,
        estimated=both.estimated | both.estimated_other,
        source_id=(both.source_id + " " + other).str.rstrip(),
        flow="turnover",
    )[list(rows.columns)]
    return pd.concat([rows, both], ignore_index=True)


def partners(trade: pd.DataFrame, reporter: str) -> pd.DataFrame:
    """Return one reporter's trade with every partner: partner, year, flow, value_usd, estimated,
    source_id; flows export, import, turnover.

    Raises:
        TradeError: the reporter has no rows.
    """
    rows = trade[trade.reporter == reporter]
    if rows.empty:
        raise TradeError(f"{reporter} has no rows as reporter in the trade table")
    return with_turnover(plain(rows).drop(columns="reporter"), ["partner", "year"])


def intensity_headline(rows: pd.DataFrame, pair: dict[str, str]) -> Named:
    """Return the named values of :func:`intensity` with two partners, last year on record.

    intensity_*, bounded_* and intensity_year_*, each for first and second; missing where the
    partner's own total is not on record.
    """
    out: Named = {}
    for place, code in zip(("first", "second"), pair, strict=True):
        own = rows[rows.partner == code].sort_values("year")
        last = own.iloc[-1] if len(own) else pd.Series(dtype="float64")
        out |= {
            f"intensity_{place}": (last.get("intensity"), "ratio"),
            f"bounded_{place}": (last.get("bounded"), "index"),
            f"intensity_year_{place}": (last.get("year"), "year"),
        }
    return out


def _tie(trade: pd.DataFrame, reporter: str, partner: str) -> pd.DataFrame:
    """One reporter's trade with one partner, in the form of :func:`partners`; may be empty."""
    rows = trade[(trade.reporter == reporter) & (trade.partner == partner)]
    return with_turnover(plain(rows).drop(columns="reporter"), ["partner", "year"])


def world(totals: pd.DataFrame, reporter: str) -> pd.DataFrame:
    """Return one reporter's printed world total: year, flow, world_usd, world_source_id."""
    rows = totals[(totals.reporter == reporter) & (totals.area == "WLD")]
    rows = plain(rows)[["year", "flow", "value_usd", "estimated", "source_id"]]
    rows = with_turnover(rows, ["year"])
    return rows.rename(columns={"value_usd": "world_usd", "source_id": "world_source_id"}).drop(
        columns="estimated"
    )


def shares(partner_rows: pd.DataFrame, world_rows: pd.DataFrame) -> pd.DataFrame:
    """Return partner rows with ``share`` = T_ij / T_iW, the printed world total as denominator.

    Source: Mikic and Gilbert (2009), Trade Statistics in Policymaking, ESCAP. Shares of all
    partners sum to less than one where part of the trade has no partner ("not specified").
    """
    joined = partner_rows.merge(world_rows, on=["year", "flow"], how="left")
    return joined.assign(share=joined.value_usd / joined.world_usd)


def ranks(partner_rows: pd.DataFrame) -> pd.DataFrame:
    """Return partner rows with ``rank`` (1 = largest, equal values share the better rank),
    ``partners`` (how many have trade in that year) and ``near_tie`` (a neighbour in rank lies
    within 5 %, so the order is not safe).

    Zero values are not ranked (missing).
    """
    rows = partner_rows.sort_values(["flow", "year", "value_usd"], ascending=[True, True, False])
    rows = rows.assign(traded=rows.value_usd.where(rows.value_usd > 0))
    grouped = rows.groupby(["flow", "year"]).traded
    above, below = grouped.shift(1), grouped.shift(-1)
    near = (rows.traded >= above * (1 - NEAR_TIE)) | (below >= rows.traded * (1 - NEAR_TIE))
    return rows.assign(
        rank=grouped.rank(method="min", ascending=False).astype("Int64"),
        partners=grouped.transform("count").astype("int64"),
        near_tie=near.fillna(False),
    ).drop(columns="traded")


def concentration(partner_rows: pd.DataFrame) -> pd.DataFrame:
    """Return year, flow, hhi, normalised, unctad, effective_partners, partners, largest,
    largest_share, source_id.

    Herfindahl-Hirschman index H = sum of squared shares over all n partners (Hirschman 1945;
    Herfindahl 1950), between 1/n and 1; 1/H is the effective number of partners. ``normalised`` =
    (H - 1/n) / (1 - 1/n) and ``unctad`` = (sqrt(H) - sqrt(1/n)) / (1 - sqrt(1/n)) (UNCTAD
    Handbook of Statistics) lie between 0 and 1; both are missing for a single partner. Shares here
    are of the trade that has a partner, so that they sum to one.
    """
    rows = partner_rows[partner_rows.value_usd > 0]
    total = rows.groupby(["year", "flow"]).value_usd.transform("sum")
    rows = rows.assign(share=rows.value_usd / total, square=(rows.value_usd / total) ** 2)
    out = rows.groupby(["year", "flow"]).agg(
        hhi=("square", "sum"),
        partners=("partner", "nunique"),
        largest_share=("share", "max"),
        source_id=("source_id", join_ids),
    )
    first = rows.loc[rows.groupby(["year", "flow"]).share.idxmax()].set_index(["year", "flow"])
    least = 1 / out.partners.where(out.partners > 1)
    out["normalised"] = (out.hhi - least) / (1 - least)
    out["unctad"] = (np.sqrt(out.hhi) - np.sqrt(least)) / (1 - np.sqrt(least))
    out["largest"] = first.partner
    out["effective_partners"] = 1 / out.hhi
    return out.reset_index()


def spread_table(concentration_rows: pd.DataFrame) -> pd.DataFrame:
    """Return :func:`concentration` of exports and imports for the first, the middle and the last
    year on record, with flow_name, one line each."""
    parts = []
    for flow in ("export", "import"):
        own = of_flow(concentration_rows, flow).sort_values("year")
        keep = sorted({0, len(own) // 2, len(own) - 1}) if len(own) else []
        parts.append(own.iloc[keep].assign(flow_name=flow_name(flow)))
    return pd.concat(parts, ignore_index=True)


def neighbours(distances: pd.DataFrame, country: str) -> list[str]:
    """Return the countries that border one, in alphabetical order; none where it is not known."""
    rows = distances[(distances.origin == country) & distances.contiguous.eq(True)]
    return sorted(rows.destination.unique())


def beyond(partner_rows: pd.DataFrame, near: list[str]) -> pd.DataFrame:
    """Return the share of trade with partners that are no neighbours: year, flow, share, source_id.

    1 - sum of the neighbours' shares of the trade that has a partner; for Mongolia the share of
    its "third neighbours". A year in which a neighbour has no figure, though it has one in most
    years, is absent: the gap would look like diversification (Russia before 1992). Empty where no
    neighbour is known.
    """
    rows = partner_rows[partner_rows.value_usd > 0]
    if not near:
        return pd.DataFrame(columns=["year", "flow", "share", "source_id"])
    seen = rows[rows.partner.isin(near)].groupby(["flow", "partner"]).year.nunique()
    usual = seen[seen > rows.groupby("flow").year.nunique().reindex(seen.index, level="flow") / 2]
    rows = rows.assign(
        close=rows.value_usd.where(rows.partner.isin(near), 0.0),
        counted=pd.MultiIndex.from_frame(rows[["flow", "partner"]]).isin(usual.index),
    )
    sums = rows.groupby(["year", "flow"]).agg(
        close=("close", "sum"),
        whole=("value_usd", "sum"),
        counted=("counted", "sum"),
        source_id=("source_id", join_ids),
    )
    wanted = usual.groupby("flow").size().reindex(sums.index, level="flow")
    sums = sums[sums.counted == wanted]
    return sums.assign(share=1 - sums.close / sums.whole)[["share", "source_id"]].reset_index()


def log_ratio(
    trade: pd.DataFrame,
    totals: pd.DataFrame,
    reporter: str,
    pair: list[str],
    span: tuple[int, int],
) -> pd.DataFrame:
    """Return the log ratio of the reporter's weight in the trade of two rivals, by year.

    L = ln[(T_iR / T_R) / (T_iD / T_D)]: the reporter's share in all trade of the first rival
    against its share in all trade of the second. 0 means it weighs the same for both; ln 10 = 2.3
    ten times more for the first. The project's own index; the naive balance
    (T_iR - T_iD)/(T_iR + T_iD) is near +1 for everybody and says nothing.

    Columns year, first_usd, second_usd, first_total_usd, second_total_usd, log_ratio, naive,
    estimated, source_id. Years in which any of the four is missing or zero, and years outside
    ``span`` (first, last), are absent.
    """
    own = partners(trade, reporter)
    own = own[own.flow == "turnover"]
    parts = []
    for name, rival in zip(("first", "second"), pair, strict=True):
        tie = own[own.partner == rival].set_index("year")
        whole = world(totals, rival)
        whole = whole[whole.flow == "turnover"].set_index("year")
        # a total is never marked, so it counts as an estimate where most of its parts are
        books = trade[trade.reporter == rival].groupby("year").estimated.mean()
        parts.append(
            pd.DataFrame(
                {
                    f"{name}_usd": tie.value_usd,
                    f"{name}_total_usd": whole.world_usd,
                    f"{name}_estimated": tie.estimated
                    | tie.index.to_series().map(books).gt(0.5).to_numpy(),
                    f"{name}_source_id": tie.source_id,
                }
            )
        )
    both = pd.concat(parts, axis=1).dropna().loc[span[0] : span[1]]
    values = both[["first_usd", "first_total_usd", "second_usd", "second_total_usd"]]
    both = both[(values > 0).all(axis=1)]
    a, b = both.first_usd / both.first_total_usd, both.second_usd / both.second_total_usd
    return (
        both.assign(
            log_ratio=np.log((a / b).astype("float64")),
            naive=(both.first_usd - both.second_usd) / (both.first_usd + both.second_usd),
            estimated=both.first_estimated.astype(bool) | both.second_estimated.astype(bool),
            source_id=[
                join_ids(p) for p in zip(both.first_source_id, both.second_source_id, strict=True)
            ],
        )
        .drop(
            columns=["first_estimated", "second_estimated", "first_source_id", "second_source_id"]
        )
        .rename_axis("year")
        .reset_index()
    )


def estimated_share(partner_rows: pd.DataFrame) -> float:
    """Return which fraction of a reporter's rows are estimates rather than reports."""
    return float(partner_rows[partner_rows.flow != "turnover"].estimated.mean())


def ties(
    trade: pd.DataFrame, totals: pd.DataFrame, reporter: str, span: tuple[int, int]
) -> pd.DataFrame:
    """Return everything about one reporter's partners in the years of ``span``.

    Columns partner, year, flow, value_usd, estimated, source_id, world_usd, world_source_id,
    share, rank, partners, near_tie.

    Raises:
        TradeError: the reporter has no rows in these years.
    """
    rows = partners(trade, reporter)
    rows = rows[rows.year.between(*span)]
    if rows.empty:
        raise TradeError(f"{reporter} has no trade on record between {span[0]} and {span[1]}")
    return ranks(shares(rows, world(totals, reporter))).reset_index(drop=True)


def of_flow(rows: pd.DataFrame, flow: str) -> pd.DataFrame:
    """Return the rows of one flow."""
    return rows[rows.flow == flow]


def shown(rows: pd.DataFrame, names: dict[str, str], flows: list[str]) -> pd.DataFrame:
    """Return the rows of some partners and flows in the order of ``names``, as figure data."""
    kept = rows[rows.partner.isin(list(names)) & rows.flow.isin(flows)]
    place = kept.partner.map({code: n for n, code in enumerate(names)})
    kept = kept.assign(place=place).sort_values(["flow", "place", "year"])
    return kept.drop(columns=["place", "world_source_id"]).reset_index(drop=True)


def flow_name(flow: str) -> str:
    """Return a flow as the word of a table: Exports, Imports, Turnover."""
    return "Turnover" if flow == "turnover" else f"{flow.capitalize()}s"


def name(countries: pd.DataFrame, code: str) -> str:
    """Return the readable name of a country code."""
    return names(countries, [code])[code]


def names(countries: pd.DataFrame, codes: list[str]) -> dict[str, str]:
    """Return code -> readable name, in the order given."""
    table = countries.set_index("code").short_name
    return {code: str(table[code]) for code in codes}


def latest(rows: pd.DataFrame) -> int:
    """Return the last year with turnover."""
    return int(rows[rows.flow == "turnover"].year.max())


def top(
    rows: pd.DataFrame, countries: pd.DataFrame, also: list[str], year: int, count: int = 10
) -> pd.DataFrame:
    """Return the largest partners of a year and the partners in ``also``, by turnover.

    Columns rank, partner, name, export, import, turnover (US$), share, basis, source_id. A partner
    in ``also`` without a figure gets a line with missing values, never a zero.
    """
    own = rows[rows.year == year]
    values = own.pivot(index="partner", columns="flow", values="value_usd")
    turnover = own[own.flow == "turnover"].set_index("partner")
    keep = [*turnover.sort_values("rank").index[:count], *also]
    out = values.reindex(list(dict.fromkeys(keep))).join(
        turnover[["rank", "share", "estimated", "source_id"]]
    )
    labels = names(countries, list(out.index))
    source = join_ids(own.source_id)
    one_sided = values.reindex(index=out.index, columns=["export", "import"]).notna().any(axis=1)
    return (
        out.assign(
            name=[labels[code] for code in out.index],
            basis=[
                {True: "estimate", False: "report"}.get(guessed, _gap(flow))
                for guessed, flow in zip(out.estimated, one_sided, strict=True)
            ],
            source_id=out.source_id.fillna(source),
        )
        .drop(columns="estimated")
        .rename_axis("partner")
        .reset_index()
    )


def _gap(one_flow_known: bool) -> str:
    """Why a partner has no turnover."""
    return "one flow only" if one_flow_known else "no figure"


def rank_table(rows: pd.DataFrame, labels: dict[str, str]) -> pd.DataFrame:
    """Return the rank history by turnover of some partners.

    Columns partner, name, years (list), latest_rank, best, worst, near_ties (count of years),
    estimated (fraction of years), source_id. A partner never on record has missing values.
    """
    turnover = rows[(rows.flow == "turnover") & rows["rank"].notna()]
    lines = []
    for code, label in labels.items():
        own = turnover[turnover.partner == code].sort_values("year")
        line = {"partner": code, "name": label, "source_id": join_ids(rows.source_id)}
        if len(own):
            line |= {
                "years": own.year.tolist(),
                "latest_rank": own["rank"].iloc[-1],
                "best": own["rank"].min(),
                "worst": own["rank"].max(),
                "near_ties": int(own.near_tie.sum()),
                "estimated": own.estimated.mean(),
                "source_id": join_ids(own.source_id),
            }
        lines.append(line)
    columns = [
        "partner",
        "name",
        "years",
        "latest_rank",
        "best",
        "worst",
        "near_ties",
        "estimated",
        "source_id",
    ]
    return pd.DataFrame(lines, columns=columns)


def headline(
    rows: pd.DataFrame, countries: pd.DataFrame, reporter: str, span: tuple[int, int]
) -> Named:
    """Return the named values of a reporter: largest partner, concentration, estimates, China.

    ``estimated`` is missing where no figure is an estimate.
    """
    year = latest(rows)
    turnover = rows[rows.flow == "turnover"]
    first = turnover[turnover.year == year].sort_values("rank").iloc[0]
    spread = concentration(rows).set_index(["flow", "year"]).effective_partners
    china = turnover[(turnover.partner == "CHN") & turnover["rank"].notna()].set_index("year")
    guessed = estimated_share(rows)
    return {
        "country": (name(countries, reporter), "country"),
        "title": (name(countries, reporter), "text"),
        "first_year": (span[0], "year"),
        "last_year": (span[1], "year"),
        "latest_year": (year, "year"),
        "largest": (name(countries, first.partner), "country"),
        "share_largest": (float(first.share), "percent"),
        "effective_exports": (spread.get(("export", year)), "score"),
        "effective_imports": (spread.get(("import", year)), "score"),
        "estimated": (guessed or None, "percent"),
        "rank_china": (china["rank"].get(year), "rank"),
        "rank_china_best": (china["rank"].min() if len(china) else None, "rank"),
        "rank_china_worst": (china["rank"].max() if len(china) else None, "rank"),
        "share_china": (china.share.get(year), "percent"),
    }


def one_flow(rows: pd.DataFrame, partner: str, year: int) -> tuple[str | None, float | None]:
    """Return (exports or imports, value) where only one of the two is on record in a year."""
    own = rows[(rows.partner == partner) & (rows.year == year) & (rows.value_usd > 0)]
    own = own[own.flow != "turnover"]
    if len(own) != 1:
        return None, None
    return f"{own.flow.iloc[0]}s", float(own.value_usd.iloc[0])


def headline_rivals(
    rows: pd.DataFrame,
    balance: pd.DataFrame,
    compared: pd.DataFrame,
    pair: dict[str, str],
    reporter: str,
) -> Named:
    """Return the named values of the two compared partners, ``..._first`` and ``..._second``.

    rank, turnover and share in the latest year; one_flow and one_value where only exports or
    imports are on record then; best and worst rank and moved, how far they lie apart (missing where
    the rank never changed); last year with any figure; the record year of
    turnover with its basis and the partner's figure; the typical reported-to-mirror ratio; the last
    log ratio; small (names of those with less than :data:`SMALL` of turnover in their last year).
    What is not on record is missing. ``reporter`` is the country in words.
    """
    year = latest(rows)
    turnover = rows[(rows.flow == "turnover") & rows["rank"].notna()]
    out: Named = {}
    for place, (code, label) in zip(("first", "second"), pair.items(), strict=True):
        own = turnover[turnover.partner == code].set_index("year").sort_index()
        any_flow = rows[(rows.partner == code) & (rows.value_usd > 0)].year
        sides = both_books(compared, code)
        record = int(own.value_usd.idxmax()) if len(own) else None
        flow, value = (None, None) if year in own.index else one_flow(rows, code, year)
        basis = basis_in_words(own.loc[record], reporter) if record else None
        best, worst = (own["rank"].min(), own["rank"].max()) if len(own) else (None, None)
        out |= {
            place: (label, "country"),
            f"rank_{place}": (own["rank"].get(year), "rank"),
            f"turnover_{place}": (own.value_usd.get(year), "US$"),
            f"share_{place}": (own.share.get(year), "percent"),
            f"one_flow_{place}": (flow, "text"),
            f"one_value_{place}": (value, "US$"),
            f"best_rank_{place}": (best, "rank"),
            f"worst_rank_{place}": (worst, "rank"),
            f"moved_{place}": (None if best == worst else int(worst - best), "count"),
            f"last_seen_{place}": (int(any_flow.max()) if len(any_flow) else None, "year"),
            f"record_year_{place}": (record, "year"),
            f"record_basis_{place}": (basis, "text"),
            f"record_{place}": (own.value_usd.get(record), "US$"),
            f"record_mirror_{place}": (sides.mirror.get(record), "US$"),
            f"mirror_{place}": ((sides.own / sides.mirror).median(), "ratio"),
        }
    part = turnover.sort_values("year").drop_duplicates("partner", keep="last")
    part = part.set_index("partner").share
    small = [label for code, label in pair.items() if part.get(code, 1) < SMALL]
    last = balance.iloc[-1] if len(balance) else None
    ratio = None if last is None else float(last.log_ratio)
    labels = list(pair.values())
    return out | {
        "balance_year": (None if last is None else int(last.year), "year"),
        "balance_last": (ratio, "index"),
        "balance_times": (None if ratio is None else float(np.exp(abs(ratio))), "times"),
        "balance_heavier": (None if ratio is None else labels[0 if ratio > 0 else 1], "country"),
        "balance_lighter": (None if ratio is None else labels[1 if ratio > 0 else 0], "country"),
        "seen": (
            [label for code, label in pair.items() if (rows.partner == code).any()],
            "countries",
        ),
        "small": (small or None, "countries"),
    }


def basis_in_words(row: pd.Series, reporter: str) -> str:
    """Whose figure it is, in words."""
    if not row.estimated:
        return f"as {reporter} reports it"
    if row.source_id == SOURCE:
        return "which the supplied panel marks as an estimate"
    return f"as the Fund estimates it for {reporter} from partners' books"


def both_books(compared: pd.DataFrame, partner: str) -> pd.DataFrame:
    """Turnover in the books of both sides by year: own, mirror (US$, missing where it is zero)."""
    rows = compared[(compared.partner == partner) & (compared.flow == "turnover")]
    rows = rows[rows.value_usd > 0]
    wide = rows.pivot(index="year", columns="series", values="value_usd")
    return wide.reindex(columns=["own", "mirror"])


# -- intensity, dependence, growth -----------------------------------------------------------


def intensity(
    trade: pd.DataFrame, totals: pd.DataFrame, reporter: str, span: tuple[int, int]
) -> pd.DataFrame:
    """Return the trade intensity of one reporter's exports with every partner that reports.

    TII_ij = (X_ij / X_i) / (M_j / (M_W - M_i)): the partner's weight in the reporter's exports
    against its weight in world imports without the reporter's own (Kojima 1964; Drysdale and
    Garnaut 1982). More than one = more than the partner's size suggests. ``bounded`` is
    (TII - 1) / (TII + 1) in [-1, 1] (Iapadre 2006). The world here is the reporters of the panel:
    their imports from everywhere. The mean of TII weighted by M_j / (M_W - M_i) is one where the
    partners are all reporters but the reporter itself.

    Columns year, partner, export_usd, weight, intensity, bounded, estimated, source_id.
    """
    rows = trade[(trade.reporter == reporter) & (trade.flow == "export")]
    rows = plain(rows)
    rows = rows[rows.year.between(*span)]
    imports = totals[(totals.area == "WLD") & (totals.flow == "import")]
    imports = imports.astype({"value_usd": "float64", "year": "int64"})
    size = imports.pivot(index="year", columns="reporter", values="value_usd")
    rest = size.drop(columns=reporter, errors="ignore")
    weight = rest.div(rest.sum(axis=1), axis=0).stack().rename("weight")
    rows = rows[rows.partner.isin(rest.columns)]
    rows = rows.merge(
        weight.reset_index().rename(columns={"reporter": "partner"}), on=["year", "partner"]
    )
    total = rows.groupby("year").value_usd.transform("sum")
    ratio = rows.value_usd / total / rows.weight
    out = rows.rename(columns={"value_usd": "export_usd"}).assign(
        intensity=ratio, bounded=(ratio - 1) / (ratio + 1)
    )
    columns = [
        "year",
        "partner",
        "export_usd",
        "weight",
        "intensity",
        "bounded",
        "estimated",
        "source_id",
    ]
    return out[columns].reset_index(drop=True)


def dependence(
    trade: pd.DataFrame, totals: pd.DataFrame, one: str, other: str, span: tuple[int, int]
) -> pd.DataFrame:
    """Return how much each of two countries depends on the other, as each reports it.

    D_ij = T_ij / T_i (Hirschman 1945); asymmetry A_ij = D_ij - D_ji, antisymmetric, in (-1, 1):
    positive if ``one`` depends more. A side that does not report leaves the asymmetry missing.

    Columns year, own (D_ij), others (D_ji), asymmetry, estimated, source_id.
    """
    sides = []
    for a, b in ((one, other), (other, one)):
        rows = shares(_tie(trade, a, b), world(totals, a))
        rows = rows[rows.flow == "turnover"].set_index("year")
        sides.append(rows.loc[rows.index.isin(range(span[0], span[1] + 1))])
    here, there = sides
    out = pd.DataFrame(
        {
            "own": here.share,
            "others": there.share,
            "estimated_own": here.estimated,
            "estimated_others": there.estimated,
            "source_own": here.source_id,
            "source_others": there.source_id,
        }
    )
    estimated = out.estimated_own.eq(True) | out.estimated_others.eq(True)
    return (
        out.assign(
            asymmetry=out.own - out.others,
            estimated=estimated,
            source_id=[join_ids(p) for p in zip(out.source_own, out.source_others, strict=True)],
        )
        .drop(columns=["estimated_own", "estimated_others", "source_own", "source_others"])
        .rename_axis("year")
        .reset_index()
    )


def dependences(
    trade: pd.DataFrame,
    totals: pd.DataFrame,
    reporter: str,
    pair: dict[str, str],
    span: tuple[int, int],
) -> pd.DataFrame:
    """Return :func:`dependence` on several partners with partner and partner_name."""
    among = between(trade, [reporter, *pair])
    parts = [
        dependence(among, totals, reporter, code, span).assign(partner=code, partner_name=name)
        for code, name in pair.items()
    ]
    return pd.concat(parts, ignore_index=True)


def between(trade: pd.DataFrame, codes: list[str]) -> pd.DataFrame:
    """Return the trade of some countries with one another: few rows, quickly searched again."""
    return trade[trade.reporter.isin(codes) & trade.partner.isin(codes)]


def to_gdp(tie: pd.DataFrame, indicators: pd.DataFrame, country: str, vintage: str) -> pd.DataFrame:
    """Return a tie's turnover over GDP in current US$: year, value_usd, gdp_usd, to_gdp, source_id.

    One vintage of GDP only, since releases are rebased; years without it are absent.
    """
    gdp = indicators[
        (indicators.country == country)
        & (indicators.indicator == "NY.GDP.MKTP.CD")
        & (indicators.vintage == vintage)
    ].set_index("year")
    own = tie.set_index("year")
    both = own[["value_usd", "source_id"]].join(
        gdp[["value", "source_id"]].rename(columns={"value": "gdp_usd", "source_id": "gdp_source"}),
        how="inner",
    )
    return (
        both.assign(
            to_gdp=both.value_usd / both.gdp_usd,
            source_id=[join_ids(p) for p in zip(both.source_id, both.gdp_source, strict=True)],
        )
        .drop(columns="gdp_source")
        .reset_index()
    )


def growth(tie: pd.DataFrame) -> float | None:
    """Return yearly growth as the least-squares slope of log values (UNCTAD), or None for fewer
    than three years: exp(slope) - 1."""
    own = tie[tie.value_usd > 0]
    if len(own) < 3:
        return None
    slope = np.polyfit(own.year.astype(float), np.log(own.value_usd.astype(float)), 1)[0]
    return float(np.exp(slope) - 1)


def growth_table(
    rows: pd.DataFrame,
    labels: dict[str, str],
    indicators: pd.DataFrame,
    country: str,
    vintage: str,
) -> pd.DataFrame:
    """Return growth and size against the economy of some partners by turnover.

    Columns partner, name, growth (yearly over all years shown), recent (over the last ten years on
    record), change (last over first value, a factor), to_gdp with gdp_year (last year with both),
    source_id. What is not on record is missing.
    """
    turnover = rows[(rows.flow == "turnover") & (rows.value_usd > 0)]
    last = int(rows.year.max())
    lines = []
    for code, label in labels.items():
        own = turnover[turnover.partner == code].sort_values("year")
        line = {"partner": code, "name": label, "source_id": join_ids(rows.source_id)}
        if len(own):
            size = to_gdp(own, indicators, country, vintage)
            line |= {
                "growth": growth(own),
                "recent": growth(own[own.year > last - 10]),
                "change": own.value_usd.iloc[-1] / own.value_usd.iloc[0],
                "source_id": join_ids(size.source_id if len(size) else own.source_id),
            }
            if len(size):
                line |= {"to_gdp": size.to_gdp.iloc[-1], "gdp_year": int(size.year.iloc[-1])}
        lines.append(line)
    columns = ["partner", "name", "growth", "recent", "change", "to_gdp", "gdp_year", "source_id"]
    return pd.DataFrame(lines, columns=columns)


def rank_counts(rows: pd.DataFrame, partner: str) -> pd.DataFrame:
    """Return how often one partner held each place, by definition of trade.

    Columns flow, flow_name, years (on record), latest, best, worst, usual (the commonest rank; the
    better one of equals), usual_years, near_ties (count of years), source_id.
    """
    lines = []
    for flow in FLOWS:
        own = rows[(rows.partner == partner) & (rows.flow == flow) & rows["rank"].notna()]
        if own.empty:
            continue
        held = own["rank"].value_counts()
        usual = int(held[held == held.max()].index.min())
        lines.append(
            {
                "flow": flow,
                "flow_name": flow_name(flow),
                "years": len(own),
                "latest": int(own.sort_values("year")["rank"].iloc[-1]),
                "best": int(own["rank"].min()),
                "worst": int(own["rank"].max()),
                "usual": usual,
                "usual_years": int(held[usual]),
                "near_ties": int(own.near_tie.sum()),
                "source_id": join_ids(own.source_id),
            }
        )
    return pd.DataFrame(lines)


def flags(rows: pd.DataFrame) -> pd.DataFrame:
    """Return suspicious figures of a reporter: partner, year, flow, value_usd, fault, source_id.

    ``repeated``: the same positive value in three or more years running, as a placeholder would
    give; ``jump``: more than ten times, or less than a tenth of, the years before and after, the
    mark of a wrong partner code (North and South Korea are often confused); ``tiny``: less than
    :data:`TINY_USD` in a year, as a wrong unit or a parcel would give.
    """
    own = rows[(rows.flow != "turnover") & (rows.value_usd > 0)].sort_values(
        ["partner", "flow", "year"]
    )
    grouped = own.groupby(["partner", "flow"])
    before, after = grouped.value_usd.shift(1), grouped.value_usd.shift(-1)
    adjoining = (grouped.year.diff() == 1) & (grouped.year.diff(-1) == -1)
    run = (own.value_usd != before) | (grouped.year.diff() != 1)
    length = own.groupby([own.partner, own.flow, run.groupby([own.partner, own.flow]).cumsum()])
    repeated = length.value_usd.transform("size") >= 3
    high = (own.value_usd > 10 * before) & (own.value_usd > 10 * after)
    low = (own.value_usd < before / 10) & (own.value_usd < after / 10)
    marked = own.assign(
        fault=np.select(
            [repeated, adjoining & (high | low), own.value_usd < TINY_USD],
            ["repeated", "jump", "tiny"],
            default="",
        )
    )
    columns = ["partner", "year", "flow", "value_usd", "fault", "source_id"]
    return marked.loc[marked.fault != "", columns].reset_index(drop=True)


def flag_table(rows: pd.DataFrame, labels: dict[str, str]) -> pd.DataFrame:
    """Return :func:`flags` of some partners in words: name, flow_name, years (list), fault_name,
    value_usd (the repeated value, that of the jump, or the largest of the tiny ones), source_id.
    """
    found = flags(rows)
    found = found[found.partner.isin(list(labels))]
    lines = []
    for (code, flow, fault), own in found.groupby(["partner", "flow", "fault"], sort=False):
        groups = [own] if fault == "tiny" else [p for _, p in own.groupby("value_usd", sort=False)]
        for part in groups:
            lines.append(
                {
                    "name": labels[code],
                    "flow_name": flow_name(flow),
                    "years": part.year.tolist(),
                    "fault_name": {
                        "repeated": "one value in every year",
                        "jump": "over ten times, or under a tenth of, the years around",
                        "tiny": "less than a thousand dollars in a year",
                    }[fault],
                    "value_usd": part.value_usd.max(),
                    "source_id": join_ids(part.source_id),
                }
            )
    columns = ["name", "flow_name", "years", "fault_name", "value_usd", "source_id"]
    return pd.DataFrame(lines, columns=columns)
