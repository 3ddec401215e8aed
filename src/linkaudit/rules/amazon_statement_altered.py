"""A sentence close to Amazon's statement, and not it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .api import Example, Impact, Known, PageFacts, Rule, Verdict, failed, notices, quote

RULE = Rule(
    title="Amazon's Associates statement was altered",
    why="Amazon accepts its own sentence, or a similar one it allowed before. The exact sentence is safest.",
    fix="Use the exact sentence.",
    impact=Impact.ACCOUNT,
    family="statement",
    rank=1,
    fails=(
        Example(
            '<p>As an Amazon affiliate I can earn commission from purchases.</p><p><a href="https://www.amazon.com/dp/B000000001?tag=blog-20">Book</a></p>'
        ),
        Example(
            "<p>Ce site participe au Programme Partenaires d'Amazon EU, un programme d'affiliation conçu pour permettre à des sites de percevoir une rémunération grâce à la création de liens vers Amazon.fr.</p><p><a href=\"https://www.amazon.fr/dp/B000000001?tag=blog-21\">Livre</a></p>"
        ),
        Example(
            '<p>Wir sind Teilnehmer des Partnerprogramms von Amazon EU, mit dem Websites durch Links zu Amazon.de Werbekosten verdienen können.</p><p><a href="https://www.amazon.de/dp/B000000001?tag=blog-21">Buch</a></p>'
        ),
        Example(
            '<p>Este site participa do Programa de Associados da Amazon, um programa de afiliados criado para sites ganharem comissões com links para a Amazon.com.br.</p><p><a href="https://www.amazon.com.br/dp/B000000001?tag=blog-20">Livro</a></p>'
        ),
        Example(
            '<p>Como participante do Programa de Associados da Amazon, podemos receber comissões por compras qualificadas.</p><p><a href="https://www.amazon.com.br/dp/B000000001?tag=blog-20">Livro</a></p>'
        ),
        Example(
            '<p>当サイトは、Amazon.co.jpを宣伝しリンクすることによって紹介料を獲得できるアフィリエイトプログラムである、Amazonアソシエイト・プログラムの参加者です。</p><p><a href="https://www.amazon.co.jp/dp/B000000001?tag=blog-22">本</a></p>'
        ),
        Example(
            '<p>We are a participant in the Amazon Services LLC Associates Program, an affiliate advertising program designed to provide a means for us to earn fees by linking to Amazon.com.</p><p><a href="https://www.amazon.com/dp/B000000001?tag=blog-20">Book</a></p>'
        ),
    ),
    passes=(
        Example(
            '<p>We may earn a commission. As an Amazon Associate I earn from qualifying purchases.</p><p><a href="https://www.amazon.com/dp/B000000001?tag=blog-20">Book</a></p>'
        ),
        Example(
            '<p>As an Amazon Associate, we earn from qualifying purchases.</p><p><a href="https://www.amazon.com/dp/B000000001?tag=blog-20">Book</a></p>'
        ),
        Example('<p>We earn a commission.</p><p><a href="https://www.amazon.com/dp/B000000001?tag=blog-20">Book</a></p>'),
        Example(
            '<p>Som Amazon-partner tjänar jag på kvalificerade köp.</p><p><a href="https://www.amazon.se/dp/B000000001?tag=blog-21">Bok</a></p>'
        ),
        Example(
            '<p>Como participante do Programa de Associados da Amazon, sou remunerado pelas compras qualificadas efetuadas.</p><p><a href="https://www.amazon.com.br/dp/B000000001?tag=blog-20">Livro</a></p>'
        ),
        Example(
            '<p>Ce site participe au Programme Partenaires d\'Amazon EU. En tant que Partenaire Amazon, je réalise un bénéfice sur les achats remplissant les conditions requises.</p><p><a href="https://www.amazon.fr/dp/B000000001?tag=blog-21">Livre</a></p>'
        ),
        Example("<p>As an Amazon affiliate I can earn commission from purchases.</p>"),
    ),
)


def check(page: PageFacts, known: Known) -> Iterator[Verdict]:
    """Fail on a notice that speaks of the program in other words, when no visible notice has the right ones."""
    if not any((link.program or "").startswith("amazon") for link in page.links):
        return
    found = [d for d in notices(page) if "amazon" in d.text.lower() and _of_the_program(d.text.lower())]
    if not found or any(_exact(d.text.lower(), known) for d in found):
        return
    yield failed(
        f"Close to Amazon's sentence, and not it: {quote(found[0].text)}", RULE.fix, snippet=found[0].text,
        replace=known.statements.get(found[0].language or "en"), line=found[0].line, column=found[0].column,
        group=found[0].text[:120],
    )  # fmt: skip


# Between Amazon's name and the words of its sentence: the sentence says that money is earned, not that it may be.
_WEAKER = (
    "can earn", "may earn", "might earn", "können", " kann ", "pouvons", "peux", "puedo", "podemos", "podríamos", "posso",
    "possiamo", "potremmo", "kan ik", "kunnen", "możemy", "mogę",
)  # fmt: skip
_WEAKER_BEHIND = ("場合があ", "場合がござ", "ことがあ", "可能性があ", "verdienen können", "verdienen kann", "kazanabilir")
_NAMES = (
    "associate", "affiliate program", "amazon affiliate", "partenaire amazon", "programme partenaires", "amazon-partner",
    "partnerprogramm", "afiliado", "programa de associados", "affiliato", "programma affiliazione", "アソシエイト", "partner amazon",
    "partnerskim amazon", "gelir ortağı",
)  # fmt: skip
_SIGNS = (
    "qualifying purchases", "qualifizierten verkäufen", "qualifizierten käufen", "conditions requises", "requisitos aplicables",
    "acquisti idonei", "in aanmerking komende", "kwalificerende", "適格販売", "compras qualificadas", "compras elegíveis", "adscritas",
    "kwalifikujących", "kwalifikowanych", "kvalificerade", "nitelikli",
)  # fmt: skip


def _of_the_program(text: str) -> bool:
    return any(name in text for name in _NAMES)


def _exact(text: str, known: Known) -> bool:
    """The signal words of each language's sentence, whoever is its subject."""
    return any(sign in one and not _weakened(one, sign) for one in re.split(r"(?<=[.!?。])\s", text) for sign in _SIGNS)


def _weakened(sentence: str, sign: str) -> bool:
    before, _, behind = sentence.partition(sign)
    told = before.rpartition("amazon")[2]
    return any(word in told for word in _WEAKER) or any(word in behind for word in _WEAKER_BEHIND)
