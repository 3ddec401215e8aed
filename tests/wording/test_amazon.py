"""Amazon's sentence in each language: as it is, weakened, and the one of before 2020."""

from __future__ import annotations

import pytest

from linkaudit.catalog import phrasebooks
from linkaudit.model import Grade
from linkaudit.wording import grade

# Weakened and obsolete sentences speak of money, and aren't the sentence that Amazon asks for.
SAID = [
    ("en", Grade.AMAZON, "As an Amazon Associate I earn from qualifying purchases."),
    ("en", Grade.AMAZON, "As an Amazon Associate we earn from qualifying purchases made through links."),
    ("en", Grade.AMAZON, "Hearthside is an Amazon Associate and earns from qualifying purchases."),
    ("en", Grade.CONDITIONAL, "As an Amazon Associate we may earn from qualifying purchases."),
    ("en", Grade.CONDITIONAL, "As an Amazon affiliate I can earn commission from purchases."),
    (
        "en",
        Grade.CONDITIONAL,
        "Hearthside is a participant in the Amazon Services LLC Associates Program, an affiliate advertising program designed to provide a means for sites to earn advertising fees by advertising and linking to Amazon.com.",
    ),
    (
        "en",
        Grade.CONDITIONAL,
        "We are a participant in the Amazon EU Associates Programme, an affiliate advertising programme designed to provide a means for us to earn fees by linking to Amazon.co.uk and affiliated sites.",
    ),
    ("en", Grade.VAGUE, "Hearthside participates in the Amazon Associates Program."),
    ("de", Grade.AMAZON, "Als Amazon-Partner verdiene ich an qualifizierten Verkäufen."),
    ("de", Grade.AMAZON, "Als Amazon-Partner verdienen wir an qualifizierten Käufen."),
    ("de", Grade.CONDITIONAL, "Als Amazon-Partner können wir an qualifizierten Verkäufen verdienen."),
    (
        "de",
        Grade.CONDITIONAL,
        "Heimwerk ist Teilnehmer des Partnerprogramms von Amazon EU, das zur Bereitstellung eines Mediums für Websites konzipiert wurde, mittels dessen durch die Platzierung von Werbeanzeigen und Links zu Amazon.de Werbekostenerstattung verdient werden kann.",
    ),
    ("fr", Grade.AMAZON, "En tant que Partenaire Amazon, je réalise un bénéfice sur les achats remplissant les conditions requises."),
    (
        "fr",
        Grade.CONDITIONAL,
        "En tant que Partenaire Amazon, je peux réaliser un bénéfice sur les achats remplissant les conditions requises.",
    ),
    (
        "fr",
        Grade.CONDITIONAL,
        "Le Potager participe au Programme Partenaires d'Amazon EU, un programme d'affiliation conçu pour permettre à des sites de percevoir une rémunération grâce à la création de liens vers Amazon.fr.",
    ),
    (
        "es",
        Grade.AMAZON,
        "En calidad de Afiliado de Amazon, obtengo ingresos por las compras adscritas que cumplen los requisitos aplicables.",
    ),
    ("es", Grade.CONDITIONAL, "Como afiliado de Amazon puedo obtener ingresos por las compras que cumplen los requisitos."),
    (
        "es",
        Grade.CONDITIONAL,
        "El Huerto participa en el Programa de Afiliados de Amazon EU, un programa de publicidad para afiliados diseñado para ofrecer a sitios web un modo de obtener comisiones por publicidad, publicitando e incluyendo enlaces a Amazon.es.",
    ),
    ("it", Grade.AMAZON, "In qualità di Affiliato Amazon io ricevo un guadagno dagli acquisti idonei."),
    ("it", Grade.CONDITIONAL, "In qualità di Affiliato Amazon posso ricevere un guadagno dagli acquisti idonei."),
    (
        "it",
        Grade.CONDITIONAL,
        "L'Orto partecipa al Programma Affiliazione Amazon EU, un programma di affiliazione che consente ai siti di percepire una commissione pubblicitaria pubblicizzando e fornendo link al sito Amazon.it.",
    ),
    ("nl", Grade.AMAZON, "Als Amazon-partner verdien ik aan in aanmerking komende aankopen."),
    ("nl", Grade.CONDITIONAL, "Als Amazon-partner kan ik verdienen aan in aanmerking komende aankopen."),
    (
        "nl",
        Grade.CONDITIONAL,
        "De Moestuin neemt deel aan het Amazon EU Associates-programma, een affiliate-advertentieprogramma dat is ontworpen om sites een middel te bieden om advertentievergoedingen te verdienen door te adverteren en te linken naar Amazon.nl.",
    ),
    ("pt", Grade.AMAZON, "Como Associado da Amazon, recebo por compras qualificadas."),
    ("pt", Grade.AMAZON, "Como associado da Amazon, ganho com compras elegíveis."),
    ("pt", Grade.AMAZON, "Como participante do Programa de Associados da Amazon, a Horta é remunerada pelas compras qualificadas."),
    ("pt", Grade.CONDITIONAL, "Como participante do Programa de Associados da Amazon, podemos ganhar com compras qualificadas."),
    ("pt", Grade.CONDITIONAL, "Como Associado da Amazon, posso receber por compras qualificadas."),
    (
        "pt",
        Grade.CONDITIONAL,
        "A Horta participa do Programa de Associados da Amazon, um programa de afiliados criado para oferecer um meio de os sites ganharem comissões por publicidade através de links para a Amazon.com.br.",
    ),
    ("ja", Grade.AMAZON, "Amazonのアソシエイトとして、当サイトは適格販売により収入を得ています。"),
    ("ja", Grade.CONDITIONAL, "Amazonのアソシエイトとして、当サイトは適格販売により収入を得る場合があります。"),
    (
        "ja",
        Grade.CONDITIONAL,
        "はたけ日和は、Amazon.co.jpを宣伝しリンクすることによってサイトが紹介料を獲得できる手段を提供することを目的に設定されたアフィリエイトプログラムである、Amazonアソシエイト・プログラムの参加者です。",
    ),
    ("sv", Grade.AMAZON, "Som Amazon-partner tjänar jag på kvalificerade köp."),
    ("pl", Grade.AMAZON, "Jako partner Amazon zarabiam na kwalifikujących się zakupach."),
    ("tr", Grade.AMAZON, "Bir Amazon Ortağı olarak uygun satın almalardan kazanç sağlıyorum."),
]


@pytest.mark.parametrize(("language", "wanted", "text"), SAID)
def test_amazons_sentence(language: str, wanted: Grade, text: str) -> None:
    found = grade(text)
    assert (found.grade, found.language) == (wanted, language)


def test_each_marketplace_language_has_a_sentence() -> None:
    assert {code for code, book in phrasebooks().items() if book.statement} >= {
        "en",
        "de",
        "fr",
        "es",
        "it",
        "nl",
        "ja",
        "pt",
        "pl",
        "sv",
        "tr",
    }
