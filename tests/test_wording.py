"""A passage in, a grade out."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkaudit.catalog import Phrasebook, phrasebooks
from linkaudit.model import Grade
from linkaudit.phrases import may_fit, regex
from linkaudit.wording import grade, is_label, language_of, normalise


@pytest.mark.parametrize("book", phrasebooks().values(), ids=lambda book: book.language)
def test_phrasebook_examples(book: Phrasebook) -> None:
    assert book.example
    for example in book.example:
        found = grade(example.text)
        assert found.grade is example.grade, example.text
        assert found.grade is Grade.NONE or found.language == book.language, example.text


@pytest.mark.parametrize("book", phrasebooks().values(), ids=lambda book: book.language)
def test_every_phrase_is_a_pattern(book: Phrasebook) -> None:
    assert all(regex(phrase.pattern, book.language).pattern for phrase in book.phrase)


@pytest.mark.parametrize("book", phrasebooks().values(), ids=lambda book: book.language)
def test_what_a_pattern_finds_has_the_words_it_needs(book: Phrasebook) -> None:
    texts = [normalise(example.text) for example in book.example] + [normalise(book.notice), normalise(book.statement)]
    found = [(phrase, text) for phrase in book.phrase for text in texts if regex(phrase.pattern, book.language).search(text)]
    assert len(found) >= len(book.example) // 2
    assert [(phrase.pattern, text) for phrase, text in found if not may_fit(phrase.pattern, book.language, text)] == []


@pytest.mark.parametrize(
    ("pattern", "sentence", "fits"),
    [
        ("{we} (?:earn|get) .. {comm}", "we get a commission", True),
        ("{we} (?:earn|get) .. {comm}", "we pay a commission", False),
        ("{we} (?:earn|get)? .. {comm}", "we pay a commission", True),
        ("{we} (?!earn|get)[a-z]+ .. {comm}", "we pay a commission", True),
        ("links? below", "the link is below", True),
        ("links? below", "the lin is below", False),
        ("(?:\\w+ ){0,4}below", "see below", True),
        ("(?:paid (?:by|for)|free of) links", "paid for links", True),
        ("(?:paid (?:by|for)|free of) links", "two links", False),
    ],
)
def test_a_pattern_is_asked_only_where_its_words_stand(pattern: str, sentence: str, fits: bool) -> None:
    assert may_fit(pattern, "en", sentence) is fits


@pytest.mark.parametrize("book", phrasebooks().values(), ids=lambda book: book.language)
def test_the_notice_we_suggest_is_one_we_accept(book: Phrasebook) -> None:
    assert grade(book.notice).grade is Grade.CLEAR
    assert book.label_text == "" or is_label(book.label_text) or grade(book.label_text.strip("()（）")).grade in (Grade.LABEL, Grade.VAGUE)
    assert book.statement == "" or grade(book.statement).grade is Grade.AMAZON


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("If you buy through our links, we may receive a small commission at no extra cost to you.", Grade.CONDITIONAL),
        ("I get paid when you order with this link.", Grade.CLEAR),
        ("Full disclosure: purchases made through these links earn us a fee.", Grade.CLEAR),
        ("We only recommend what we like. We do, however, earn commissions from the shops.", Grade.CLEAR),
        ("As an Amazon Associate, Jane earns from qualifying purchases.", Grade.AMAZON),
        ("THIS POST CONTAINS AFFILIATE LINKS", Grade.VAGUE),
        ("Anzeige", Grade.LABEL),
        ("(Paid link)", Grade.LABEL),
        ("We are not affiliated with Acme Inc. or its affiliates.", Grade.NONE),
        ("Join our affiliate program and earn 20 % commission.", Grade.NONE),
        ("Affiliates can earn up to $500 commission for every sale.", Grade.NONE),
        ("The European Commission published a report.", Grade.NONE),
        ("The FTC requires bloggers to disclose affiliate links.", Grade.NONE),
        ("The hotel charges a fee for late check-out.", Grade.NONE),
        ("Our editors earn degrees and write about books.", Grade.NONE),
        ("I earn no commission.", Grade.NONE),
        ("We earn zero commission from these links.", Grade.NONE),
        ("We receive no compensation.", Grade.NONE),
        ("I make no money from these links.", Grade.NONE),
        ("A realtor will earn a commission when you buy a house.", Grade.NONE),
        ("The truck bed gives me a little extra room.", Grade.NONE),
        ("We never get paid to write reviews, but we may earn a commission if you buy.", Grade.CONDITIONAL),
        ("I get a small cut if you buy something through the links.", Grade.CLEAR),
        ("Retailers pay us when you shop.", Grade.CLEAR),
        ("Wenn du über diese Links kaufst, verdienen wir mit.", Grade.CLEAR),
        (
            "Some of the links on this page may be affiliate links, meaning we could earn a small commission if you make a purchase.",
            Grade.CONDITIONAL,
        ),
        ("Disclosure: I may receive affiliate compensation for some of the links below at no cost to you.", Grade.CONDITIONAL),
        ("Just so you know, we get a cut if you buy something via our links.", Grade.CLEAR),
        (
            "Affiliate programs and affiliations include, but are not limited to, the eBay Partner Network. When you click a link and buy, this can result in this site earning a commission.",
            Grade.CONDITIONAL,
        ),
        ("This article may contain affiliate links.", Grade.VAGUE),
        ("Contains affiliate links", Grade.VAGUE),
        ("*affiliate link", Grade.VAGUE),
        ("(affiliate link)", Grade.VAGUE),
        ("As an Amazon Associate I earn from qualifying purchases.", Grade.AMAZON),
        ("As Amazon Associates we earn from qualifying purchases", Grade.AMAZON),
        ("As an Amazon affiliate, I earn from qualifying purchases made on Amazon.", Grade.AMAZON),
        ("Gear Patrol may earn commission from qualifying purchases.", Grade.CONDITIONAL),
        ("We may be compensated through affiliate links", Grade.CONDITIONAL),
        (
            "This website is supported by its readers. If you purchase through links on our site, we may earn a small commission.",
            Grade.CONDITIONAL,
        ),
        (
            "Our content is reader-supported, which means that if you click on some of our links that we may earn a commission.",
            Grade.CONDITIONAL,
        ),
        ("We receive commissions for purchases made through links on this website.", Grade.CLEAR),
        ("I earn a small commission from purchases made via the links in this post, at no additional cost to you.", Grade.CLEAR),
        ("If you use these links to buy something we earn a commission. Thanks!", Grade.CLEAR),
        ("Full transparency: I make a bit of money when you buy through my links.", Grade.CLEAR),
        ("I get commissions for purchases made through links in this post.", Grade.CLEAR),
        ("The links below pay us a referral fee.", Grade.CLEAR),
        ("We're paid a commission by the retailer.", Grade.CLEAR),
        ("We partner with shops and get paid commissions on sales.", Grade.CLEAR),
        ("Products may be purchased through affiliate links, for which we may receive compensation.", Grade.CONDITIONAL),
        (
            "The site owner may be compensated in exchange for featured placement of certain sponsored products and services, or your clicking on links posted on this website.",
            Grade.CONDITIONAL,
        ),
        ("Using my links supports this channel.", Grade.NO_MONEY),
        ("I use affiliate links on this blog.", Grade.VAGUE),
        ("Links marked with an asterisk (*) are affiliate links.", Grade.VAGUE),
        ("We are an affiliate of Bluehost.", Grade.VAGUE),
        ("We value your privacy.", Grade.NONE),
        ("Contact our support team for help with orders.", Grade.NONE),
        ("Our partners include Google and Facebook.", Grade.NONE),
        ("Sign up for our newsletter to get 10% off your order.", Grade.NONE),
        ("The association receives funding from members.", Grade.NONE),
        ("Affiliate Program", Grade.NONE),
        ("Get paid to write for us.", Grade.NONE),
        ("You may earn money with surveys when you sign up.", Grade.NONE),
        ("Prices may vary. Shipping fees apply on purchase.", Grade.NONE),
        ("Buyers pay a service fee of 5% when they purchase tickets.", Grade.NONE),
        ("This post is not sponsored.", Grade.NONE),
        ("Investors may receive income from the sale of shares.", Grade.NONE),
        ("The company earns revenue from advertising and subscriptions.", Grade.NONE),
        ("In 2019 we received an award for our website.", Grade.NONE),
        ("He makes money by selling books.", Grade.NONE),
        ("The bank may charge a commission when you purchase foreign currency.", Grade.NONE),
        ("Bei einem Kauf über unsere Links erhalten wir eine kleine Provision, für dich ändert sich am Preis nichts.", Grade.CLEAR),
        ("Einige Links können Affiliate-Links sein. Wir erhalten ggf. eine Provision.", Grade.CONDITIONAL),
        ("Mit * markierte Links sind Affiliate-Links. Kaufst du darüber, bekommen wir eine Provision.", Grade.CLEAR),
        ("*Affiliate-Link", Grade.VAGUE),
        ("Anzeige", Grade.LABEL),
        ("Enthält Werbung", Grade.LABEL),
        ("Dieser Artikel enthält Affiliate Links", Grade.VAGUE),
        ("Als Amazon-Partner verdienen wir an qualifizierten Verkäufen.", Grade.AMAZON),
        ("Wir verwenden Cookies, um Werbung zu personalisieren.", Grade.NONE),
        ("Werbung schalten", Grade.NONE),
        ("Unsere Partner", Grade.NONE),
        ("Der Verkäufer zahlt eine Provision von 5 %.", Grade.NONE),
        ("Cet article contient des liens affiliés : nous touchons une petite commission si vous achetez.", Grade.CLEAR),
        ("Certains liens sont affiliés, nous pouvons toucher une commission sans surcoût pour vous.", Grade.CONDITIONAL),
        ("Liens affiliés", Grade.VAGUE),
        ("Si compras a través de ellos, nos llevamos una pequeña comisión.", Grade.CLEAR),
        ("Este post contiene enlaces de afiliados. Podríamos recibir una comisión si compras.", Grade.CONDITIONAL),
        ("Se acquisti da questi link, ricevo una piccola commissione.", Grade.CLEAR),
        ("I link presenti in questo articolo sono link affiliati: potremmo ricevere una commissione.", Grade.CONDITIONAL),
        ("Als je via onze links iets koopt, krijgen wij een kleine commissie.", Grade.CLEAR),
        ("Dit artikel bevat affiliate links. Als je hierop klikt kunnen wij een commissie ontvangen.", Grade.CONDITIONAL),
        ("Ao comprar pelos links, ganhamos uma pequena comissão.", Grade.CLEAR),
        ("Podemos ganhar uma comissão quando você compra através dos nossos links.", Grade.CONDITIONAL),
        ("O Análise Certa participa de programas de afiliados. Podemos receber uma comissão.", Grade.CONDITIONAL),
        ("当サイトではアフィリエイト広告を利用しています", Grade.LABEL),
        ("※本記事はプロモーションを含みます", Grade.LABEL),
        ("リンクから商品を購入すると、売上の一部が当サイトに還元され、報酬を得ています。", Grade.CLEAR),
        ("記事内に広告が含まれています。", Grade.LABEL),
        ("リンク経由で購入されると報酬が発生することがあります。", Grade.CONDITIONAL),
    ],
)
def test_grade(text: str, wanted: Grade) -> None:
    assert grade(text).grade is wanted


def test_the_best_sentence_decides_and_says_why() -> None:
    found = grade("This post contains affiliate links. We earn a commission when you buy.")
    assert found.grade is Grade.CLEAR
    assert "earn a commission" in found.because[0]


def test_a_denial_is_no_disclosure_and_is_remembered() -> None:
    found = grade("There are no affiliate links on this site.")
    assert (found.grade, found.denial) == (Grade.NONE, True)


def test_quotes_width_and_case_do_not_matter() -> None:
    assert grade("ＷＥ　ＥＡＲＮ　Ａ　ＣＯＭＭＩＳＳＩＯＮ when you buy").grade is Grade.CLEAR
    assert grade("We don\u2019t earn commission.").denial


@pytest.mark.parametrize(("text", "code"), [("Die Katze ist nicht auf dem Tisch und sie schläft", "de"), ("qwrt zxcv", None)])
def test_language(text: str, code: str | None) -> None:
    assert language_of(text) == code


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300))
def test_no_text_breaks_it(text: str) -> None:
    grade(text)


@pytest.mark.parametrize("text", ["we may earn " * 4000 + "commission " * 4000, "affiliate link " * 20_000, "earn " * 50_000, "(" * 50_000])
def test_a_hostile_text_comes_to_an_end(text: str) -> None:
    assert grade(text).grade in Grade
