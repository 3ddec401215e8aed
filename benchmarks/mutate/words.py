"""Sentences of our own, two good ones and a denial per language: none stands on a labelled page."""

from __future__ import annotations

from typing import Final

__all__ = ["DENIALS", "GOOD", "LOOKALIKES", "STATEMENTS", "TRANSLATIONS"]

GOOD: Final = {
    "en": (
        "Some shops pay us a commission when a reader orders through the links below.",
        "If you order something after clicking a link here, the shop pays us a small share of the price.",
    ),
    "de": (
        "Wer über die folgenden Links bestellt, bringt uns eine kleine Provision ein: Der Shop zahlt uns eine Provision.",
        "Bestellst du über einen Link in diesem Text, bekommen wir vom Händler eine Vergütung.",
    ),
    "nl": (
        "Wij krijgen een commissie van de winkel als je via een link op deze pagina iets koopt.",
        "Bestel je via onze links, dan ontvangen wij een kleine vergoeding van de winkel.",
    ),
    "es": (
        "Cobramos una comisión cuando compras a través de los enlaces de este artículo.",
        "Si haces un pedido desde nuestros enlaces, la tienda nos paga una pequeña comisión.",
    ),
    "ja": (
        "この記事のリンクから購入されると、当サイトに報酬が支払われます。",
        "リンク経由で商品を購入すると、運営者が紹介料を受け取ります。",
    ),
}
STATEMENTS: Final = {
    "en": "As an Amazon Associate I earn from qualifying purchases.",
    "de": "Als Amazon-Partner verdiene ich an qualifizierten Verkäufen.",
}
DENIALS: Final = {
    "en": "This post contains no affiliate links.",
    "de": "Dieser Beitrag enthält keine Affiliate-Links.",
    "nl": "Dit artikel bevat geen affiliate links.",
    "es": "Este artículo no contiene enlaces de afiliado.",
    "ja": "この記事にアフィリエイトリンクは含まれていません。",
}
# Money and links, and nothing about this page: the writer pays, or somebody else earns.
LOOKALIKES: Final = {
    "en": "We paid a small fee to the host when we moved this site, and the shop in the next street pays its seller a commission.",
    "de": "Wir haben der Bank beim Umzug eine kleine Gebühr bezahlt, und der Makler bekam vom Käufer eine Provision.",
    "nl": "Wij betaalden de bank bij de verhuizing een kleine vergoeding, en de makelaar kreeg commissie van de koper.",
    "es": "Pagamos una pequeña comisión al banco cuando trasladamos la oficina.",
    "ja": "引っ越しのとき、銀行に少しの手数料を払いました。",
}
TRANSLATIONS: Final = {language: GOOD["de" if language == "en" else "en"][0] for language in GOOD}
